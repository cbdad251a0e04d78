import { useRead } from '../../api/admin.tsx'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { Notice } from '../../show/notice.tsx'
import { Panel } from '../../show/panel.tsx'
import { useWords } from '../../words/words.tsx'
import { ALL_TIME, holdAgainstLedger, type Tie } from './tie.ts'

/** The statements of all periods beside the ledger's own accounts: they tie, or it says plainly where not. */
export function LedgerTie() {
  const { t } = useWords()
  const query = useRead('list-payables', ALL_TIME)
  return (
    <Loaded query={query}>
      {(allTime) => {
        const ties = holdAgainstLedger(allTime)
        if (ties.length === 0) return null
        return (
          <Panel title={t('tie.title')}>
            <Verdict ties={ties} />
            <TieTable ties={ties} />
          </Panel>
        )
      }}
    </Loaded>
  )
}

function Verdict({ ties }: { ties: readonly Tie[] }) {
  const { t } = useWords()
  const open = ties.filter((tie) => tie.differenceMinor !== 0)
  const isTied = open.length === 0
  return (
    <Notice
      tone={isTied ? 'moved' : 'refused'}
      title={t(isTied ? 'tie.ties' : 'tie.differs', { count: open.length })}
    >
      {t(isTied ? 'tie.tiesText' : 'tie.differsText')}
    </Notice>
  )
}

function TieTable({ ties }: { ties: readonly Tie[] }) {
  const { t } = useWords()
  const columns: Column<Tie>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: (tie) => tie.locationName,
    },
    {
      id: 'statements',
      heading: t('tie.statements'),
      align: 'end',
      cell: (tie) => <Money amountMinor={tie.statementsMinor} currency={tie.currency} />,
    },
    {
      id: 'ledger',
      heading: t('tie.ledger'),
      align: 'end',
      cell: (tie) => <Money amountMinor={tie.ledgerMinor} currency={tie.currency} />,
    },
    {
      id: 'difference',
      heading: t('tie.difference'),
      align: 'end',
      cell: (tie) => <Money amountMinor={tie.differenceMinor} currency={tie.currency} />,
    },
    {
      id: 'verdict',
      heading: t('column.state'),
      align: 'end',
      cell: (tie) =>
        tie.differenceMinor === 0 ? (
          <Badge tone="moved">{t('tie.yes')}</Badge>
        ) : (
          <Badge tone="refused">{t('tie.no')}</Badge>
        ),
    },
  ]
  return (
    <DataTable
      label={t('tie.title')}
      columns={columns}
      rows={ties}
      rowKey={(tie) => tie.locationId}
    />
  )
}
