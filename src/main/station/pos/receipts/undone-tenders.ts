import type { ReadablePaper } from './readable-paper.ts'
import type { RowTender } from './row-tender.ts'

/**
 * Tenders that the row right below takes back without naming them: `GIFT CARD 50.00` and then
 * `CORRECTION -50.00`, or `VOID PAYMENT 50.00`. The customer paid otherwise.
 */
export function undoneBelow(
  paper: ReadablePaper,
  found: readonly RowTender[],
): ReadonlySet<RowTender> {
  return new Set(found.filter((tender) => tender.role === 'tender' && isUndone(paper, tender)))
}

function isUndone(paper: ReadablePaper, { rows, amountMinor }: RowTender): boolean {
  const [part, ...more] = paper.parts[paper.below(Math.max(...rows))] ?? []
  const amount = more.length === 0 ? part?.amount : undefined
  if (!amount || !paper.isMoney(amount)) return false
  return paper.labels.isTakingBack(amount.label) && paper.minorOf(amount) === amountMinor
}
