import { Anchor } from '@mantine/core'
import { useState } from 'react'
import type { Currency } from '../../../../src/contract/money.ts'
import { ZERO } from '../../../../src/contract/money.ts'
import { useWords } from '../words/words.tsx'
import styles from './chart.module.css'
import { type Column, DataTable } from './data-table.tsx'
import { formatLongDay } from './dates.ts'
import { DayChart, type Series } from './day-chart.tsx'
import { Money } from './money.tsx'
import { Panel } from './panel.tsx'
import { ScrollFrame } from './scroll-frame.tsx'

interface DayChartPanelProps {
  readonly title: string
  readonly summary: string
  /** What the table is called. */
  readonly tableLabel: string
  readonly currency: Currency
  readonly dates: readonly string[]
  readonly series: readonly Series[]
}

/** Amounts by day as a picture or, for whoever prefers it, as a table. */
export function DayChartPanel(props: DayChartPanelProps) {
  const { title, summary, currency, dates, series } = props
  const { t } = useWords()
  const [asTable, setAsTable] = useState(false)
  return (
    <Panel
      title={title}
      action={
        <Anchor component="button" type="button" size="sm" onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'overview.viewAsChart' : 'overview.viewAsTable')}
        </Anchor>
      }
    >
      {asTable ? <DaysTable {...props} /> : <DayChart {...{ summary, currency, dates, series }} />}
    </Panel>
  )
}

function DaysTable({ tableLabel, currency, dates, series }: DayChartPanelProps) {
  const { t, locale } = useWords()
  const rows = dates.map((date, index) => ({ date, index })).reverse()
  const columns: Column<(typeof rows)[number]>[] = [
    {
      id: 'day',
      heading: t('column.day'),
      isRowHeading: true,
      cell: ({ date }) => formatLongDay(date, locale),
    },
    ...series.map(({ id, label, amountsMinor }) => ({
      id,
      heading: label,
      align: 'end' as const,
      cell: ({ index }: { readonly index: number }) => (
        <Money amountMinor={amountsMinor[index] ?? ZERO} currency={currency} />
      ),
    })),
  ]
  return (
    <ScrollFrame label={tableLabel} className={styles['days']}>
      <DataTable label={tableLabel} columns={columns} rows={rows} rowKey={({ date }) => date} />
    </ScrollFrame>
  )
}
