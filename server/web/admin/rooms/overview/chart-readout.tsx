import type { Overview } from '../../../../../src/contract/admin/views.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { formatLongDay } from '../../show/dates.ts'
import { Money } from '../../show/money.tsx'
import { useWords } from '../../words/words.tsx'
import styles from './overview.module.css'

interface ChartReadoutProps {
  readonly day: Overview['days'][number]
  readonly currency: Currency
  /** Where the day stands in the chart's width, 0 to 1. */
  readonly fraction: number
}

/** The figures of the day that is pointed at, on the side where they hide nothing. */
export function ChartReadout({ day, currency, fraction }: ChartReadoutProps) {
  const { t, locale } = useWords()
  const side =
    fraction > 0.5 ? { right: `${(1 - fraction) * 100 + 2}%` } : { left: `${fraction * 100 + 2}%` }
  return (
    <div className={styles['readout']} style={side} aria-hidden="true">
      <div className={styles['readoutDay']}>{formatLongDay(day.date, locale)}</div>
      <div className={styles['readoutRow']}>
        <span className={styles['swatch']} data-series="sold" />
        {t('overview.sold')}
        <b>
          <Money amountMinor={day.soldMinor} currency={currency} />
        </b>
      </div>
      <div className={styles['readoutRow']}>
        <span className={styles['swatch']} data-series="redeemed" />
        {t('overview.redeemed')}
        <b>
          <Money amountMinor={day.redeemedMinor} currency={currency} />
        </b>
      </div>
    </div>
  )
}
