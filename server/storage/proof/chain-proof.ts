import { CHAIN_START, canonicalRow, groupHash } from '../group/chain.ts'
import { expectSame } from './difference.ts'
import type { ProvenGroup, ProvenRow } from './journal-row.ts'
import type { EngineKind } from './reader.ts'

/** Where the chain stands: what the next group continues from. */
export interface ChainEnd {
  readonly groupId: number
  readonly hash: Uint8Array
  readonly lastJournalId: number
  readonly timeMs: number
}

/** Recomputes the hash chain while the journal goes by. */
export interface ChainProof {
  /** The next group, and all rows that were found in it. */
  readonly add: (group: ProvenGroup, rows: readonly ProvenRow[]) => void
  readonly end: () => ChainEnd
}

/** By how much the clocks of processes that share a database may differ. */
const CLOCKS_DIFFER_MS = 1000

/** Before the first group. */
export const CHAIN_BEGIN: ChainEnd = {
  groupId: 0,
  hash: CHAIN_START,
  lastJournalId: 0,
  timeMs: 0,
}

/**
 * Each group must follow the one before and hold all of its rows, and each hash must be its own.
 * Where one process writes, ids rise without a gap and time never runs backwards; where several do,
 * their clocks may differ a little.
 */
export function openChainProof(start: ChainEnd, engine: EngineKind): ChainProof {
  let end = start
  return {
    add: (group, rows) => {
      const { id: groupId, firstJournalId, lastJournalId, timeMs } = group
      const place = { group: groupId }
      const where = `commit group ${groupId}`
      expectSame('chain', where, `number ${end.groupId + 1}`, `number ${groupId}`, place)
      if (engine === 'sqlite')
        expectSame('chain', `first of ${where}`, end.lastJournalId + 1, firstJournalId, place)
      const earliestMs = end.timeMs - (engine === 'sqlite' ? 0 : CLOCKS_DIFFER_MS)
      if (timeMs < earliestMs)
        expectSame('chain', `time of ${where}`, `at least ${earliestMs}`, timeMs, place)
      proveRows(group, rows)
      const texts = rows.map(({ values }) => canonicalRow(values))
      const hash = groupHash(end.hash, group, texts)
      expectSame('chain', where, hex(hash), hex(group.hash), place)
      end = { groupId, hash, lastJournalId, timeMs }
    },
    end: () => end,
  }
}

/** Proves a group by itself, on the hash that is stored for the group before. */
export function proveGroup(
  previous: Uint8Array,
  group: ProvenGroup,
  rows: readonly ProvenRow[],
): void {
  proveRows(group, rows)
  const hash = groupHash(
    previous,
    group,
    rows.map(({ values }) => canonicalRow(values)),
  )
  const where = `commit group ${group.id}`
  expectSame('chain', where, hex(hash), hex(group.hash), { group: group.id })
}

function proveRows(group: ProvenGroup, rows: readonly ProvenRow[]): void {
  const { id, firstJournalId, lastJournalId, timeMs } = group
  const place = { group: id }
  let [nextId, nextLine] = [firstJournalId, 0]
  for (const { row } of rows) {
    if (row.id !== nextId || (row.line !== 0 && row.line !== nextLine))
      expectSame('chain', `operation ${nextId}`, `in commit group ${id}`, 'not there', place)
    ;[nextId, nextLine] = [row.id + 1, row.line + 1]
    expectSame('chain', `time of operation ${row.id}`, timeMs, row.time_ms, place)
  }
  const last = rows.at(-1)?.row.id ?? 'none'
  expectSame('chain', `last operation of commit group ${id}`, lastJournalId, last, place)
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
