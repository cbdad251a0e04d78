import type { CardMemory } from './card-memory.ts'
import { proveCardRow } from './card-proof.ts'
import {
  readCards,
  readSegments,
  SEGMENT_CARDS,
  type Segment,
  segmentChain,
  segmentHash,
} from './card-table.ts'
import { hex } from './chain-proof.ts'
import type { CheckpointBody } from './checkpoint-body.ts'
import { expectSame } from './difference.ts'
import type { Proof } from './reader.ts'

const SEGMENTS_AT_ONCE = 500

/** How far segments were proven. */
export interface SegmentReach {
  readonly segment: number
  readonly cards: number
}

/**
 * Proves segments after `from`, and the cards in them and after them: that what never changes is as
 * it was signed, and, of the cards that the memory covers, all the rest. Gives how many there are.
 */
export function* proveCardTable(
  from: CheckpointBody,
  checkpoints: readonly CheckpointBody[],
  memory: CardMemory,
): Proof<number> {
  let last = from.cards
  let count = 0
  for (const segment of yield* proveSegments(from, checkpoints)) {
    count += yield* proveSegment(segment, last, memory)
    last = segment.lastCardId
  }
  for (;;) {
    const cards = yield* readCards(last, Number.MAX_SAFE_INTEGER, SEGMENT_CARDS)
    for (const { stored } of cards) proveKnown(memory, stored)
    count += cards.length
    const end = cards.at(-1)
    if (!end) return count
    last = end.stored.id
  }
}

function proveKnown(memory: CardMemory, stored: Parameters<typeof proveCardRow>[0]): void {
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

/** The segments after a checkpoint, chained as the checkpoints after it signed them. */
export function* proveSegments(
  from: CheckpointBody,
  checkpoints: readonly CheckpointBody[],
): Proof<Segment[]> {
  const proven: Segment[] = []
  const waiting = checkpoints.values()
  let next = waiting.next().value
  let { id, hash } = from.segments
  let cards = from.cards
  const compare = () => {
    for (; next && next.segments.id === id; next = waiting.next().value) {
      const where = `card segments up to ${id}, as checkpoint ${next.id} signed them`
      const place = { group: next.groupId }
      expectSame('cards', where, next.segments.hash, hash, place)
      expectSame('cards', where, next.cards, cards, place)
    }
  }
  compare()
  for (;;) {
    const segments = yield* readSegments(id, SEGMENTS_AT_ONCE)
    for (const segment of segments) {
      expectSame('cards', `card segment ${id + 1}`, `number ${id + 1}`, `number ${segment.id}`)
      ;[hash, id, cards] = [segmentChain(hash, segment), segment.id, segment.lastCardId]
      proven.push(segment)
      compare()
    }
    if (segments.length < SEGMENTS_AT_ONCE) break
  }
  const where = `card segments up to ${next?.segments.id}, as checkpoint ${next?.id} signed them`
  expectSame('cards', where, 'there', next ? 'cut off' : 'there')
  return proven
}

/** Proves the cards of one segment; gives how many they are. */
export function* proveSegment(segment: Segment, after: number, memory: CardMemory): Proof<number> {
  const cards = yield* readCards(after, segment.lastCardId, SEGMENT_CARDS + 1)
  for (const { stored } of cards) proveKnown(memory, stored)
  const where = `what never changes of cards ${after + 1} to ${segment.lastCardId}`
  expectSame('cards', where, hex(segment.hash), hex(segmentHash(cards)))
  return cards.length
}
