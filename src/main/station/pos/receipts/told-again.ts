import { addsUp, type Eyes, mostOwed } from './figures.ts'
import { othersBetween, sumOf } from './other-amounts.ts'
import type { PaperMarks } from './paper-kind.ts'
import type { RowTender } from './row-tender.ts'

/**
 * Rows that tell once more of a payment above them: many POS print what the card's host said below
 * the tenders, or a summary. The same amount stands twice, and with both more was paid than was owed,
 * or with one of them the other tenders make the total. Two cards of the same amount are neither.
 */
export function toldAgain(
  eyes: Eyes,
  marks: PaperMarks,
  found: readonly RowTender[],
): ReadonlySet<RowTender> {
  const again = new Set<RowTender>()
  const isPlain = ({ role, amount }: RowTender) => role === 'tender' && amount.sign !== 'minus'
  // A row that takes back needs both of the rows that it may belong to.
  if (marks.voidRows.size > 0 || !found.every(isPlain)) return again
  const { paper, figures } = eyes
  const total = figures.totals.findLast(({ row }) => row < (found[0]?.row ?? -1))
  if (total === undefined) return again
  const others = othersBetween(paper, total.row, paper.rows.length)
  found.forEach((tender, index) => {
    if (!found.slice(0, index).some((one) => isSame(one, tender) && !again.has(one))) return
    const all = sumOf(found.filter((one) => !again.has(one)).map((one) => one.amountMinor))
    const once = all - tender.amountMinor
    const before = sumOf(othersBetween(paper, total.row, Math.min(...tender.rows)))
    // All of it may be what was owed, with a tip perhaps; what else the paper says is no tender then.
    const isOwed = [0, ...others].some((more) => addsUp(figures, all - more))
    const isMore = all > mostOwed(figures) || addsUp(figures, once + sumOf(others))
    if ((before > 0 && addsUp(figures, once + before)) || (isMore && !isOwed)) again.add(tender)
  })
  return again
}

function isSame(left: RowTender, right: RowTender): boolean {
  return left.amountMinor === right.amountMinor
}
