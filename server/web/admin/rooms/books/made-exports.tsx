import { IconSend } from '@tabler/icons-react'
import type { MadeExport } from '../../../../../src/contract/admin/book-exports.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

const TONES: Readonly<Record<MadeExport['state'], Tone>> = {
  waiting: 'know',
  delivered: 'moved',
  failed: 'refused',
}

/** What went out of late, or did not. */
export function MadeExports({ exports }: { exports: readonly MadeExport[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<MadeExport>[] = [
    {
      id: 'file',
      heading: t('books.file'),
      isRowHeading: true,
      cell: ({ fileName, sizeBytes, fetched, linkUntilMs }) => (
        <>
          <span className={styles['unbroken']}>{fileName}</span>
          <span className={styles['sub']}>
            {sizeBytes !== null && t('exports.size', { count: sizeBytes })}
            {linkUntilMs !== null && ` · ${t('exports.fetched', { count: fetched })}`}
          </span>
        </>
      ),
    },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ madeAtMs }) => times.dateTime(madeAtMs),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state, place, problem }) => (
        <>
          <Badge tone={TONES[state]}>{t(`exportState.${state}`)}</Badge>
          <span className={styles['sub']}>{problem ?? place}</span>
        </>
      ),
    },
    {
      id: 'retry',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ exportId, state, fileName }) =>
        state === 'delivered' ? null : (
          <ActionButton
            call="retry-book-export"
            params={{ exportId }}
            verb={t('exports.retry')}
            label={t('exports.retryOf', { file: fileName })}
            size="xs"
            variant="default"
          />
        ),
    },
  ]
  return (
    <Panel title={t('exports.made')}>
      {exports.length === 0 ? (
        <EmptyState
          icon={<IconSend size={24} />}
          title={t('exports.nothingMade')}
          text={t('exports.nothingMadeText')}
        />
      ) : (
        <DataTable
          label={t('exports.made')}
          columns={columns}
          rows={exports}
          rowKey={({ exportId }) => exportId}
        />
      )}
    </Panel>
  )
}
