import { namesFigure } from './figures.ts'
import type { ReadablePaper } from './readable-paper.ts'

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
  const { labels, isMoney, minorOf } = paper
  return paper.parts
    .slice(from + 1, to)
    .flat()
    .flatMap(({ text, amount }) => {
      if (amount === null || amount.sign === 'minus' || !isMoney(amount)) return []
      // `AMOUNT 9.00` belongs to the tender above it.
      const isFigure = namesFigure(labels, amount.label) || labels.isAmountWord(amount.label)
      const isNamed = amount.label !== '' && !isFigure
      const isCard = labels.nameOf(amount.label) !== null
      return isNamed && (withCards || !isCard) && !labels.isDisqualified(text)
        ? [minorOf(amount) ?? 0]
        : []
    })
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((all, amountMinor) => all + amountMinor, 0)
}
