import { createHash } from 'node:crypto'
import {
  CARD_KEY_SUBJECT,
  CARD_PIN_SUBJECT,
  cardKeysDigest,
  cardPinDigest,
  readRegiven,
} from './card-keys.ts'
import type { StoredCard } from './card-proof.ts'
import { hex } from './chain-proof.ts'
import { chainedHash } from './checkpoint-body.ts'
import { ask, askEach, type EngineKind, type Proof, type Value } from './reader.ts'

/** Cards of one segment: few enough to name the place, enough to cost nothing. */
export const SEGMENT_CARDS = 512

/**
 * The columns of a card that never change, in the order in which segments hash them; digests of the
 * keys and of the PIN that it was made with come after them.
 */
const FIXED_COLUMNS = 'id, uid, program_id, form, currency, last_four, batch, created_at_ms'
const FIXED_COUNT = FIXED_COLUMNS.split(',').length
const KEY_COLUMNS = 'number_lookup, number_sealed, key_version, pin_hash'
const KEY_COUNT = KEY_COLUMNS.split(',').length

/** The state of the batch that a card was made in, which its own follows until it is sold. */
const BATCH_STATE = `CASE WHEN activated_at_ms IS NULL AND batch IS NOT NULL THEN (
  SELECT b.state FROM batch_item i JOIN batch b ON b.number = i.id / 1000000
   WHERE i.uid = card.uid) END`

/** A card as it is stored, and what of it never changes as one text. */
export interface TableCard {
  readonly stored: StoredCard
  readonly fixedText: string
  /** Digest of its keys as they are. */
  readonly keys: string
  /** What they have to be, of a card that was given other keys. */
  readonly keysOnRecord: string | undefined
  /** Digest of what its PIN is checked against, as it is. */
  readonly pin: string
  /** What that has to be, of a card that was given another PIN. */
  readonly pinOnRecord: string | undefined
}

/** The cards with these numbers, the first excluded, in order; at most `limit`. */
export function* readCards(after: number, last: number, limit: number): Proof<TableCard[]> {
  const rows = yield* ask<Value[]>(
    `SELECT ${FIXED_COLUMNS}, ${KEY_COLUMNS}, state, balance_minor, held_minor, last_journal_id,
            activated_at_ms, expires_at_ms, reloads, successor_id, ${BATCH_STATE}
       FROM card WHERE id > ? AND id <= ? ORDER BY id LIMIT ${limit}`,
    after,
    last,
  )
  const ids = rows.map(([id]) => Number(id))
  const rekeyed = yield* readRegiven(CARD_KEY_SUBJECT, ids)
  const repinned = yield* readRegiven(CARD_PIN_SUBJECT, ids)
  return rows.map((row) => {
    const [stored, { keys, pin }] = [storedCard(row), digestsOf(row)]
    const [ofKeys, ofPin] = [rekeyed.get(stored.id), repinned.get(stored.id)]
    const born = [ofKeys?.birth ?? keys, ofPin?.birth ?? pin]
    const fixedText = textOf([...row.slice(0, FIXED_COUNT), ...born])
    return { stored, fixedText, keys, keysOnRecord: ofKeys?.last, pin, pinOnRecord: ofPin?.last }
  })
}

function digestsOf(row: readonly Value[]): { readonly keys: string; readonly pin: string } {
  const [lookup, sealed, keyVersion, pinHash] = row.slice(FIXED_COUNT) as KeyCells
  return { keys: cardKeysDigest({ lookup, sealed, keyVersion }), pin: cardPinDigest(pinHash) }
}

type KeyCells = [Uint8Array, Uint8Array, number, string | null]

/** The cards with these numbers. */
export function* readCardsById(ids: readonly number[]): Proof<StoredCard[]> {
  const rows = yield* askEach<Value[]>(
    `SELECT ${FIXED_COLUMNS}, ${KEY_COLUMNS}, state, balance_minor, held_minor, last_journal_id,
            activated_at_ms, expires_at_ms, reloads, successor_id, ${BATCH_STATE}
       FROM card WHERE id IN (?)`,
    ids,
  )
  return rows.map(storedCard)
}

function storedCard(row: readonly Value[]): StoredCard {
  const [state, balance, held, last, activated, expires, reloads, successor, batch] = row.slice(
    FIXED_COUNT + KEY_COUNT,
  )
  return {
    id: Number(row[0]),
    state: String(state),
    balanceMinor: Number(balance),
    heldMinor: Number(held),
    lastJournalId: last as number | null,
    activatedAtMs: activated as number | null,
    expiresAtMs: expires as number | null,
    reloads: Number(reloads),
    currency: String(row[4]),
    successorId: successor as number | null,
    batchState: batch as string | null,
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

/** Cards with numbers that follow one another, as their segment is stored. */
export interface Segment {
  readonly id: number
  readonly firstCardId: number
  readonly lastCardId: number
  readonly hash: Uint8Array
}

/** The next segments after this one, in order. */
export function* readSegments(after: number, limit: number): Proof<Segment[]> {
  const rows = yield* ask<[number, number, number, Uint8Array]>(
    `SELECT id, first_card_id, last_card_id, hash FROM card_segment
      WHERE id > ? ORDER BY id LIMIT ${limit}`,
    after,
  )
  return rows.map(([id, firstCardId, lastCardId, hash]) => ({ id, firstCardId, lastCardId, hash }))
}

/** The segments that have any of these cards, the first excluded. */
export function* readSegmentsOver(after: number, last: number): Proof<Segment[]> {
  const rows = yield* ask<[number, number, number, Uint8Array]>(
    `SELECT id, first_card_id, last_card_id, hash FROM card_segment
      WHERE last_card_id > ? AND first_card_id <= ? ORDER BY id`,
    after,
    last,
  )
  return rows.map(([id, firstCardId, lastCardId, hash]) => ({ id, firstCardId, lastCardId, hash }))
}

/** The hash over segments up to this one, from the hash up to the one before. */
export function segmentChain(
  previous: string,
  { id, firstCardId, lastCardId, hash }: Segment,
): string {
  return chainedHash(previous, [id, firstCardId, lastCardId, hex(hash)])
}

/** Numbers of cards: the first is not among them. */
export interface CardRange {
  readonly after: number
  readonly last: number
}

/**
 * The numbers that are in no segment. Where several processes write, one may use a number below
 * those that others have used, so that there are holes between the segments too.
 */
export function* readUncovered(engine: EngineKind): Proof<CardRange[]> {
  const [top] = yield* ask<[number | null]>('SELECT max(last_card_id) FROM card_segment')
  const tail = { after: Number(top?.[0] ?? 0), last: Number.MAX_SAFE_INTEGER }
  if (engine === 'sqlite') return [tail]
  const holes = yield* ask<[number, number]>(
    `SELECT h.before, h.first_card_id - 1 AS last FROM (
       SELECT first_card_id, coalesce(lag(last_card_id) OVER (ORDER BY first_card_id), 0) AS before
         FROM card_segment) h
      WHERE h.first_card_id > h.before + 1 ORDER BY h.first_card_id`,
  )
  return [...holes.map(([after, last]) => ({ after: Number(after), last: Number(last) })), tail]
}

/** The first segment that begins before another one ends. */
export function* readOverlap(): Proof<number | undefined> {
  const [row] = yield* ask<[number]>(
    `SELECT o.id FROM (SELECT id, first_card_id,
         lag(last_card_id) OVER (ORDER BY first_card_id, id) AS before FROM card_segment) o
      WHERE o.before >= o.first_card_id ORDER BY o.id LIMIT 1`,
  )
  return row?.[0]
}
