import type { z } from 'zod'
import type { accountNoticeSchema } from '../../../../../src/contract/admin/bank-accounts.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

type NoticeView = z.output<typeof accountNoticeSchema>

interface NoticeTableProps {
  readonly notices: readonly NoticeView[]
  /** Of the location. */
  readonly timeZone: string
}

/** Which mails went to whom. */
export function NoticeTable({ notices, timeZone }: NoticeTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<NoticeView>[] = [
    {
      id: 'kind',
      heading: t('accounts.mail'),
      isRowHeading: true,
      cell: ({ kind }) => t(`accountMail.${kind}`),
    },
    { id: 'to', heading: t('accounts.mailTo'), cell: ({ sendTo }) => sendTo },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ madeAtMs }) => times.dateTime(madeAtMs, timeZone),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ sentAtMs }) => (
        <Badge tone={sentAtMs === null ? 'know' : 'moved'}>
          {t(sentAtMs === null ? 'accounts.mailWaits' : 'accounts.mailSent')}
        </Badge>
      ),
    },
  ]
  return (
    <DataTable
      label={t('accounts.mails')}
      columns={columns}
      rows={notices}
      rowKey={({ kind, sendTo, madeAtMs }) => `${kind} ${sendTo} ${madeAtMs}`}
    />
  )
}
