import { type Currency, ZERO } from '../../../../src/contract/money.ts'
import { useWords } from '../words/words.tsx'
import styles from './chart.module.css'
import { formatLongDay } from './dates.ts'
import type { Series } from './day-chart.tsx'
import { Money } from './money.tsx'

interface ChartReadoutProps {
  readonly date: string
  readonly series: readonly Series[]
  /** Which of the days it is. */
  readonly index: number
  readonly currency: Currency
  /** Where the day stands in the chart's width, 0 to 1. */
  readonly fraction: number
}

/** The figures of the day that is pointed at, on the side where they hide nothing. */
export function ChartReadout({ date, series, index, currency, fraction }: ChartReadoutProps) {
  const { locale } = useWords()
  const side =
    fraction > 0.5 ? { right: `${(1 - fraction) * 100 + 2}%` } : { left: `${fraction * 100 + 2}%` }
  return (
    <div className={styles['readout']} style={side} aria-hidden="true">
      <div className={styles['readoutDay']}>{formatLongDay(date, locale)}</div>
      {series.map(({ id, label, amountsMinor }) => (
        <div key={id} className={styles['readoutRow']}>
          <span className={styles['swatch']} data-series={id} />
          {label}
          <b>
            <Money amountMinor={amountsMinor[index] ?? ZERO} currency={currency} />
          </b>
        </div>
      ))}
    </div>
  )
}
