import { ACCOUNT_KINDS } from '../../ledger/accounts.ts'
import {
  readCards,
  readUncovered,
  SEGMENT_CARDS,
  type Segment,
  segmentChain,
  segmentHash,
  type TableCard,
} from './card-table.ts'
import { hex } from './chain-proof.ts'
import {
  addToSums,
  bodyHash,
  type CheckpointBody,
  chainedHash,
  NO_CHECKPOINT,
  NO_HASH,
} from './checkpoint-body.ts'
import { newestCheckpoint } from './checkpoint-proof.ts'
import { byGroup, cutGroups, idRuns, type ProvenGroup, readGroups } from './journal-row.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import { chainOnward } from './record-proof.ts'

/** Rows that are summed up in one question: the server goes on in between. */
const ROWS_AT_ONCE = 2000
/** Segments of one checkpoint, a million cards: what is beyond it waits for the next one. */
const SEGMENTS_MAX = 2000

/** A checkpoint that is ready to be signed and written, with the segments of cards before it. */
export interface CheckpointDraft {
  readonly body: CheckpointBody
  readonly segments: readonly Segment[]
}

/**
 * Sums up what came since the last checkpoint, up to the end of the chain as it is now. Undefined
 * when nothing came. What it reads never changes, so the ledger may go on meanwhile.
 */
export function* draftCheckpoint(
  engine: EngineKind,
  nowMs: number,
): Proof<CheckpointDraft | undefined> {
  const last = yield* newestCheckpoint()
  const from = last?.body ?? NO_CHECKPOINT
  const [top] = yield* ask<[number | null]>('SELECT max(id) FROM commit_group')
  const groupId = Number(top?.[0] ?? 0)
  const journal = yield* sumGroups(from, groupId)
  const audit = yield* chainOnward('audit', from.audit)
  const changes = yield* chainOnward('change_record', from.changes)
  const { made, ...cards } = yield* cutSegments(engine, from)
  // A checkpoint is itself a change on record: that alone is nothing new.
  const isNews =
    groupId > from.groupId ||
    made.length > 0 ||
    audit.id > from.audit.id ||
    changes.id > from.changes.id + 1 ||
    last === undefined
  if (!isNews) return undefined
  const body: CheckpointBody = {
    format: 'countermark checkpoint 1',
    id: from.id + 1,
    previous: last ? bodyHash(last.text) : NO_HASH,
    timeMs: nowMs,
    groupId,
    ...journal,
    ...cards,
    ...{ audit, changes },
  }
  return { body, segments: made }
}

type JournalPart = Pick<CheckpointBody, 'chainHash' | 'rows' | 'sums' | 'tombstones'>

function* sumGroups(from: CheckpointBody, lastGroup: number): Proof<JournalPart> {
  const sums = structuredClone(from.sums)
  let { rows, chainHash, tombstones, groupId } = from
  for (;;) {
    const groups = yield* readGroups(groupId, lastGroup)
    const end = groups.at(-1)
    if (!end) return { rows, chainHash, tombstones, sums }
    for (const some of cutGroups(groups, ROWS_AT_ONCE)) {
      for (const [currency, debit, credit, count, amount] of yield* readSums(some)) {
        rows += Number(count)
        if (amount === null) continue
        addToSums(sums, currency ?? '', debit, -Number(amount))
        addToSums(sums, currency ?? '', credit, Number(amount))
      }
      for (const [journalId, key] of yield* readTombstones(some)) {
        const hash = chainedHash(tombstones.hash, [journalId, hex(key)])
        tombstones = { count: tombstones.count + 1, hash }
      }
    }
    ;[groupId, chainHash] = [end.id, hex(end.hash)]
  }
}

/** An account of the sort that stands for all of its sort. */
function kindColumn(column: string): string {
  const sorts = ACCOUNT_KINDS.map(
    (kind) => `WHEN ${column} LIKE '${kind}:%' THEN '${STANDS_FOR[kind]}'`,
  )
  return `CASE ${sorts.join(' ')} ELSE '' END`
}

const STANDS_FOR: Readonly<Record<(typeof ACCOUNT_KINDS)[number], string>> = {
  card: 'card:1',
  payable: 'payable:x',
  clearing: 'clearing:x:x',
  suspense: 'suspense:x',
  cash_out: 'cash_out:x',
  adjustment: 'adjustment:x',
  breakage: 'breakage:x',
  predecessor: 'predecessor:x',
  transfer: 'transfer:x',
  settling: 'settling:x',
  bank: 'bank:x',
  fee: 'fee:x',
  charges: 'charges:x',
}

type SumRow = [
  currency: string | null,
  debit: string,
  credit: string,
  count: number,
  amount: number | null,
]

function* readSums(groups: readonly ProvenGroup[]): Proof<SumRow[]> {
  const rows: SumRow[] = []
  for (const { first, last } of idRuns(groups))
    rows.push(
      ...(yield* ask<SumRow>(
        `SELECT j.currency, ${kindColumn('j.debit_account')} AS debit,
                ${kindColumn('j.credit_account')} AS credit,
                count(*) AS rows_counted, CAST(sum(j.amount_minor) AS bigint) AS amount
           FROM journal j WHERE j.id BETWEEN ? AND ? GROUP BY 1, 2, 3`,
        first,
        last,
      )),
    )
  return rows
}

type TombstoneRow = readonly [journalId: number, key: Uint8Array]

function* readTombstones(groups: readonly ProvenGroup[]): Proof<TombstoneRow[]> {
  const rows: TombstoneRow[] = []
  for (const { first, last } of idRuns(groups))
    rows.push(
      ...(yield* ask<[number, Uint8Array]>(
        `SELECT t.journal_id, t.key FROM tombstone t WHERE t.journal_id BETWEEN ? AND ?
          ORDER BY t.journal_id, t.key`,
        first,
        last,
      )),
    )
  return byGroup(groups, rows, ([journalId]) => journalId).map(({ item }) => item)
}

type CardPart = Pick<CheckpointBody, 'cards' | 'segments'> & { readonly made: readonly Segment[] }

/** Segments over the cards that came since; as many as one checkpoint takes. */
function* cutSegments(engine: EngineKind, from: CheckpointBody): Proof<CardPart> {
  const made: Segment[] = []
  let { cards, segments } = from
  for (const { after, last } of yield* readUncovered(engine)) {
    for (let read = after; made.length < SEGMENTS_MAX; ) {
      const found = yield* readCards(read, last, SEGMENT_CARDS)
      for (const run of cutRuns(found)) {
        const [firstCardId, lastCardId] = [run[0]?.stored.id ?? 0, run.at(-1)?.stored.id ?? 0]
        const segment = { id: segments.id + 1, firstCardId, lastCardId, hash: segmentHash(run) }
        segments = { id: segment.id, hash: segmentChain(segments.hash, segment) }
        cards += run.length
        made.push(segment)
      }
      if (found.length < SEGMENT_CARDS) break
      read = found.at(-1)?.stored.id ?? last
    }
  }
  return { cards, segments, made }
}

/** Cuts cards where a number is missing. */
function cutRuns(cards: readonly TableCard[]): TableCard[][] {
  const runs: TableCard[][] = []
  let before: number | undefined
  for (const card of cards) {
    const { id } = card.stored
    if (before !== undefined && id === before + 1) runs.at(-1)?.push(card)
    else runs.push([card])
    before = id
  }
  return runs
}
