import { type Currency, currencyExponent, isCurrency } from '../../../../contract/money.ts'
import type { DecimalAmount } from './decimal-amount.ts'

/** A currency code as a journal writes it; null for none that is known. */
export function readCurrency(text: string | null): Currency | null {
  const code = text?.trim().toUpperCase() ?? ''
  return isCurrency(code) ? code : null
}

/**
 * Decimals of an amount: its currency decides, then the format, then what the transaction writes: with
 * decimals anywhere (in `others`: prices, too) there are two, without any there are none.
 */
export function exponentOf(
  currency: Currency | null,
  decimals: 0 | 2 | 3 | null,
  written: readonly (DecimalAmount | null)[],
  others: boolean,
): 0 | 2 | 3 {
  if (currency !== null) return currencyExponent(currency)
  if (decimals !== null) return decimals
  const most = Math.max(0, ...written.map((amount) => amount?.decimals.length ?? 0))
  if (most >= 3) return 3
  return others || written.some((amount) => (amount?.writtenDecimals ?? 0) > 0) ? 2 : 0
}
