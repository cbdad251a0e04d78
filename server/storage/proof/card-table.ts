import { createHash } from 'node:crypto'
import type { StoredCard } from './card-proof.ts'
import { hex } from './chain-proof.ts'
import { chainedHash } from './checkpoint-body.ts'
import { ask, type Proof, type Value } from './reader.ts'

/** Cards of one segment: few enough to name the place, enough to cost nothing. */
export const SEGMENT_CARDS = 512

/** The columns of a card that never change, in the order in which segments hash them. */
const FIXED_COLUMNS =
  'id, uid, program_id, form, currency, number_lookup, number_sealed, key_version, last_four, pin_hash, batch, created_at_ms, expires_at_ms'
const FIXED_COUNT = FIXED_COLUMNS.split(',').length

/** A card as it is stored, and what of it never changes as one text. */
export interface TableCard {
  readonly stored: StoredCard
  readonly fixedText: string
}

/** The cards with these numbers, the first excluded, in order; at most `limit`. */
export function* readCards(after: number, last: number, limit: number): Proof<TableCard[]> {
  const rows = yield* ask<Value[]>(
    `SELECT ${FIXED_COLUMNS}, state, balance_minor, held_minor, last_journal_id, activated_at_ms
       FROM card WHERE id > ? AND id <= ? ORDER BY id LIMIT ${limit}`,
    after,
    last,
  )
  return rows.map((row) => ({
    stored: storedCard(row),
    fixedText: textOf(row.slice(0, FIXED_COUNT)),
  }))
}

function storedCard(row: readonly Value[]): StoredCard {
  const [state, balance, held, last, activated] = row.slice(FIXED_COUNT)
  return {
    id: Number(row[0]),
    state: String(state),
    balanceMinor: Number(balance),
    heldMinor: Number(held),
    lastJournalId: last as number | null,
    activatedAtMs: activated as number | null,
    currency: String(row[4]),
  }
}

/** Values as JSON, with blobs as hex. */
export function textOf(values: readonly Value[]): string {
  return JSON.stringify(values.map((value) => (value instanceof Uint8Array ? hex(value) : value)))
}

/** The hash of a segment over its cards. */
export function segmentHash(cards: readonly TableCard[]): Buffer {
  return createHash('sha256')
    .update(cards.map(({ fixedText }) => `${fixedText}\n`).join(''))
    .digest()
}

/** A segment of cards, as it is stored. */
export interface Segment {
  readonly id: number
  readonly lastCardId: number
  readonly hash: Uint8Array
}

/** The next segments after this one, in order. */
export function* readSegments(after: number, limit: number): Proof<Segment[]> {
  const rows = yield* ask<[number, number, Uint8Array]>(
    `SELECT id, last_card_id, hash FROM card_segment WHERE id > ? ORDER BY id LIMIT ${limit}`,
    after,
  )
  return rows.map(([id, lastCardId, hash]) => ({ id, lastCardId, hash }))
}

/** The hash over segments up to this one, from the hash up to the one before. */
export function segmentChain(previous: string, { id, lastCardId, hash }: Segment): string {
  return chainedHash(previous, [id, lastCardId, hex(hash)])
}
