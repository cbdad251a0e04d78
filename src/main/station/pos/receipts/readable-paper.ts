import { type Currency, currencyExponent, type Minor } from '../../../../contract/money.ts'
import {
  type AmountFinder,
  createAmountFinder,
  looksLikeMoney,
  type PrintedAmount,
  toMinor,
} from './amounts.ts'
import { createLabelReader, type LabelReader } from './labels.ts'
import type { ReceiptProfile } from './profile.ts'
import { partsOf, type RowPart } from './row-parts.ts'

/** The rows of one paper with their amounts, and the profile's eyes to look at them. */
export interface ReadablePaper {
  readonly profile: ReceiptProfile
  readonly labels: LabelReader
  readonly rows: readonly string[]
  readonly parts: readonly (readonly RowPart[])[]
  /** The shop's currency, if it is known. */
  readonly setting: Currency | null
  readonly findAmount: AmountFinder
  /** Digits after the mark: by the currency, else as most amounts of this paper are printed. */
  readonly exponentOf: (amount: PrintedAmount) => 0 | 2 | 3
  /** Null when it cannot be read without guessing. */
  readonly minorOf: (amount: PrintedAmount) => Minor | null
  /** False for a bare whole number, which may be a card's reference. */
  readonly isMoney: (amount: PrintedAmount) => boolean
  /** The amount that has a row of its own; null on any other row. */
  readonly lone: (row: number) => PrintedAmount | null
  /** The first row below, over blank ones, that says something. */
  readonly below: (row: number) => number
  readonly above: (row: number) => number
}

/** Prepares a profile once; the result looks at the rows of any number of papers. Pure. */
export function createPaperViewer(
  profile: ReceiptProfile,
): (rows: readonly string[], setting: Currency | null) => ReadablePaper {
  const findAmount = createAmountFinder(profile.currencyMarks)
  const labels = createLabelReader(profile)
  return (rows, setting) => {
    const parts = rows.map((row) => partsOf(row, findAmount))
    const showsDecimals = parts
      .flat()
      .some(({ amount }) => amount && /[.,]\d{2}$/.test(amount.digits))
    const exponentOf = (amount: PrintedAmount) => {
      const currency = currencyOf(amount, setting)
      if (currency !== null) return currencyExponent(currency)
      return showsDecimals ? 2 : 0
    }
    const isMoney = (amount: PrintedAmount) =>
      looksLikeMoney(amount.digits) ||
      amount.hasMark ||
      profile.wholeNumbers ||
      exponentOf(amount) === 0
    return {
      ...{ profile, labels, rows, parts, setting, findAmount, exponentOf, isMoney },
      minorOf: (amount) => toMinor(amount.digits, exponentOf(amount), profile.decimalMark),
      lone: (row) => {
        const [part, ...more] = parts[row] ?? []
        const amount = more.length === 0 ? part?.amount : undefined
        return amount && amount.label === '' && isMoney(amount) ? amount : null
      },
      below: (row) => step(rows, row, 1),
      above: (row) => step(rows, row, -1),
    }
  }
}

/** A code printed in full wins over the setting; a mere sign does not (code pages garble signs). */
export function currencyOf(amount: PrintedAmount, setting: Currency | null): Currency | null {
  return amount.isIsoCode ? amount.currency : (setting ?? amount.currency)
}

function step(rows: readonly string[], row: number, by: 1 | -1): number {
  let next = row + by
  while (next >= 0 && next < rows.length && rows[next]?.trim() === '') next += by
  return next
}
