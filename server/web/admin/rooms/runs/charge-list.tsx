import type { ChargeLine } from '../../../../../src/contract/admin/payout-views.ts'
import { addMinor } from '../../../../../src/contract/money.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import roomStyles from './runs.module.css'

/** What is charged, each with its tax. */
export function ChargeList({ charges }: { charges: readonly ChargeLine[] }) {
  const { t, locale } = useWords()
  return (
    <ul className={roomStyles['plain']}>
      {charges.map((charge) => (
        <li key={`${charge.id} ${charge.currency}`}>
          <span>
            {charge.label}
            {charge.taxLabel !== null && (
              <span className={styles['sub']}>
                {t('runs.tax', {
                  label: charge.taxLabel,
                  amount: formatMoney(charge.taxMinor, charge.currency, locale),
                })}
              </span>
            )}
            {charge.collection === 'invoiced' && (
              <span className={styles['sub']}>{t('runs.invoiced')}</span>
            )}
          </span>
          <Money
            amountMinor={addMinor(charge.amountMinor, charge.taxMinor)}
            currency={charge.currency}
          />
        </li>
      ))}
    </ul>
  )
}
