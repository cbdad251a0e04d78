import type { CardMemory } from './card-memory.ts'
import { proveOnCard } from './card-proof.ts'
import { type ChainEnd, hex, openChainProof } from './chain-proof.ts'
import { addToSums, type CheckpointBody, type KindSums, sumsText } from './checkpoint-body.ts'
import { type ClaimProof, openClaimProof } from './claim-proof.ts'
import { expectSame } from './difference.ts'
import { cutGroups, type ProvenGroup, type ProvenRow, readGroups, readRows } from './journal-row.ts'
import { proveLines } from './line-proof.ts'
import { type EntryProof, openEntryProof, proveAnswer } from './operation-proof.ts'
import type { EngineKind, Proof } from './reader.ts'
import { proveReversals } from './reversal-proof.ts'
import { proveSettling } from './settling-proof.ts'
import { openTombstoneProof, type TombstoneProof } from './tombstone-proof.ts'

/** Rows of the journal that are held in memory at once. */
const ROWS_AT_ONCE = 2000

/** Which part of the journal is gone through, and what is known at its beginning. */
export interface Walk {
  readonly start: ChainEnd
  /** What was signed at the start; the checkpoint of nothing at the beginning of the ledger. */
  readonly from: CheckpointBody
  /** Checkpoints after the start, in order. */
  readonly checkpoints: readonly CheckpointBody[]
  readonly engine: EngineKind
  readonly memory: CardMemory
  /** Gives the memory the cards of these rows as they were before the start. */
  readonly recall: (rows: readonly ProvenRow[]) => Proof<void>
  /** What else is proven of these groups, after all that is proven of each row. */
  readonly beside: (groups: readonly ProvenGroup[], rows: readonly ProvenRow[]) => Proof<void>
}

/** What was gone through. */
export interface Walked {
  readonly end: ChainEnd
  /** Rows of the journal from its beginning. */
  readonly rows: number
  readonly operations: number
  readonly moved: number
  readonly entries: EntryProof
  readonly claims: ClaimProof
  readonly tombstones: TombstoneProof
}

/**
 * Goes through the journal from the start to its end, group by group: the chain, each answer, each
 * card, what was undone, claims and tombstones, and wherever a checkpoint was signed, its sums.
 */
export function* walkJournal(walk: Walk): Proof<Walked> {
  const parts: Parts = {
    ...{ walk, entries: openEntryProof(), claims: openClaimProof(walk.engine) },
    chain: openChainProof(walk.start, walk.engine),
    tombstones: openTombstoneProof(walk.from.tombstones),
    sums: structuredClone(walk.from.sums),
    ...{ rows: walk.from.rows, operations: 0, moved: 0, signed: 0 },
  }
  for (;;) {
    const groups = yield* readGroups(parts.chain.end().groupId, Number.MAX_SAFE_INTEGER)
    if (groups.length === 0) break
    for (const some of cutGroups(groups, ROWS_AT_ONCE)) yield* proveSome(parts, some)
  }
  const { walk: _walk, chain, ...walked } = parts
  const cut = walk.checkpoints.find(({ groupId }) => groupId > chain.end().groupId)
  const where = `commit group ${cut?.groupId}, which checkpoint ${cut?.id} signed`
  expectSame('checkpoints', where, 'there', cut ? 'cut off' : 'there', {
    group: chain.end().groupId + 1,
  })
  return { ...walked, end: chain.end() }
}

interface Parts {
  readonly walk: Walk
  readonly chain: ReturnType<typeof openChainProof>
  readonly entries: EntryProof
  readonly claims: ClaimProof
  readonly tombstones: TombstoneProof
  readonly sums: Record<string, KindSums>
  rows: number
  operations: number
  moved: number
  /** Checkpoints that were met. */
  signed: number
}

function* proveSome(parts: Parts, groups: readonly ProvenGroup[]): Proof<void> {
  const rows = yield* readRows(groups)
  yield* parts.walk.recall(rows)
  yield* parts.tombstones.add(rows)
  let next = 0
  for (const group of groups) {
    const first = next
    while (rows[next]?.groupId === group.id) next += 1
    const own = rows.slice(first, next)
    parts.chain.add(group, own)
    for (const row of own) proveRow(parts, row)
    proveLines(own)
    proveSigned(parts, group)
  }
  yield* proveReversals(parts.walk.engine, rows)
  yield* parts.claims.add(rows)
  yield* parts.walk.beside(groups, rows)
}

function proveRow(parts: Parts, found: ProvenRow): void {
  const { row } = found
  const answer = proveAnswer(found)
  parts.entries.add(found)
  proveOnCard(parts.walk.memory, found, answer)
  proveSettling(found)
  parts.rows += 1
  if (row.line === 0) parts.operations += 1
  if (row.amount_minor === null) return
  parts.moved += 1
  addToSums(parts.sums, row.currency ?? '', row.debit_account ?? '', -row.amount_minor)
  addToSums(parts.sums, row.currency ?? '', row.credit_account ?? '', row.amount_minor)
}

/** At the group of a checkpoint everything that it signed must be so. */
function proveSigned(parts: Parts, group: ProvenGroup): void {
  const { checkpoints } = parts.walk
  for (;;) {
    const signed = checkpoints[parts.signed]
    if (!signed || signed.groupId > group.id) return
    parts.signed += 1
    if (signed.groupId < group.id) continue
    const place = { group: group.id }
    const same = (what: string, expected: string | number, found: string | number) =>
      expectSame(
        'checkpoints',
        `${what} as checkpoint ${signed.id} signed it`,
        expected,
        found,
        place,
      )
    same(`hash of commit group ${group.id}`, signed.chainHash, hex(group.hash))
    same('number of rows', signed.rows, parts.rows)
    same('sums', sumsText(signed.sums), sumsText(parts.sums))
    const { count, hash } = parts.tombstones.reachAt(group.id)
    same('number of tombstones', signed.tombstones.count, count)
    same('hash of tombstones', signed.tombstones.hash, hash)
  }
}

/** Goes through the journal once more for cards that the walk did not remember. */
export function* walkCards(memory: CardMemory): Proof<void> {
  for (let last = 0; ; ) {
    const groups = yield* readGroups(last, Number.MAX_SAFE_INTEGER)
    for (const some of cutGroups(groups, ROWS_AT_ONCE)) {
      for (const found of yield* readRows(some)) {
        const { card_id: cardId } = found.row
        if (cardId !== null && memory.covers(cardId)) proveOnCard(memory, found, proveAnswer(found))
      }
    }
    const end = groups.at(-1)
    if (!end) return
    last = end.id
  }
}
