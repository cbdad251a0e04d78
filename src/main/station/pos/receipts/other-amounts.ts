import { namesFigure } from './figures.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { RowPart } from './row-parts.ts'

interface Other {
  readonly amountMinor: number
  readonly isCard: boolean
}

/** Asked for at every tender of a paper: names are looked up once. */
const known = new WeakMap<ReadablePaper, readonly (readonly Other[])[]>()

/**
 * The amounts on the rows between these two, under names that are no figures of the paper and no
 * gift card (or that one, too, `withCards`): what was paid otherwise, as far as it can be told.
 */
export function othersBetween(
  paper: ReadablePaper,
  from: number,
  to: number,
  withCards = false,
): number[] {
  const others = known.get(paper) ?? paper.parts.map((parts) => othersOf(paper, parts))
  known.set(paper, others)
  return others
    .slice(from + 1, to)
    .flat()
    .flatMap(({ amountMinor, isCard }) => (withCards || !isCard ? [amountMinor] : []))
}

function othersOf(paper: ReadablePaper, parts: readonly RowPart[]): Other[] {
  const { labels, isMoney, minorOf } = paper
  return parts.flatMap(({ text, amount }) => {
    if (amount === null || amount.sign === 'minus' || !isMoney(amount)) return []
    // `AMOUNT 9.00` belongs to the tender above it.
    const isFigure = namesFigure(labels, amount.label) || labels.isAmountWord(amount.label)
    if (amount.label === '' || isFigure || labels.isDisqualified(text)) return []
    return [{ amountMinor: minorOf(amount) ?? 0, isCard: labels.nameOf(amount.label) !== null }]
  })
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((all, amountMinor) => all + amountMinor, 0)
}
