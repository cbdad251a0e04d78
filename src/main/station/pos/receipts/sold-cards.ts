import { addsUp, type Eyes, type Figures, mostOwed } from './figures.ts'
import { othersBetween, sumOf } from './other-amounts.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { RowTender } from './row-tender.ts'

/** `$1,000.00 GIFT CARD` below a sale of 25.00 is what may be won, and not what was paid. */
export function isPromised(figures: Figures, { amountMinor, reasons }: RowTender): boolean {
  if (!reasons.includes('amount-before-label') || figures.totals.length === 0) return false
  return amountMinor > mostOwed(figures)
}

/**
 * True for a card that was sold or given on this paper and is told of below what was paid: other
 * tenders alone make the total. Either the same amount stands beside its name above the total, or
 * it makes no total with the tenders below it, as a payment would.
 */
export function isGivenCard(eyes: Eyes, tender: RowTender): boolean {
  const { paper, figures } = eyes
  const row = Math.min(...tender.rows)
  const total = figures.totals.findLast((one) => one.row < row)
  if (total === undefined) return false
  const before = othersBetween(paper, total.row, row)
  const isPaid = [sumOf(before), ...before].some((paid) => paid > 0 && addsUp(figures, paid))
  if (!isPaid) return false
  return isSoldAbove(paper, figures.totalRow, tender) || !isExplained(eyes, total.row, tender)
}

function isSoldAbove(paper: ReadablePaper, totalRow: number, { amountMinor }: RowTender): boolean {
  return paper.parts
    .slice(0, totalRow)
    .some(
      (parts, row) =>
        paper.labels.mentionOf(paper.rows[row] ?? '') !== null &&
        parts.some(({ amount }) => amount !== null && paper.minorOf(amount) === amountMinor),
    )
}

/** With the gift cards above it or without, and with so many of those below it as make the total. */
function isExplained({ paper, figures }: Eyes, totalRow: number, tender: RowTender): boolean {
  const { length } = paper.rows
  const [first, last] = [Math.min(...tender.rows), Math.max(...tender.rows)]
  const all = sumOf(othersBetween(paper, totalRow, first, true))
  const above = all - sumOf(othersBetween(paper, totalRow, first))
  const change = figures.changes.find(({ row }) => row > last)?.row ?? length
  const sums: number[] = [tender.amountMinor]
  for (const below of othersBetween(paper, last, change, true))
    sums.push((sums.at(-1) ?? 0) + below)
  return sums.some((sum) => addsUp(figures, sum) || addsUp(figures, sum + above))
}
