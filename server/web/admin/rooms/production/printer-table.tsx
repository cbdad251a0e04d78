import { IconPrinter } from '@tabler/icons-react'
import type { PrinterView } from '../../../../../src/contract/admin/production.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { EmptyState } from '../../show/notices.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** Letters of a key that are enough to know it by. */
const KEY_SHOWN = 20

export function PrinterTable({ printers }: { printers: readonly PrinterView[] }) {
  const { t } = useWords()
  const times = useTimes()
  if (printers.length === 0) {
    return (
      <EmptyState
        icon={<IconPrinter size={24} />}
        title={t('printers.none')}
        text={t('printers.noneText')}
      />
    )
  }
  const columns: Column<PrinterView>[] = [
    { id: 'name', heading: t('form.name'), isRowHeading: true, cell: ({ name }) => name },
    {
      id: 'key',
      heading: t('printers.key'),
      cell: ({ recipient, withLrc }) => (
        <>
          <span className="figures">{recipient.slice(0, KEY_SHOWN)}…</span>
          {withLrc && <span className={styles['sub']}>{t('printers.withLrc')}</span>}
        </>
      ),
    },
    {
      id: 'added',
      heading: t('printers.addedOn'),
      cell: ({ createdAtMs }) => times.day(createdAtMs),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ retiredAtMs }) => (
        <Badge tone={retiredAtMs === null ? 'moved' : 'quiet'}>
          {t(retiredAtMs === null ? 'printers.inUse' : 'printers.retired')}
        </Badge>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ printerId, name, retiredAtMs }) =>
        retiredAtMs === null && (
          <ActionButton
            call="retire-printer"
            params={{ printerId }}
            verb={t('printers.retire')}
            question={{
              title: t('printers.retireTitle', { name }),
              text: t('printers.retireText'),
              danger: true,
            }}
            variant="default"
            size="xs"
          />
        ),
    },
  ]
  return (
    <DataTable
      label={t('production.printers')}
      columns={columns}
      rows={printers}
      rowKey={({ printerId }) => printerId}
    />
  )
}
