import type { TrialLine } from '../../../../../src/contract/admin/books.ts'
import { addMinor, type Currency, ZERO } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import { accountName } from './account-name.ts'

const SIDES = [
  ['dayDebitMinor', 'books.dayDebit'],
  ['dayCreditMinor', 'books.dayCredit'],
  ['debitMinor', 'books.debit'],
  ['creditMinor', 'books.credit'],
] as const

/** Every account at the end of a day: both sides are the same, or something is wrong. */
export function TrialBalance({ day }: { day: string }) {
  const { t, locale } = useWords()
  const query = useRead('read-trial-balance', { day })
  const title = t('books.trialOf', { day: formatLongDay(day, locale) })
  return (
    <Loaded query={query}>
      {({ lines }) =>
        [...Map.groupBy(lines, ({ currency }) => currency)].map(([currency, own]) => (
          <div key={currency} className={styles['stackItem']}>
            <Panel title={`${title} · ${currency}`}>
              <TrialTable label={`${title} · ${currency}`} currency={currency} lines={own} />
            </Panel>
          </div>
        ))
      }
    </Loaded>
  )
}

interface TrialTableProps {
  readonly label: string
  readonly currency: Currency
  readonly lines: readonly TrialLine[]
}

function TrialTable({ label, currency, lines }: TrialTableProps) {
  const { t } = useWords()
  const columns: Column<TrialLine>[] = [
    {
      id: 'account',
      heading: t('books.account'),
      isRowHeading: true,
      cell: (line) => (
        <>
          {accountName(line, t)}
          <span className={styles['sub']}>{line.number}</span>
        </>
      ),
      foot: t('books.sum', { currency }),
    },
    ...SIDES.map(([side, word]) => ({
      id: side,
      heading: t(word),
      align: 'end' as const,
      cell: (line: TrialLine) =>
        line[side] === 0 ? '' : <Money amountMinor={line[side]} currency={currency} />,
      foot: (
        <Money
          amountMinor={addMinor(ZERO, ...lines.map((line) => line[side]))}
          currency={currency}
        />
      ),
    })),
  ]
  return <DataTable label={label} columns={columns} rows={lines} rowKey={({ key }) => key} />
}
