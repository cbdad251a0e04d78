import { useState } from 'react'
import type { ClosedDayView, CloseProblem } from '../../../../../src/contract/admin/books.ts'
import { STALE_AFTER_MS } from '../../api/limits.ts'
import { usePages } from '../../api/pages.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { Dialog } from '../../forms/dialog.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { Notice } from '../../show/notice.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { Problems } from './close-state.tsx'

type Checked = { readonly day: string; readonly problems: readonly CloseProblem[] }

/** The days that are closed, the newest first; each can be computed again. */
export function ClosedDays() {
  const { t } = useWords()
  const query = usePages('list-closes', {}, STALE_AFTER_MS)
  const [checked, setChecked] = useState<Checked>()
  return (
    <Panel title={t('books.tab.days')}>
      <Loaded query={query}>
        {({ pages }) => (
          <DayTable days={pages.flatMap(({ days }) => days)} onChecked={setChecked} />
        )}
      </Loaded>
      <MorePages query={query} />
      {checked && <CheckedDialog checked={checked} onClose={() => setChecked(undefined)} />}
    </Panel>
  )
}

interface CheckedDialogProps {
  readonly checked: Checked
  readonly onClose: () => void
}

/** What came of it stands where the row is, however far down the list. */
function CheckedDialog({ checked: { day, problems }, onClose }: CheckedDialogProps) {
  const { t, locale } = useWords()
  const isSound = problems.length === 0
  const word = isSound ? 'books.checked' : 'books.checkFailed'
  return (
    <Dialog title={t('books.checkOf', { day: formatLongDay(day, locale) })} onClose={onClose}>
      <Notice
        tone={isSound ? 'moved' : 'refused'}
        role="status"
        title={t(word, { day: formatLongDay(day, locale) })}
      >
        {!isSound && <Problems problems={problems} />}
      </Notice>
    </Dialog>
  )
}

interface DayTableProps {
  readonly days: readonly ClosedDayView[]
  readonly onChecked: (checked: Checked) => void
}

function DayTable({ days, onChecked }: DayTableProps) {
  const { t, locale } = useWords()
  const times = useTimes()
  const columns: Column<ClosedDayView>[] = [
    {
      id: 'day',
      heading: t('books.atDay'),
      isRowHeading: true,
      cell: ({ day, closedAtMs }) => (
        <>
          {formatLongDay(day, locale)}
          <span className={styles['sub']}>
            {t('books.closedAt')} {times.dateTime(closedAtMs)}
          </span>
        </>
      ),
    },
    {
      id: 'postings',
      heading: t('books.postings'),
      align: 'end',
      cell: ({ postingCount, firstJournalId, lastJournalId }) => (
        <>
          <span className="figures">{new Intl.NumberFormat(locale).format(postingCount)}</span>
          {firstJournalId !== null && (
            <span className={styles['sub']}>
              {firstJournalId}–{lastJournalId}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'worth',
      heading: t('books.worthThen'),
      align: 'end',
      cell: ({ totals }) =>
        totals.map(({ currency, closingMinor }) => (
          <div key={currency}>
            <Money amountMinor={closingMinor} currency={currency} />
          </div>
        )),
    },
    {
      id: 'hash',
      heading: t('books.fingerprint'),
      onlyWide: true,
      cell: ({ contentHash }) => <code>{contentHash.slice(0, 12)}</code>,
    },
    {
      id: 'check',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ day }) => (
        <ActionButton
          call="check-close"
          params={{ day }}
          verb={t('books.check')}
          label={t('books.checkOf', { day: formatLongDay(day, locale) })}
          onDone={onChecked}
          size="xs"
          variant="default"
        />
      ),
    },
  ]
  return (
    <DataTable
      label={t('books.tab.days')}
      columns={columns}
      rows={days}
      rowKey={({ day }) => day}
    />
  )
}
