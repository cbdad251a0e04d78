import { recallCards } from './card-back.ts'
import { type CardMemory, openCardMemory } from './card-memory.ts'
import { proveCardRow } from './card-proof.ts'
import { readCardsById } from './card-table.ts'
import { proveSegment, proveSegments } from './card-table-proof.ts'
import { CHAIN_BEGIN, type ChainEnd, hex } from './chain-proof.ts'
import { bodyHash, type CheckpointBody, NO_CHECKPOINT } from './checkpoint-body.ts'
import { type ProvenCheckpoint, proveCheckpoints, readCheckpoint } from './checkpoint-proof.ts'
import { expectSame } from './difference.ts'
import { type ProofSettings, proveExpected, proveKeys, proveTables } from './full-proof.ts'
import { provePart } from './part-proof.ts'
import { ask, type Proof } from './reader.ts'
import { proveAudit, proveRecords } from './record-proof.ts'
import { proveSecrets } from './secret-proof.ts'
import { proveStrays } from './stray-proof.ts'
import { NO_SWEEP, NOTHING_SWEPT, type Sweep, sweepOn } from './sweep.ts'
import { proveTombstonesBefore, proveTombstoneTable } from './tombstone-proof.ts'
import { type Walked, walkJournal } from './walk.ts'

/** What a proof remembers for the next one: how far all was proven, and how far the sweep has come. */
export interface ProofState {
  /** The last checkpoint that was proven; null before the first. */
  readonly checkpoint: { readonly id: number; readonly bodyHash: string } | null
  readonly sweep: Sweep
}

/** Before the first proof. */
export const NO_STATE: ProofState = { checkpoint: null, sweep: NO_SWEEP }

/** What a proof of what is new went through. */
export interface NewFigures {
  /** Operations after the checkpoint that it began at. */
  readonly operations: number
  readonly commitGroups: number
  readonly chainHash: string
  /** Cards with operations among them. */
  readonly cards: number
  readonly checkpoints: number
  readonly signedGroup: number
  /** Of what is older: groups and cards that were looked at again. */
  readonly sweptGroups: number
  readonly sweptCards: number
  readonly next: ProofState
}

/**
 * Proves what came since the checkpoint that the last proof ended at, and one part of `parts` of all
 * that is older: so that each part is looked at again in turn. What the checkpoint signed of all cards
 * and tombstones is compared whole each time, and what guards the tables too. Memory grows with the
 * cards that are new or were used since, and with the few tombstones.
 */
export function* proveSince(
  settings: ProofSettings,
  state: ProofState,
  parts: number,
): Proof<NewFigures> {
  const { engine, publicKey } = settings
  yield* proveKeys(settings.keyCheck)
  const before = yield* provenBefore(settings, state)
  const from = before?.body ?? NO_CHECKPOINT
  const proven = yield* proveCheckpoints(publicKey, before)
  const checkpoints = proven.map(({ body }) => body)
  const memory = openCardMemory(0, Number.MAX_SAFE_INTEGER)
  const walked = yield* walkJournal({
    ...{ engine, from, checkpoints, memory },
    start: yield* startAt(from),
    recall: (rows) => recallCards(memory, rows),
    beside: (groups, rows) => provePart(engine, groups, rows),
  })
  yield* proveStrays(engine, walked)
  const cards = yield* proveUsedCards(memory)
  const signed = before ? [from, ...checkpoints] : checkpoints
  for (const segment of yield* proveSegments(signed, from.segments.id))
    yield* proveSegment(segment, openCardMemory(0, 0))
  yield* walked.claims.finish()
  yield* proveTombstonesBefore(engine, from)
  yield* proveBeside(settings, signed, walked)
  // From the beginning everything is new.
  const swept = before ? yield* sweepOn(settings, state.sweep, parts, from) : NOTHING_SWEPT
  yield* proveTables(settings)
  const last = proven.at(-1) ?? before
  return {
    ...{ operations: walked.operations, commitGroups: walked.end.groupId, cards },
    chainHash: hex(walked.end.hash),
    checkpoints: last?.body.id ?? 0,
    signedGroup: last?.body.groupId ?? 0,
    ...{ sweptGroups: swept.groups, sweptCards: swept.cards },
    next: {
      checkpoint: last ? { id: last.body.id, bodyHash: bodyHash(last.text) } : null,
      sweep: swept.next,
    },
  }
}

/** The checkpoint that the last proof ended at must still be what it was. */
function* provenBefore(
  { publicKey }: ProofSettings,
  { checkpoint }: ProofState,
): Proof<ProvenCheckpoint | undefined> {
  if (!checkpoint) return undefined
  const found = yield* readCheckpoint(checkpoint.id, publicKey)
  const where = `checkpoint ${checkpoint.id}, proven before`
  expectSame('checkpoints', where, checkpoint.bodyHash, found && bodyHash(found.text))
  return found
}

/** The chain must pass through the checkpoint. */
function* startAt({ id, groupId, chainHash }: CheckpointBody): Proof<ChainEnd> {
  if (groupId === 0) return CHAIN_BEGIN
  const [row] = yield* ask<[number, number, Uint8Array]>(
    'SELECT last_journal_id, time_ms, hash FROM commit_group WHERE id = ?',
    groupId,
  )
  const where = `hash of commit group ${groupId} as checkpoint ${id} signed it`
  expectSame('checkpoints', where, chainHash, row && hex(row[2]), { group: groupId })
  if (!row) return CHAIN_BEGIN
  const [lastJournalId, timeMs, hash] = row
  return { groupId, hash, lastJournalId, timeMs }
}

const CARDS_AT_ONCE = 256

function* proveUsedCards(memory: CardMemory): Proof<number> {
  const ids = [...memory.ids()]
  for (let start = 0; start < ids.length; start += CARDS_AT_ONCE) {
    const some = ids.slice(start, start + CARDS_AT_ONCE)
    const cards = new Map((yield* readCardsById(some)).map((card) => [card.id, card]))
    for (const id of some) {
      const [stored, card] = [cards.get(id), memory.get(id)]
      const place = { journalId: card?.lastJournalId ?? 0 }
      expectSame('balances', `card ${id}`, 'kept', stored ? 'kept' : 'lost', place)
      if (stored) proveCardRow(stored, card)
    }
  }
  return ids.length
}

function* proveBeside(
  settings: ProofSettings,
  checkpoints: readonly CheckpointBody[],
  { tombstones }: Walked,
): Proof<void> {
  yield* proveTombstoneTable(tombstones.reach().count)
  const { sealed } = yield* proveRecords(settings.engine, checkpoints, settings.nowMs)
  yield* proveSecrets(sealed, settings.opens)
  yield* proveAudit(settings.engine, checkpoints)
  yield* proveExpected(settings.expect)
}
