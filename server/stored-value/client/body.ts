import type { GivenCard } from './operations.ts'

/** Parameters that may name a card: themselves, or in what they undo. */
export interface NamesCard {
  readonly card?: GivenCard | undefined
  readonly original?: object | undefined
}

/**
 * The body to send. Of a card it has number and PIN only: an issued card can be given as it came.
 */
export function bodyOf(params: NamesCard): string {
  const { original } = params
  return JSON.stringify({
    ...withBareCard(params),
    ...(original && { original: withBareCard(original) }),
  })
}

function withBareCard(named: NamesCard): object {
  if (named.card === undefined) return named
  const { number, pin } = named.card
  return { ...named, card: { number, pin } }
}
