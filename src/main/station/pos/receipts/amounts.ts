import {
  AMOUNT_MINOR_MAX,
  type Currency,
  isCurrency,
  type Minor,
  minor,
} from '../../../../contract/money.ts'
import { literal } from './words.ts'

/** An amount at the end of a row. */
export interface PrintedAmount {
  /** What stands before it on the row, marks and leaders taken off. */
  readonly label: string
  /** The number as printed, with its decimal and thousands marks. */
  readonly digits: string
  readonly sign: 'plus' | 'minus' | 'unclear'
  /** An ISO code or currency sign stands beside it. */
  readonly hasMark: boolean
  /** The currency that is printed beside it, when the mark has only one meaning. */
  readonly currency: Currency | null
  /** Printed as an ISO 4217 code: more than a sign, which a wrong code page can change. */
  readonly isIsoCode: boolean
}

export type AmountFinder = (row: string) => PrintedAmount | null

/** Signs of one currency only; `$` and `¥` have several. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₩': 'KRW',
  '₫': 'VND',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '฿': 'THB',
  '₱': 'PHP',
}
const NUMBER_AT_END = /\d[\d.,' ]*$/
const GROUPED = /^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,3})?$/

/** Finds the amount at the end of rows. `marks`: letters that stand for a currency on this POS. */
export function createAmountFinder(marks: Readonly<Record<string, Currency | null>>): AmountFinder {
  const letters = Object.keys(marks)
    .toSorted((left, right) => right.length - left.length)
    .map(literal)
  const mark = `\\p{Sc}|(?<!\\p{L})(?:${[...letters, '[A-Z]{3}'].join('|')})(?!\\p{L})`
  const atEnd = new RegExp(`(?:${mark})$`, 'iu')
  return (row) => {
    const tail = takeTail(plain(row), atEnd, marks)
    const number = takeNumber(tail.rest)
    if (!number) return null
    const head = takeHead(number.rest, atEnd, marks)
    const found = tail.mark ?? head.mark
    return {
      label: head.rest.replace(/[\s:.\-=_*]+$/u, ''),
      digits: number.digits,
      sign: signOf(tail, head),
      hasMark: found !== null,
      currency: found?.currency ?? null,
      isIsoCode: found?.isIsoCode ?? false,
    }
  }
}

interface Mark {
  readonly currency: Currency | null
  readonly isIsoCode: boolean
}

interface Side {
  readonly rest: string
  readonly mark: Mark | null
  readonly minus: boolean
  readonly bracket: boolean
  readonly unclear: boolean
}

