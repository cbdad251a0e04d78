import { AMOUNT_MINOR_MAX, type Currency, type Minor, minor } from '../../../../contract/money.ts'
import { type CurrencyMark, createMarkFinder, type MarkFinder } from './currency-marks.ts'

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

const NUMBER_AT_END = /\d[\d.,' ]*$/
const GROUPED = /^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,3})?$/

/** Finds the amount at the end of rows. `marks`: letters that stand for a currency on this POS. */
export function createAmountFinder(marks: Readonly<Record<string, Currency | null>>): AmountFinder {
  const finder = createMarkFinder(marks)
  return (row) => {
    const tail = takeTail(plain(row), finder)
    const number = takeNumber(tail.rest)
    if (!number) return null
    const head = takeHead(number.rest, finder)
    const found = betterMark(tail.mark, head.mark)
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

/** `$25.00 CAD`, `CAD $25.00`: the code says more than the sign. */
function betterMark(left: CurrencyMark | null, right: CurrencyMark | null): CurrencyMark | null {
  if (left === null || right?.isIsoCode) return right ?? left
  return left
}

interface Side {
  readonly rest: string
  readonly mark: CurrencyMark | null
  readonly minus: boolean
  readonly bracket: boolean
  readonly unclear: boolean
}

/** Full-width forms, narrow spaces and other dashes as their plain characters; odd spellings joined. */
function plain(row: string): string {
  return row
    .normalize('NFKC')
    .replaceAll(/[\u2212\u2010-\u2015]/g, '-')
    .replaceAll(/[\u2018\u2019`´]/g, "'")
    .replace(/[\s*|]+$/u, '')
    .replace(/(?<=\d[.,])-{1,2}(?=\s*\D{0,4}$)/u, '00')
    .replace(/(\d) ?(\p{Sc})(\d{2})$/u, '$1,$3 $2')
    .replace(SPACED_DECIMALS, '$1$2$3')
    .replace(SPACED_THOUSANDS, '$1$2$3')
}
/** `RM 50 . 00`, `50. 00`: the mark of the decimals with blanks around it. */
const SPACED_DECIMALS = /(\d) ?([.,]) ?(\d{2})(?=\D*$)/

/** `1, 234.56`: 234.56 alone would be an amount, too, and a wrong one. */
const SPACED_THOUSANDS = /(?<![\d.,])(\d{1,3})([.,]) (\d{3}[.,]\d{2})(?=\D*$)/

/** After the number: `EUR`, `€`, `-`, `CR`, `DR`, `)`, in any order. */
function takeTail(text: string, marks: MarkFinder): Side {
  let rest = text
  let mark: CurrencyMark | null = null
  let minus = false
  let bracket = false
  for (let round = 0; round < 4; round += 1) {
    const sign = /(?:(?<=[\d\s])[CD]R\.?|-|\))$/i.exec(rest)
    const found = sign || mark?.isIsoCode ? null : (marks.atEnd(rest) ?? strayMark(rest))
    if (sign) {
      minus ||= /^(?:CR|-)/i.test(sign[0])
      bracket ||= sign[0] === ')'
      rest = rest.slice(0, sign.index).trimEnd()
    } else if (found) {
      mark = betterMark(mark, found.mark)
      rest = found.rest.trimEnd()
    } else break
  }
  return { rest, mark, minus, bracket, unclear: false }
}

/** A sign that a wrong code page made another letter of: `Ç 25.00` was `€ 25.00`. */
function strayMark(text: string): { mark: CurrencyMark; rest: string } | null {
  const found = /(?<!\p{L})(?:(?![ -~])\p{L}|[¤╒?\ufffd])$/u.exec(text)
  if (found === null) return null
  return { mark: { currency: null, isIsoCode: false }, rest: text.slice(0, found.index) }
}

/** Before the number: a mark, `-`, `+`, `(`; a dash that may only divide label and amount is unclear. */
function takeHead(text: string, marks: MarkFinder): Side {
  let rest = text
  let mark: CurrencyMark | null = null
  let minus = false
  let bracket = false
  let unclear = false
  for (let round = 0; round < 5; round += 1) {
    const trimmed = rest.trimEnd()
    const glued = round === 0 && rest === trimmed ? strayMark(trimmed) : null
    const found = mark?.isIsoCode ? null : (marks.atEnd(trimmed.replace(/\s*[:=]$/u, '')) ?? glued)
    if (found) {
      mark = betterMark(mark, found.mark)
      rest = found.rest
    } else if (trimmed.endsWith('+')) rest = trimmed.slice(0, -1)
    else if (trimmed.endsWith('(') && !bracket) {
      bracket = true
      rest = trimmed.slice(0, -1)
    } else if (trimmed.endsWith('-') && !minus) {
      const before = trimmed.slice(0, -1)
      minus = true
      unclear = marks.atEnd(before) === null && isDivider(before, rest !== trimmed)
      rest = before
    } else break
  }
  return { rest, mark, minus, bracket, unclear }
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

/** The number itself: the last one, unless single spaces or apostrophes group its thousands. */
function takeNumber(text: string): { rest: string; digits: string } | null {
  const run = NUMBER_AT_END.exec(text.replace(/(?<=\d)[.,]$/, ''))
  if (!run) return null
  const start = lastNumberStart(run[0], text.slice(0, run.index))
  const digits = run[0].slice(start)
  const rest = text.slice(0, run.index + start)
  if (MASKED_BEFORE.test(rest) && !looksLikeMoney(digits)) return null
  const isFraction = start === 0 && /(?<![.\d])[.,]$/.test(rest) && /^\d{1,3}$/.test(digits)
  return isFraction
    ? { rest: rest.slice(0, -1), digits: `0${rest.slice(-1)}${digits}` }
    : { rest, digits }
}

/** The visible end of a card's number, in a currency without decimals like any amount. */
const MASKED_BEFORE = /[*X#•]{2}$/i
/** A card or voucher number begins here. */
const REFERENCE_BEFORE = /(?:[*X#•]|\b(?:NO|NR|NUM|REF)[ .:]*)$/i

/** A masked card number before it (`****1 234.00`) is no group of thousands. */
function lastNumberStart(run: string, before: string): number {
  const wide = run.search(/\S+(?: \S+)*$/)
  const tail = run.slice(wide)
  const isReference = wide === 0 && REFERENCE_BEFORE.test(before)
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
  if (!WHOLE.test(whole) || !/^\d{0,3}$/.test(decimals)) return null
  if (/\./.test(whole) && /,/.test(whole)) return null
  if (/[1-9]/.test(decimals.slice(exponent))) return null
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0')
  const value = Number(`${whole.replaceAll(/[.,]/g, '')}${kept}`)
  return value <= AMOUNT_MINOR_MAX ? minor(value) : null
}

/** In groups of three, or of two above the thousands: `1,23,456` in India. */
const WHOLE = /^\d{1,3}(?:[.,]\d{3})*$|^\d{1,2}(?:,\d{2})+,\d{3}$|^\d+$/

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
