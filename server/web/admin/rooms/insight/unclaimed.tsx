import type { Unclaimed } from '../../../../../src/contract/admin/insight.ts'
import { useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import { LawCell } from './law-cell.tsx'

/** What may belong to a state by now. */
export function UnclaimedTab() {
  const { t } = useWords()
  const books = useRead('read-books', {})
  return (
    <Panel title={t('insight.tab.unclaimed')}>
      <Loaded query={books}>
        {({ lastDay }) =>
          lastDay === null ? (
            <p className={styles['pageAbout']}>{t('books.noneText')}</p>
          ) : (
            <UnclaimedOf day={lastDay} />
          )
        }
      </Loaded>
    </Panel>
  )
}

function UnclaimedOf({ day }: { day: string }) {
  const { t, locale } = useWords()
  const query = useRead('read-unclaimed', { day })
  const columns: Column<Unclaimed>[] = [
    {
      id: 'program',
      heading: t('books.program'),
      isRowHeading: true,
      cell: ({ programName, currency }) => (
        <>
          {programName}
          <span className={styles['sub']}>{currency}</span>
        </>
      ),
    },
    {
      id: 'law',
      heading: t('insight.law'),
      cell: ({ law }) => <LawCell law={law} tone={law.is === 'due' ? 'know' : 'quiet'} />,
    },
    {
      id: 'cards',
      heading: t('insight.cards'),
      align: 'end',
      cell: ({ cardCount }) => (
        <span className="figures">{new Intl.NumberFormat(locale).format(cardCount)}</span>
      ),
    },
    {
      id: 'balance',
      heading: t('column.balance'),
      align: 'end',
      cell: ({ balanceMinor, currency }) => (
        <Money amountMinor={balanceMinor} currency={currency} />
      ),
    },
    {
      id: 'due',
      heading: t('insight.due'),
      align: 'end',
      cell: ({ dueMinor, currency }) => (
        <b>
          <Money amountMinor={dueMinor} currency={currency} />
        </b>
      ),
    },
  ]
  return (
    <>
      <p className={styles['pageAbout']}>
        {t('insight.unclaimedAbout', { day: formatLongDay(day, locale) })}
      </p>
      <Loaded query={query}>
        {({ programs }) => (
          <DataTable
            label={t('insight.tab.unclaimed')}
            columns={columns}
            rows={programs}
            rowKey={({ programId }) => programId}
          />
        )}
      </Loaded>
    </>
  )
}
