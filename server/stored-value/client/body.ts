import type { GivenCard } from './params.ts'

/** Parameters that may name a card: themselves, in what they undo, or where its value goes. */
export interface NamesCard {
  readonly card?: Pick<GivenCard, 'number'> | GivenCard | undefined
  readonly original?: object | undefined
  readonly into?: object | undefined
}

/**
 * The body to send. Of a card it has number and PIN only, so that an issued card can be given as it
 * came; where no PIN is asked, the number alone.
 */
export function bodyOf(params: NamesCard, asksPin: boolean): string {
  const { original, into } = params
  return JSON.stringify({
    ...withBareCard(params, asksPin),
    ...(original && { original: withBareCard(original, asksPin) }),
    ...(into && { into: bareInto(into, asksPin) }),
  })
}

function withBareCard(named: NamesCard, asksPin: boolean): object {
  if (named.card === undefined) return named
  return { ...named, card: bareCard(named.card, asksPin) }
}

/** Where value goes: a card by its number, or words that name none. */
function bareInto(into: object, asksPin: boolean): object {
  return 'number' in into ? bareCard(into as GivenCard, asksPin) : into
}

function bareCard({ number, pin }: GivenCard, asksPin: boolean): object {
  return asksPin ? { number, pin } : { number }
}