/** Full-width forms, narrow spaces and other dashes as their plain characters. */
function plain(row: string): string {
  return row
    .normalize('NFKC')
    .replaceAll(/[\u2212\u2010-\u2015]/g, '-')
    .replaceAll(/[\u2018\u2019`´]/g, "'")
    .replace(/[\s*|]+$/u, '')
}

/** After the number: `EUR`, `€`, `-`, `CR`, `)`, in any order. */
function takeTail(text: string, atEnd: RegExp, marks: Readonly<Record<string, Currency | null>>) {
  let rest = text
  let mark: Mark | null = null
  let minus = false
  let bracket = false
  for (let round = 0; round < 3; round += 1) {
    const sign = /(?:(?<=[\d\s])CR|-|\))$/i.exec(rest)
    const found: RegExpExecArray | null = sign || mark ? null : atEnd.exec(rest)
    const known: Mark | null = found ? markOf(found[0], marks) : null
    if (sign) {
      minus ||= sign[0] !== ')'
      bracket ||= sign[0] === ')'
    } else if (found && known) mark = known
    else break
    rest = rest.slice(0, sign?.index ?? found?.index).trimEnd()
  }
  return { rest, mark, minus, bracket, unclear: false } satisfies Side
}

/** Before the number: a mark, `-`, `(`; a dash that may only divide label and amount is unclear. */
function takeHead(text: string, atEnd: RegExp, marks: Readonly<Record<string, Currency | null>>) {
  let rest = text
  let mark: Mark | null = null
  let minus = false
  let bracket = false
  let unclear = false
  for (let round = 0; round < 3; round += 1) {
    const trimmed = rest.trimEnd()
    const found: RegExpExecArray | null = mark ? null : atEnd.exec(trimmed)
    const known: Mark | null = found ? markOf(found[0], marks) : null
    if (found && known) {
      mark = known
      rest = trimmed.slice(0, found.index)
    } else if (trimmed.endsWith('(') && !bracket) {
      bracket = true
      rest = trimmed.slice(0, -1)
    } else if (trimmed.endsWith('-') && !minus) {
      const before = trimmed.slice(0, -1)
      minus = true
      unclear = !endsInMark(before, atEnd, marks) && isDivider(before, rest !== trimmed)
      rest = before
    } else break
  }
  return { rest, mark, minus, bracket, unclear } satisfies Side
}

/** `$-25.00`, `RM-9.90`: the dash is a sign. */
function endsInMark(text: string, atEnd: RegExp, marks: Readonly<Record<string, Currency | null>>) {
  const found = atEnd.exec(text)
  return found !== null && markOf(found[0], marks) !== null
}

/** `GIFT CARD-25.00` and `GIFT CARD - 25.00`: the dash may divide; in a column of its own it is a sign. */
function isDivider(before: string, spaceAfter: boolean): boolean {
  if (before.trim() === '' || /\s\s$/.test(before)) return false
  return spaceAfter || !/\s$/.test(before)
}

function signOf(tail: Side, head: Side): PrintedAmount['sign'] {
  const signs = [tail.minus, head.minus, tail.bracket && head.bracket].filter(Boolean).length
  if (tail.bracket !== head.bracket || signs > 1 || head.unclear) return 'unclear'
  return signs === 1 ? 'minus' : 'plus'
}

function markOf(text: string, marks: Readonly<Record<string, Currency | null>>): Mark | null {
  const upper = text.toUpperCase()
  const own = marks[upper]
  if (own !== undefined) return { currency: own, isIsoCode: false }
  const sign = SIGNS[text]
  if (sign !== undefined && isCurrency(sign)) return { currency: sign, isIsoCode: false }
  if (/^\p{Sc}$/u.test(text)) return { currency: null, isIsoCode: false }
  return text === upper && isCurrency(text) ? { currency: text, isIsoCode: true } : null
}

/** The number itself: the last one, unless single spaces or apostrophes group its thousands. */
function takeNumber(text: string): { rest: string; digits: string } | null {
  const run = NUMBER_AT_END.exec(text)
  if (!run) return null
  const start = lastNumberStart(run[0], text.charAt(run.index - 1))
  const digits = run[0].slice(start)
  const rest = text.slice(0, run.index + start)
  const isFraction = start === 0 && /(?<![.\d])[.,]$/.test(rest) && /^\d{1,3}$/.test(digits)
  return isFraction
    ? { rest: rest.slice(0, -1), digits: `0${rest.slice(-1)}${digits}` }
    : { rest, digits }
}

/** A masked card number before it (`****1 234.00`) is no group of thousands. */
function lastNumberStart(run: string, before: string): number {
  const wide = run.search(/\S+(?: \S+)*$/)
  const tail = run.slice(wide)
  const isReference = wide === 0 && /[*X#•]/i.test(before)
  if (GROUPED.test(tail) && !isReference) return wide
  return wide + tail.lastIndexOf(' ') + 1
}

/**
 * The printed number in minor units of a currency with that exponent; null when it cannot be read
 * without guessing. Three digits after a single mark are thousands, except with three decimals.
 */
export function toMinor(
  digits: string,
  exponent: 0 | 2 | 3,
  decimalMark: '.' | ',' | null,
): Minor | null {
  const text = digits.replaceAll(/[ ']/g, '')
  const split = decimalPlace(text, exponent, decimalMark)
  const whole = split < 0 ? text : text.slice(0, split)
  const decimals = split < 0 ? '' : text.slice(split + 1)
  if (!/^\d{1,3}(?:[.,]\d{3})*$|^\d+$/.test(whole) || !/^\d{0,3}$/.test(decimals)) return null
  if (/\./.test(whole) && /,/.test(whole)) return null
  if (/[1-9]/.test(decimals.slice(exponent))) return null
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0')
  const value = Number(`${whole.replaceAll(/[.,]/g, '')}${kept}`)
  return value <= AMOUNT_MINOR_MAX ? minor(value) : null
}

/** Where the decimal mark stands in the text; -1 when it has no decimals. */
function decimalPlace(text: string, exponent: number, fixed: '.' | ',' | null): number {
  if (fixed !== null) return text.lastIndexOf(fixed)
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last < 0) return -1
  const mark = text.charAt(last)
  const isRepeated = text.indexOf(mark) !== last
  const hasOther = text.includes(mark === '.' ? ',' : '.')
  const after = text.length - last - 1
  if (isRepeated) return -1
  if (hasOther || after !== 3) return last
  return exponent === 3 ? last : -1
}

/** True when the number shows decimals or groups: a bare `1234` may be any reference. */
export function looksLikeMoney(digits: string): boolean {
  return /[.,' ]/.test(digits)
}
