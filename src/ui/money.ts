import { type Currency, decimalText, type Minor } from '../contract/money.ts'

/**
 * Formatters are costly to make and a screen shows hundreds of amounts: one is kept per language
 * and currency.
 */
const formatters = new Map<string, Intl.NumberFormat>()

/**
 * The amount as people of this language write it, e.g. `$24.60` or `24,60 $`. `language` is a BCP 47
 * tag. Exact: Intl is given the decimal text, never a float.
 */
export function formatMoney(amountMinor: Minor, code: Currency, language: string): string {
  return formatterOf(code, language).format(exactDecimal(amountMinor, code))
}

/** The same without the currency's sign, e.g. `24.60`, for columns whose heading names it. */
export function formatAmount(amountMinor: Minor, code: Currency, language: string): string {
  return formatterOf(code, language)
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
    currencyDisplay: 'narrowSymbol',
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

function formatterOf(code: Currency, language: string): Intl.NumberFormat {
  const key = `${language} ${code}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  })
  formatters.set(key, made)
  return made
}
