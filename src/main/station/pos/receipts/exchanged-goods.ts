import type { Figures } from './figures.ts'
import type { ReadablePaper } from './readable-paper.ts'

/**
 * True for a sale that begins with goods brought back: they stand first, with a minus, others that
 * cost more follow without, and what is to be paid is the sum of both. A heading above such goods is
 * theirs; a refund is the sum of what came back alone.
 */
export function isExchange(paper: ReadablePaper, figures: Figures, firstPriced: number): boolean {
  const [total] = figures.totals
  if (total === undefined || total.isMinus || firstPriced < 0) return false
  const values = paper.parts.slice(firstPriced, total.row).flatMap((parts) => {
    const amount = parts.at(-1)?.amount
    const amountMinor = amount && paper.isMoney(amount) ? paper.minorOf(amount) : null
    if (amountMinor === null) return []
    return [amount?.sign === 'minus' ? -amountMinor : amountMinor]
  })
  if ((values[0] ?? 0) >= 0) return false
  let sum = 0
  return [...values, total.amountMinor].some((value) => {
    const isSum = value > 0 && value === sum
    sum += value
    return isSum
  })
}
