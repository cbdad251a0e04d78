import type { CardMemory } from './card-memory.ts'
import { proveCardRow } from './card-proof.ts'
import {
  type CardRange,
  readCards,
  readOverlap,
  readSegments,
  readUncovered,
  SEGMENT_CARDS,
  type Segment,
  segmentChain,
  segmentHash,
  type TableCard,
} from './card-table.ts'
import { hex } from './chain-proof.ts'
import { type CheckpointBody, NO_CHECKPOINT } from './checkpoint-body.ts'
import { expectSame } from './difference.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'

const SEGMENTS_AT_ONCE = 500

/**
 * Proves all segments, and the cards in them and in none: that what never changes is as it was
 * signed, and, of the cards that the memory covers, all the rest. Gives how many there are.
 */
export function* proveCardTable(
  engine: EngineKind,
  checkpoints: readonly CheckpointBody[],
  memory: CardMemory,
): Proof<number> {
  let count = 0
  for (const segment of yield* proveSegments(checkpoints))
    count += yield* proveSegment(segment, memory)
  const overlap = yield* readOverlap()
  const found = overlap === undefined ? 'apart from others' : 'over another'
  expectSame('cards', `card segment ${overlap}`, 'apart from others', found)
  for (const range of yield* readUncovered(engine)) count += yield* proveRange(range, memory)
  // Where one process writes, every card has the next number.
  const [top] = yield* ask<[number | null]>('SELECT max(id) FROM card')
  if (engine === 'sqlite') expectSame('cards', 'the number of the last card', count, top?.[0] ?? 0)
  return count
}

/** Proves the rows of cards with these numbers; gives how many there are. */
export function* proveRange({ after, last }: CardRange, memory: CardMemory): Proof<number> {
  let [count, read] = [0, after]
  for (;;) {
    const cards = yield* readCards(read, last, SEGMENT_CARDS)
    for (const card of cards) proveRow(memory, card)
    count += cards.length
    const end = cards.at(-1)
    if (!end || cards.length < SEGMENT_CARDS) return count
    read = end.stored.id
  }
}

function proveRow(memory: CardMemory, card: TableCard): void {
  const { stored, keys, keysOnRecord, pin, pinOnRecord } = card
  expectSame('cards', `keys of card ${stored.id}`, keysOnRecord ?? keys, keys)
  expectSame('cards', `PIN of card ${stored.id}`, pinOnRecord ?? pin, pin)
  if (!memory.covers(stored.id)) return
  proveCardRow(stored, memory.get(stored.id))
  memory.forget(stored.id)
}

/** After all cards were read: none that has operations is missing. */
export function proveNoneLost(memory: CardMemory): void {
  const lost = memory.first()
  if (!lost) return
  const place = { journalId: lost.lastJournalId }
  expectSame('balances', `card ${lost.id}`, 'kept', 'lost', place)
}

/**
 * All segments, chained as the checkpoints signed them. Gives those after the segment `known`: of
 * what was proven before, only what is stored of each segment is looked at again, as cards are held
 * against that in their turn.
 */
export function* proveSegments(
  checkpoints: readonly CheckpointBody[],
  known = 0,
): Proof<Segment[]> {
  const proven: Segment[] = []
  const waiting = checkpoints.values()
  let next = waiting.next().value
  let { id, hash } = NO_CHECKPOINT.segments
  let cards = 0
  const compare = () => {
    for (; next && next.segments.id === id; next = waiting.next().value) {
      const where = `card segments up to ${id}, as checkpoint ${next.id} signed them`
      const place = { group: next.groupId }
      expectSame('cards', where, next.segments.hash, hash, place)
      expectSame('cards', `number of ${where}`, next.cards, cards, place)
    }
  }
  compare()
  for (;;) {
    const segments = yield* readSegments(id, SEGMENTS_AT_ONCE)
    for (const segment of segments) {
      expectSame('cards', `card segment ${id + 1}`, `number ${id + 1}`, `number ${segment.id}`)
      ;[hash, id] = [segmentChain(hash, segment), segment.id]
      cards += segment.lastCardId - segment.firstCardId + 1
      if (id > known) proven.push(segment)
      compare()
    }
    if (segments.length < SEGMENTS_AT_ONCE) break
  }
  const where = `card segments up to ${next?.segments.id}, as checkpoint ${next?.id} signed them`
  expectSame('cards', where, 'there', next ? 'cut off' : 'there')
  return proven
}

/** Proves the cards of one segment; gives how many they are. */
export function* proveSegment(segment: Segment, memory: CardMemory): Proof<number> {
  const { firstCardId, lastCardId } = segment
  const cards = yield* readCards(firstCardId - 1, lastCardId, SEGMENT_CARDS + 1)
  for (const card of cards) proveRow(memory, card)
  const where = `what never changes of cards ${firstCardId} to ${lastCardId}`
  expectSame('cards', where, hex(segment.hash), hex(segmentHash(cards)))
  return cards.length
}
