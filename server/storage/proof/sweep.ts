import { CHAIN_START } from '../group/chain.ts'
import { proveCardsBack } from './card-back.ts'
import { openCardMemory } from './card-memory.ts'
import { readCards, readSegmentsOver, SEGMENT_CARDS } from './card-table.ts'
import { proveSegment } from './card-table-proof.ts'
import { proveGroup } from './chain-proof.ts'
import type { CheckpointBody } from './checkpoint-body.ts'
import { openClaimProof, proveClaimTable } from './claim-proof.ts'
import type { ProofSettings } from './full-proof.ts'
import { cutGroups, readGroups, readRows, readSomeGroups } from './journal-row.ts'
import { proveLines } from './line-proof.ts'
import { proveAnswer } from './operation-proof.ts'
import { provePart } from './part-proof.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import { proveReversals } from './reversal-proof.ts'

const ROWS_AT_ONCE = 2000
/** Claims are cut by the first two bytes of their keys. */
const CLAIM_PARTS = 65_536

/** Where the next part of the sweep begins. */
export interface Sweep {
  /** The last group, card and claim (by the first bytes of its key) that were looked at. */
  readonly group: number
  readonly card: number
  readonly claim: number
}

/** At the beginning of all that there is. */
export const NO_SWEEP: Sweep = { group: 0, card: 0, claim: 0 }

/** What one part of the sweep looked at. */
export interface Swept {
  readonly groups: number
  readonly cards: number
  readonly next: Sweep
}

/** Before the first part. */
export const NOTHING_SWEPT: Swept = { groups: 0, cards: 0, next: NO_SWEEP }

/**
 * Looks again at one part of what was proven before the checkpoint `to`: the next groups by
 * themselves, the next cards from their operations, the next claims. Begins anew after the last.
 */
export function* sweepOn(
  { engine }: ProofSettings,
  from: Sweep,
  parts: number,
  to: CheckpointBody,
): Proof<Swept> {
  const [top] = yield* ask<[number | null]>('SELECT max(id) FROM card')
  const lastCard = Number(top?.[0] ?? 0)
  const group = nextPart(from.group, to.groupId, parts)
  const card = nextPart(from.card, lastCard, parts)
  const claim = nextPart(from.claim, CLAIM_PARTS, parts)
  yield* sweepGroups(engine, from.group, group.end)
  yield* sweepCards(from.card, card.end)
  yield* proveClaimTable(engine, claimKey(from.claim), claimKey(claim.end))
  return {
    groups: group.end - from.group,
    cards: card.end - from.card,
    next: { group: group.next, card: card.next, claim: claim.next },
  }
}

function nextPart(from: number, last: number, parts: number) {
  const end = Math.max(from, Math.min(last, from + Math.ceil(last / parts)))
  return { end, next: end >= last ? 0 : end }
}

/** The smallest key that begins with these two bytes; beyond the last of them, beyond all keys. */
function claimKey(part: number): Uint8Array {
  if (part >= CLAIM_PARTS) return new Uint8Array(33).fill(255)
  return part === 0 ? new Uint8Array(0) : Uint8Array.of(part >> 8, part & 255)
}

function* sweepGroups(engine: EngineKind, after: number, last: number): Proof<void> {
  const [before] = yield* readSomeGroups(after)
  let hash: Uint8Array = before?.hash ?? CHAIN_START
  const claims = openClaimProof(engine)
  for (let read = after; ; ) {
    const groups = yield* readGroups(read, last)
    for (const some of cutGroups(groups, ROWS_AT_ONCE)) {
      const rows = yield* readRows(some)
      for (const group of some) {
        proveGroup(
          hash,
          group,
          rows.filter(({ groupId }) => groupId === group.id),
        )
        hash = group.hash
      }
      for (const row of rows) proveAnswer(row)
      proveLines(rows)
      yield* proveReversals(engine, rows)
      yield* claims.add(rows)
      yield* provePart(engine, some, rows)
    }
    const end = groups.at(-1)
    if (!end) break
    read = end.id
  }
  yield* claims.finish()
}

function* sweepCards(after: number, last: number): Proof<void> {
  for (let read = after; ; ) {
    const cards = yield* readCards(read, last, SEGMENT_CARDS)
    yield* proveCardsBack(cards.map(({ stored }) => stored))
    const end = cards.at(-1)
    if (!end) break
    read = end.stored.id
  }
  for (const segment of yield* readSegmentsOver(after, last))
    yield* proveSegment(segment, openCardMemory(0, 0))
}
