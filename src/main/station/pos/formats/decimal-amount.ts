import { AMOUNT_MINOR_MAX, type Minor, minor } from '../../../../contract/money.ts'
import { AMOUNT_CHARS_MAX } from './limits.ts'

/** A number as a journal writes it: digits and a mark, never a float. */
export interface DecimalAmount {
  readonly isMinus: boolean
  readonly whole: string
  /** Without the zeros behind. */
  readonly decimals: string
  /** As many as were written: `25.00` has two. */
  readonly writtenDecimals: number
}

/**
 * Reads `12.50`, `-1.290`, `12,50`, `12.50-`, `(12.50)`, `1,234.50`, `1 234,50`. `mark`: the decimal
 * mark where the format says it. A currency beside the number says nothing of it. Null when it cannot
 * be told: `1,234` without a known mark.
 */
export function readDecimal(text: string, mark: '.' | ',' | null): DecimalAmount | null {
  if (text.length > AMOUNT_CHARS_MAX) return null
  const match = /^([+-]?)\s*([\d.,' \u00a0\u202f]+?)\s*(-?)$/.exec(unbracketed(bare(text.trim())))
  const digits = match?.[2]?.replaceAll(/['\s]/g, '') ?? ''
  if (match === null || !/\d/.test(digits) || (match[1] !== '' && match[3] !== '')) return null
  const place = decimalPlace(digits, mark)
  if (place === null) return null
  const whole = place < 0 ? digits : digits.slice(0, place)
  const decimals = place < 0 ? '' : digits.slice(place + 1)
  const isGrouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole)
  if (!/^\d*$/.test(decimals) || !(isGrouped || /^\d*$/.test(whole))) return null
  return {
    isMinus: match[1] === '-' || match[3] === '-',
    whole: whole.replaceAll(/[.,]/g, '').replace(/^0+(?=\d)/, '') || '0',
    decimals: decimals.replace(/0+$/, ''),
    writtenDecimals: decimals.length,
  }
}

/** In minor units of a currency with that exponent, with its sign; null when it does not come out even. */
export function decimalToMinor(amount: DecimalAmount, exponent: 0 | 2 | 3): Minor | null {
  if (amount.decimals.length > exponent || amount.whole.length > 12) return null
  const value = Number(`${amount.whole}${amount.decimals.padEnd(exponent, '0')}`)
  if (value > AMOUNT_MINOR_MAX) return null
  return minor(amount.isMinus ? -value : value)
}

/** Without `€` or `EUR` before or behind. */
function bare(text: string): string {
  return text
    .replace(/^([+-]?)\s*(?:\p{Sc}|[A-Z]{3})\s*/u, '$1')
    .replace(/\s*(?:\p{Sc}|[A-Z]{3})$/u, '')
}

/** `(12.50)` is a minus in books. */
function unbracketed(text: string): string {
  const inner = /^\(\s*([^()-]+)\s*\)$/.exec(text)?.[1]
  return inner === undefined ? text : `-${inner}`
}

/** Where the decimal mark stands; -1 for none, null for a doubt. */
function decimalPlace(digits: string, mark: '.' | ',' | null): number | null {
  const dot = digits.lastIndexOf('.')
  const comma = digits.lastIndexOf(',')
  if (mark !== null) return digits.lastIndexOf(mark)
  if (dot >= 0 && comma >= 0) return Math.max(dot, comma)
  if (comma < 0) return digits.indexOf('.') === dot ? dot : -1
  const isSingle = digits.indexOf(',') === comma
  if (!isSingle) return -1
  return digits.length - comma - 1 === 3 ? null : comma
}
