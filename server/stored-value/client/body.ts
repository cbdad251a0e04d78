import type { GivenCard } from './operations.ts'

/** Parameters that may name a card: themselves, or in what they undo. */
export interface NamesCard {
  readonly card?: Pick<GivenCard, 'number'> | GivenCard | undefined
  readonly original?: object | undefined
}

/**
 * The body to send. Of a card it has number and PIN only, so that an issued card can be given as it
 * came; where no PIN is asked, the number alone.
 */
export function bodyOf(params: NamesCard, asksPin: boolean): string {
  const { original } = params
  return JSON.stringify({
    ...withBareCard(params, asksPin),
    ...(original && { original: withBareCard(original, asksPin) }),
  })
}

function withBareCard(named: NamesCard, asksPin: boolean): object {
  if (named.card === undefined) return named
  const { number, pin }: GivenCard = named.card
  return { ...named, card: asksPin ? { number, pin } : { number } }
}
