import { z } from 'zod'
import { checkedNumber, checkedText } from './parse.ts'

/**
 * An amount in minor units (cents, pence, fils…) of some currency: a safe integer and nothing else.
 * Made only by {@link minor}, {@link parseAmount} and the schemas below.
 */
export type Minor = number & { readonly __minor: unique symbol }

/** An ISO 4217 alphabetic code that this product knows. */
export type Currency = string & { readonly __currency: unique symbol }

/** An amount with its currency. Negative only where a signed amount is meant (books, statements). */
export interface Money {
  readonly amountMinor: Minor
  readonly currency: Currency
}

/**
 * Exponents that are not 2, from ISO 4217 (list one). Currencies with other exponents (CLF, UYW) are
 * funds codes and are not accepted.
 */
const EXPONENTS: Readonly<Record<string, 0 | 3>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

const TWO_DIGIT_CURRENCIES =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD ' +
  'CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD ' +
  'GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD ' +
  'MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP ' +
  'PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS ' +
  'TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'

const KNOWN = new Set([...TWO_DIGIT_CURRENCIES.split(' '), ...Object.keys(EXPONENTS)])

/** The largest single amount accepted anywhere: 1,000,000,000 minor units, far above any card. */
export const AMOUNT_MINOR_MAX = 1_000_000_000

/** Brands a safe integer as minor units. Throws on anything else: callers check input at the edge. */
export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`not a whole number of minor units: ${value}`)
  return withoutMinusZero(value) as Minor
}

/** JSON has a minus zero, and it would not be equal to the zero of an account. */
function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value
}

/** The minor units of zero. */
export const ZERO = minor(0)

/** Adds amounts of one currency; throws when the sum leaves the safe integers. */
export function addMinor(...amounts: readonly Minor[]): Minor {
  return minor(amounts.reduce((sum: number, amount) => sum + amount, 0))
}

/** `left - right`, of one currency. */
export function subtractMinor(left: Minor, right: Minor): Minor {
  return minor(left - right)
}

/** The amount with the other sign. */
export function negateMinor(amount: Minor): Minor {
  return minor(-amount)
}

/** The smaller of two amounts. */
export function smallerMinor(left: Minor, right: Minor): Minor {
  return left < right ? left : right
}

/** True when the text is an ISO 4217 code that this product accepts. */
export function isCurrency(text: string): text is Currency {
  return KNOWN.has(text)
}

/** Brands an ISO 4217 code; throws when it is unknown. */
export function currency(code: string): Currency {
  if (!isCurrency(code)) throw new RangeError(`not a currency code of ISO 4217: ${code}`)
  return code
}

/** Digits after the decimal mark in this currency: 0, 2 or 3. */
export function currencyExponent(code: Currency): 0 | 2 | 3 {
  return EXPONENTS[code] ?? 2
}

/**
 * Reads a plain decimal such as `25`, `25.5` or `25.50` (dot as the mark, optional leading minus) as
 * minor units. Returns undefined for anything else, for too many decimals, and beyond
 * {@link AMOUNT_MINOR_MAX}. Receipts have their own reader; this is for our own screens and files.
 */
export function parseAmount(text: string, code: Currency): Minor | undefined {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,3}))?$/.exec(text.trim())
  if (!match) return undefined
  const exponent = currencyExponent(code)
  const decimals = match[3] ?? ''
  if (decimals.length > exponent) return undefined
  const magnitude = Number(`${match[2]}${decimals.padEnd(exponent, '0')}`)
  if (magnitude > AMOUNT_MINOR_MAX) return undefined
  return minor(match[1] === '-' ? -magnitude : magnitude)
}

/** The exact decimal text of an amount, e.g. `-7.60`: for files, logs and `Intl` (which takes it whole). */
export function decimalText(amount: Minor, code: Currency): string {
  const exponent = currencyExponent(code)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const sign = amount < 0 ? '-' : ''
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`
}

/** An amount in minor units, signed. */
export const minorSchema = checkedNumber<Minor>(
  z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).overwrite(withoutMinusZero),
)

/** A balance or total that cannot be negative, in minor units. */
export const balanceMinorSchema = checkedNumber<Minor>(
  z.int().nonnegative().max(Number.MAX_SAFE_INTEGER).overwrite(withoutMinusZero),
)

/**
 * An amount asked for, in minor units. Any safe integer passes here: zero, negative and oversized
 * amounts are *understood* and get the refusal AMOUNT_INVALID from the ledger, not a parse error.
 */
export const requestedMinorSchema = minorSchema

/** An ISO 4217 code. */
export const currencySchema = checkedText<Currency>(
  z.string().length(3).refine(isCurrency, 'not a currency code of ISO 4217'),
)
