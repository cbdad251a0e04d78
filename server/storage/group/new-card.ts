import type { CardState } from '../../../src/contract/operations.ts'
import type { NewCard } from '../../ledger/request.ts'
import type { LedgerRows } from './rows.ts'

/** What the ledger adds to a card that the edge made. */
export interface CardBirth {
  /** The internal number. */
  readonly cardNumber: number
  readonly state: CardState
  /** In ms since 1970 UTC. */
  readonly nowMs: number
}

/** Adds the card, worth nothing yet. False when there is no such program. */
export function addNewCard(
  store: Pick<LedgerRows, 'addCard'>,
  card: NewCard,
  { cardNumber, state, nowMs }: CardBirth,
): boolean {
  return store.addCard({
    id: cardNumber,
    uid: card.cardId,
    program_id: card.programId,
    form: card.form,
    state,
    number_lookup: card.lookup,
    number_sealed: card.sealed,
    key_version: card.keyVersion,
    last_four: card.lastFour,
    pin_hash: card.pinHash,
    batch: card.batch,
    created_at_ms: nowMs,
    expires_at_ms: card.expiresAtMs ?? null,
  })
}
