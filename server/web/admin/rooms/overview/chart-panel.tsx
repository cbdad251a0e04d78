import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { DayChartPanel } from '../../show/chart-panel.tsx'
import { useWords } from '../../words/words.tsx'

/** The last 30 days as a picture or as a table. */
export function ChartPanel({ overview: { days, currency } }: { overview: Overview }) {
  const { t } = useWords()
  return (
    <DayChartPanel
      title={t('overview.chart')}
      summary={t('overview.chartSummary', { count: days.length })}
      tableLabel={t('overview.chartTable')}
      currency={currency}
      dates={days.map(({ date }) => date)}
      series={[
        {
          ...{ id: 'sold', label: t('overview.sold') },
          amountsMinor: days.map(({ soldMinor }) => soldMinor),
        },
        {
          ...{ id: 'redeemed', label: t('overview.redeemed') },
          amountsMinor: days.map(({ redeemedMinor }) => redeemedMinor),
        },
      ]}
    />
  )
}
