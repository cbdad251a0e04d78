import { type Currency, currencyExponent, type Minor } from '../../../../contract/money.ts'
import {
  type AmountFinder,
  createAmountFinder,
  looksLikeMoney,
  toMinor,
} from '../receipts/amounts.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'

/** A row that holds an amount at its end, and how the amount is spelled there. */
export interface AmountPlace {
  readonly row: number
  readonly amountMinor: Minor
  /** What stands before the amount, its sign and its currency; empty when it is alone. */
  readonly label: string
  readonly sign: 'plus' | 'minus' | 'unclear'
  /** Without decimals though the currency has some. */
  readonly isWhole: boolean
  /** Letters behind the amount that no profile knows yet, upper case; they become a mark. */
  readonly newMark: string | null
}

/** A number in a row, grouped or not, with or without its whole part. */
const NUMBER = /(?:\d[\d.,' ]*)?[.,]?\d/g
/** Behind an amount: a currency that is spelled, or the letter of a tax rate. */
const UNKNOWN_MARK = /^\s*(\p{L}{1,5}\.?)[\s*|]*$/u

/**
 * Every row on which this amount is the last number, in any of its spellings: marks of thousands and
 * decimals, no decimals, currency on either side, minus on either side, brackets. Top to bottom.
 */
export function findPlaces(
  rows: readonly string[],
  amountMinor: Minor,
  profile: ReceiptProfile,
  currency: Currency,
): readonly AmountPlace[] {
  const find = createAmountFinder(profile.currencyMarks)
  return rows.flatMap((text, row) => {
    const place = placeOn(text, row, { profile, currency, find })
    return place.filter((one) => one.amountMinor === amountMinor).slice(0, 1)
  })
}

/** The amount of one row as it most likely reads; undefined without any. */
export function readPlace(
  rows: readonly string[],
  row: number,
  profile: ReceiptProfile,
  currency: Currency,
): AmountPlace | undefined {
  const find = createAmountFinder(profile.currencyMarks)
  return placeOn(rows[row] ?? '', row, { profile, currency, find })[0]
}

interface Tools {
  readonly profile: ReceiptProfile
  readonly currency: Currency
  readonly find: AmountFinder
}

/** The readings of one row, the likeliest first. */
function placeOn(text: string, row: number, tools: Tools): readonly AmountPlace[] {
  const own = spelled(text, row, null, tools)
  const plain = text.normalize('NFKC')
  const number = [...plain.matchAll(NUMBER)].at(-1)
  if (number === undefined) return own
  const end = number.index + number[0].length
  const mark = UNKNOWN_MARK.exec(plain.slice(end))?.[1]
  if (mark === undefined || own.length > 0) return own
  return spelled(plain.slice(0, end), row, mark.toUpperCase(), tools)
}

function spelled(
  text: string,
  row: number,
  newMark: string | null,
  { profile, currency, find }: Tools,
): readonly AmountPlace[] {
  const found = find(text)
  if (found === null) return []
  const exponent = currencyExponent(currency)
  const amounts = new Set(
    [profile.decimalMark, null].map((mark) => toMinor(found.digits, exponent, mark)),
  )
  const isWhole = exponent > 0 && !looksLikeMoney(found.digits)
  const { label, sign } = found
  return [...amounts]
    .filter((amountMinor) => amountMinor !== null)
    .map((amountMinor) => ({ row, amountMinor, label, sign, isWhole, newMark }))
}
