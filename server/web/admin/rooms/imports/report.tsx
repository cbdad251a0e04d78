import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type {
  ImportFault,
  ImportReport,
  ImportTotal,
} from '../../../../../src/contract/admin/imports.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import { Notice } from '../../show/notice.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** Faults that are shown; all of them stand in the file that can be saved. */
const SHOWN_MAX = 50

/** What a file came to: its faults, or how it adds up. */
export function Report({ report, onSave }: { report: ImportReport; onSave: () => void }) {
  const { t } = useWords()
  const isSound = report.faultCount === 0
  return (
    <>
      <Notice
        tone={isSound ? 'moved' : 'refused'}
        title={
          isSound
            ? t('imports.sound', { count: report.rows })
            : t('imports.faulty', { count: report.faultCount })
        }
      >
        {isSound ? t('imports.soundText') : t('imports.faultyText')}
      </Notice>
      {isSound ? <Totals totals={report.totals} /> : <Faults faults={report.faults} />}
      <Group justify="flex-end">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={onSave}
        >
          {t('imports.saveReport')}
        </Button>
      </Group>
    </>
  )
}

function Faults({ faults }: { faults: readonly ImportFault[] }) {
  const { t } = useWords()
  const columns: Column<ImportFault>[] = [
    { id: 'row', heading: t('imports.row'), align: 'end', cell: ({ row }) => row },
    {
      id: 'column',
      heading: t('imports.column'),
      cell: ({ column, card }) => (
        <>
          {column === null ? '–' : t(`importColumn.${column}`)}
          {card !== null && <span className={styles['sub']}>{card}</span>}
        </>
      ),
    },
    {
      id: 'fault',
      heading: t('imports.fault'),
      isRowHeading: true,
      cell: ({ code, otherRow }) => (
        <>
          {t(`importFault.${code}`)}
          {otherRow !== null && (
            <span className={styles['sub']}>{t('imports.otherRow', { row: otherRow })}</span>
          )}
        </>
      ),
    },
  ]
  return (
    <DataTable
      label={t('imports.faults')}
      columns={columns}
      rows={faults.slice(0, SHOWN_MAX)}
      rowKey={({ row, column, code }) => `${row} ${column} ${code}`}
    />
  )
}

function Totals({ totals }: { totals: readonly ImportTotal[] }) {
  const { t, locale } = useWords()
  const figure = new Intl.NumberFormat(locale).format
  const columns: Column<ImportTotal>[] = [
    {
      id: 'state',
      heading: t('column.state'),
      isRowHeading: true,
      cell: ({ state }) => t(`importedState.${state}`),
    },
    { id: 'cards', heading: t('nav.cards'), align: 'end', cell: ({ rows }) => figure(rows) },
    {
      id: 'initial',
      heading: t('importColumn.initialAmount'),
      align: 'end',
      cell: ({ initialMinor, currency }) => (
        <Money amountMinor={initialMinor} currency={currency} />
      ),
    },
    {
      id: 'remaining',
      heading: t('importColumn.remainingAmount'),
      align: 'end',
      cell: ({ remainingMinor, currency }) => (
        <Money amountMinor={remainingMinor} currency={currency} />
      ),
    },
  ]
  return (
    <DataTable
      label={t('imports.totals')}
      columns={columns}
      rows={totals}
      rowKey={({ state }) => state}
    />
  )
}
