import type { Currency, Minor } from '../../../../src/contract/money.ts'
import { formatMoney } from '../../../../src/ui/money.ts'

/** An amount of the till, which has one currency: with its short sign, as `$3.20`. */
export function tillMoney(amountMinor: Minor, currency: Currency, locale: string): string {
  return formatMoney(amountMinor, currency, locale, 'narrow')
}
