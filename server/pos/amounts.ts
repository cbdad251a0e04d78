import {
  AMOUNT_MINOR_MAX,
  type Currency,
  currencyExponent,
  type Minor,
  minor,
} from '../../src/contract/money.ts'

/** `25`, `-25.5`, `25.50000`: whole digits and decimals; no exponent, no thousands. */
const DECIMAL = /^(-?)(\d{1,10})(?:\.(\d{1,12}))?$/

/**
 * A decimal as POS write it, in minor units: zeros beyond the currency's decimals are dropped, any
 * other digit there is no amount of this currency. Undefined then, and beyond the largest amount.
 */
export function minorOfDecimal(text: string, code: Currency): Minor | undefined {
  const match = DECIMAL.exec(text.trim())
  if (!match) return undefined
  const exponent = currencyExponent(code)
  const decimals = match[3] ?? ''
  if (/[1-9]/.test(decimals.slice(exponent))) return undefined
  return bounded(match[1], `${match[2]}${decimals.slice(0, exponent).padEnd(exponent, '0')}`)
}

/** Whole minor units as POS write them. Undefined for anything else. */
export function minorOfUnits(text: string): Minor | undefined {
  const match = /^(-?)(\d{1,13})$/.exec(text.trim())
  return match ? bounded(match[1], match[2] ?? '') : undefined
}

function bounded(sign: string | undefined, digits: string): Minor | undefined {
  const magnitude = Number(digits)
  if (magnitude > AMOUNT_MINOR_MAX) return undefined
  return minor(sign === '-' ? -magnitude : magnitude)
}
