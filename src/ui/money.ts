import { type Currency, decimalText, type Minor } from '../contract/money.ts'

/**
 * Formatters are costly to make and a screen shows hundreds of amounts: one is kept per language
 * and currency.
 */
const formatters = new Map<string, Intl.NumberFormat>()

/**
 * How a currency is named. `symbol` can be mistaken for no other: `CA$`, but `$` for a reader of
 * `en-CA`. `narrow` is `$` for every dollar, and right only where there is one currency; `code` is for
 * another one beside it.
 */
export type CurrencySign = 'symbol' | 'narrow' | 'code'

/**
 * The amount as people of this language write it, e.g. `$24.60` or `24,60 $US`. `language` is a BCP 47
 * tag. Exact: Intl is given the decimal text, never a float.
 */
export function formatMoney(
  amountMinor: Minor,
  code: Currency,
  language: string,
  sign: CurrencySign = 'symbol',
): string {
  return formatterOf(code, language, sign).format(exactDecimal(amountMinor, code))
}

/** The same without the currency's sign, e.g. `24.60`, for columns whose heading names it. */
export function formatAmount(amountMinor: Minor, code: Currency, language: string): string {
  return formatterOf(code, language, 'symbol')
    .formatToParts(exactDecimal(amountMinor, code))
    .filter((part) => part.type !== 'currency')
    .map((part) => part.value)
    .join('')
    .trim()
}

/** As short as it can be said, e.g. `$2.5K` or `$250`: for the axes of charts only. */
export function formatMoneyShort(amountMinor: Minor, code: Currency, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    notation: 'compact',
    trailingZeroDisplay: 'stripIfInteger',
  }).format(exactDecimal(amountMinor, code))
}

/** The mark between whole units and decimals in this language: `.` or `,`. */
export function decimalMark(language: string): string {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5)
  return parts.find((part) => part.type === 'decimal')?.value ?? '.'
}

function exactDecimal(amountMinor: Minor, code: Currency): Intl.StringNumericLiteral {
  return decimalText(amountMinor, code) as Intl.StringNumericLiteral
}

const DISPLAYS = { symbol: 'symbol', narrow: 'narrowSymbol', code: 'code' } as const

function formatterOf(code: Currency, language: string, sign: CurrencySign): Intl.NumberFormat {
  const key = `${language} ${code} ${sign}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    currencyDisplay: DISPLAYS[sign],
  })
  formatters.set(key, made)
  return made
}
