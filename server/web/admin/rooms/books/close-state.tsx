import type { BookOverview, CloseProblem } from '../../../../../src/contract/admin/books.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { RoomLink } from '../../show/links.tsx'
import { Money } from '../../show/money.tsx'
import { Notice } from '../../show/notice.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** Whether the books are closed up to yesterday, and if not, what differs. */
export function CloseState({ books }: { books: BookOverview }) {
  const { t, locale } = useWords()
  const { failure, lastDay, timeZone } = books
  if (failure) {
    const day = formatLongDay(failure.day, locale)
    return (
      <div className={styles['stackItem']}>
        <Notice tone="refused" role="alert" title={t('books.failedTitle', { day })}>
          {t('books.failedText')}
          <Problems problems={failure.problems} />
        </Notice>
      </div>
    )
  }
  if (lastDay === null) return null
  return (
    <div className={styles['stackItem']}>
      <Notice tone="moved" title={t('books.soundTitle', { day: formatLongDay(lastDay, locale) })}>
        {t('books.soundText', { zone: timeZone ?? 'UTC' })}
      </Notice>
    </div>
  )
}

/** What differs, by name: what should be there, and what is. */
export function Problems({ problems }: { problems: readonly CloseProblem[] }) {
  const { t } = useWords()
  const columns: Column<CloseProblem>[] = [
    {
      id: 'what',
      heading: t('books.problem'),
      isRowHeading: true,
      cell: ({ what }) => t(`closeProblem.${what}`),
    },
    {
      id: 'where',
      heading: t('books.problemWhere'),
      cell: ({ account, operationId, kind, cardId }) => (
        <>
          {account ?? kind}
          {operationId && <span className={styles['sub']}>{operationId}</span>}
          {cardId && (
            <span className={styles['sub']}>
              <RoomLink to="/cards/$cardId" params={{ cardId }} size="sm">
                {t('column.card')}
              </RoomLink>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'expected',
      heading: t('books.expected'),
      align: 'end',
      cell: ({ expectedMinor, currency }) =>
        currency ? <Money amountMinor={expectedMinor} currency={currency} /> : expectedMinor,
    },
    {
      id: 'found',
      heading: t('books.found'),
      align: 'end',
      cell: ({ foundMinor, currency }) =>
        currency ? <Money amountMinor={foundMinor} currency={currency} /> : foundMinor,
    },
  ]
  return (
    <DataTable
      label={t('books.problems')}
      columns={columns}
      rows={problems}
      rowKey={(problem) => JSON.stringify(problem)}
    />
  )
}
