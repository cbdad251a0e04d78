import { IconChartLine } from '@tabler/icons-react'
import type { Turnover } from '../../../../../src/contract/admin/insight.ts'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { DayChartPanel } from '../../show/chart-panel.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { Tile, TileRow } from '../../show/tile.tsx'
import { useWords } from '../../words/words.tsx'
import type { Period } from '../payables/period-picker.tsx'
import { TopLocations } from './top-locations.tsx'

type Report = AdminResult<'read-sales'>

/** What was sold and redeemed in a period, with today. */
export function Sales({ period }: { period: Period }) {
  const { t } = useWords()
  const query = useRead('read-sales', period)
  return (
    <Loaded query={query}>
      {(report) =>
        report.totals.length === 0 ? (
          <Panel>
            <EmptyState
              icon={<IconChartLine size={24} />}
              title={t('insight.nothing')}
              text={t('insight.nothingText')}
            />
          </Panel>
        ) : (
          report.totals.map((totals) => (
            <CurrencySales key={totals.currency} totals={totals} report={report} />
          ))
        )
      }
    </Loaded>
  )
}

function CurrencySales({ totals, report }: { totals: Turnover; report: Report }) {
  const { t } = useWords()
  const { currency } = totals
  const mine = <Line extends { readonly currency: Currency }>(lines: readonly Line[]) =>
    lines.filter((line) => line.currency === currency)
  const days = mine(report.days)
  return (
    <>
      <Figures totals={totals} />
      <div className={styles['stackItem']}>
        <DayChartPanel
          title={t('insight.chart', { currency })}
          summary={t('insight.chartSummary')}
          tableLabel={`${t('insight.chartTable')} · ${currency}`}
          currency={currency}
          dates={days.map(({ day }) => day)}
          series={[
            {
              ...{ id: 'sold', label: t('insight.sold') },
              amountsMinor: days.map(({ soldMinor }) => soldMinor),
            },
            {
              ...{ id: 'redeemed', label: t('insight.redeemed') },
              amountsMinor: days.map(({ redeemedMinor }) => redeemedMinor),
            },
          ]}
        />
      </div>
      <TopLocations
        title={t('insight.top')}
        locations={mine(report.topLocations)}
        totals={totals}
      />
      <TurnoverTable
        label={`${t('insight.byProgram')} · ${currency}`}
        rows={mine(report.programs).map((line) => ({ name: line.programName, line }))}
      />
      <TurnoverTable
        label={`${t('insight.byChannel')} · ${currency}`}
        rows={mine(report.channels).map((line) => ({ name: t(`channel.${line.channel}`), line }))}
      />
      <TurnoverTable
        label={`${t('insight.byForm')} · ${currency}`}
        rows={mine(report.forms).map((line) => ({ name: t(`cardForm.${line.form}`), line }))}
      />
    </>
  )
}

function Figures({ totals }: { totals: Turnover }) {
  const { t } = useWords()
  const { currency } = totals
  return (
    <TileRow>
      <Tile
        label={t('insight.sold')}
        figure={<Money amountMinor={totals.soldMinor} currency={currency} />}
        sub={t('insight.soldSub')}
      />
      <Tile
        label={t('insight.issued')}
        figure={<Money amountMinor={totals.issuedMinor} currency={currency} />}
        sub={t('insight.lessUndone')}
      />
      <Tile
        label={t('insight.funded')}
        figure={<Money amountMinor={totals.fundedMinor} currency={currency} />}
        sub={t('insight.lessUndone')}
      />
      <Tile
        label={t('insight.redeemed')}
        figure={<Money amountMinor={totals.redeemedMinor} currency={currency} />}
        sub={t('insight.lessUndone')}
      />
    </TileRow>
  )
}

interface NamedTurnover {
  readonly name: string
  readonly line: Turnover
}

const FIGURES = [
  ['issuedMinor', 'insight.issued'],
  ['fundedMinor', 'insight.funded'],
  ['feesMinor', 'insight.fees'],
  ['redeemedMinor', 'insight.redeemed'],
] as const

function TurnoverTable({ label, rows }: { label: string; rows: readonly NamedTurnover[] }) {
  const { t } = useWords()
  if (rows.length === 0) return null
  const columns: Column<NamedTurnover>[] = [
    { id: 'name', heading: t('books.line'), isRowHeading: true, cell: ({ name }) => name },
    ...FIGURES.map(([figure, word]) => ({
      id: figure,
      heading: t(word),
      align: 'end' as const,
      cell: ({ line }: NamedTurnover) => (
        <Money amountMinor={line[figure]} currency={line.currency} />
      ),
    })),
  ]
  return (
    <div className={styles['stackItem']}>
      <Panel title={label}>
        <DataTable label={label} columns={columns} rows={rows} rowKey={({ name }) => name} />
      </Panel>
    </div>
  )
}
