import type { CardState } from '../../../src/contract/operations.ts'

/** A card as the journal alone makes it. */
export interface ProvenCard {
  readonly id: number
  balanceMinor: number
  /** What is held of it, in minor units. */
  heldMinor: number
  /** Null for a card that no operation gave a state yet. */
  state: CardState | null
  /** 0 before the first operation. */
  lastJournalId: number
  /** In ms since 1970 UTC; null while not active; undefined when what is read does not tell. */
  activatedAtMs: number | null | undefined
  /** The first instant at which it is over; null: never; undefined when what is read does not tell. */
  expiresAtMs: number | null | undefined
  /** Loads after the first one; undefined when what is read does not tell. */
  reloads: number | undefined
  currency: string | null
  /** The card that took its place; null for one that stands for itself. */
  successorId: number | null
}

/** The cards that a proof has met so far. */
export interface CardMemory {
  /** Whether cards with this number are remembered here at all. */
  readonly covers: (id: number) => boolean
  readonly get: (id: number) => ProvenCard | undefined
  readonly add: (card: ProvenCard) => ProvenCard
  readonly forget: (id: number) => void
  /** The first that was not forgotten. */
  readonly first: () => ProvenCard | undefined
  readonly ids: () => Iterable<number>
}

/** Remembers the cards with these numbers, the first excluded. */
export function openCardMemory(after: number, last: number): CardMemory {
  const cards = new Map<number, ProvenCard>()
  return {
    covers: (id) => id > after && id <= last,
    get: (id) => cards.get(id),
    add: (card) => {
      cards.set(card.id, card)
      return card
    },
    forget: (id) => cards.delete(id),
    first: () => cards.values().next().value,
    ids: () => cards.keys(),
  }
}

/** A card before its first operation. */
export function unusedCard(id: number): ProvenCard {
  return {
    id,
    balanceMinor: 0,
    heldMinor: 0,
    state: null,
    lastJournalId: 0,
    activatedAtMs: null,
    expiresAtMs: null,
    reloads: 0,
    currency: null,
    successorId: null,
  }
}
