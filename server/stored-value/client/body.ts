import type { NamedCard } from './params.ts'

/** Parameters that may name a card: themselves, in what they undo, or where its value goes. */
export interface NamesCard {
  readonly card?: NamedCard | undefined
  readonly original?: object | undefined
  readonly into?: object | undefined
}

/**
 * The body to send. Of a card it has number or token and PIN only, so that an issued card can be given as it
 * came; where no PIN is asked, without.
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
  return 'number' in into || 'token' in into ? bareCard(into as NamedCard, asksPin) : into
}

function bareCard(card: NamedCard, asksPin: boolean): object {
  const name = 'token' in card ? { token: card.token } : { number: card.number }
  return asksPin ? { ...name, pin: card.pin } : name
}
