import { type AmountFinder, looksLikeMoney, type PrintedAmount } from './amounts.ts'

/** A piece of a row with the amount at its end, if there is one. */
export interface RowPart {
  readonly text: string
  readonly amount: PrintedAmount | null
}

/** The end of an amount with two decimals inside a row, with what belongs to it. */
const AMOUNT_END =
  /(?<=\d)(?<![.,]\d{1,2})[.,]\d{2}(?!\d|[.,/:-]\d)(?: ?(?:-|\)|[CD]R\b|\p{Sc}))*/giu

/**
 * A row as it is read: whole, or cut behind each of its amounts (`TOTAL 9.00   CASH 10.00`). The
 * first part is never the whole row when there are several.
 */
export function partsOf(row: string, find: AmountFinder): readonly RowPart[] {
  const whole: RowPart = { text: row, amount: find(row) }
  const ends = [...row.matchAll(AMOUNT_END)].map((match) => match.index + match[0].length)
  if (ends.length < 2) return [whole]
  const bounds = [0, ...ends.slice(0, -1), row.length]
  return bounds.slice(1).map((end, index) => {
    const text = row.slice(bounds[index], end)
    return { text, amount: find(text) }
  })
}

/** A number with its currency on either side and its sign, then words. */
const AMOUNT_FIRST =
  /^\s*((?:\p{L}{1,3} ?)?[-+(]?\p{Sc}? ?[-+]?\d[\d.,']{0,15}(?: ?(?:\p{Sc}|[A-Z]{3}\b|-|\)|CR\b)){0,2})\s+(\p{L}.*)$/u

/** An amount that stands before its label: `25.00  GIFT CARD`. */
export function amountFirst(row: string, find: AmountFinder): RowPart | null {
  const [, first, label] = AMOUNT_FIRST.exec(row) ?? []
  if (first === undefined || label === undefined) return null
  const amount = find(first)
  if (amount === null || amount.label !== '' || !looksLikeMoney(amount.digits)) return null
  return { text: label, amount }
}
