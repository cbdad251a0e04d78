import { hex } from './chain-proof.ts'
import { type CheckpointBody, chainedHash, NO_HASH } from './checkpoint-body.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'
import { ask, askEach, type EngineKind, type Proof } from './reader.ts'

/** How many tombstones were met, and the hash over them, in the order of their operations. */
export interface TombstoneReach {
  readonly count: number
  readonly hash: string
}

/** Proves tombstones while the journal goes by. */
export interface TombstoneProof {
  readonly add: (rows: readonly ProvenRow[]) => Proof<void>
  /** How far it came at the end of this group, which must have been added. */
  readonly reachAt: (groupId: number) => TombstoneReach
  readonly reach: () => TombstoneReach
}

/** Looks for the tombstone of each void that found nothing. */
export function openTombstoneProof(start: TombstoneReach): TombstoneProof {
  let reach = start
  let earlier: { readonly groupId: number; readonly before: TombstoneReach }[] = []
  return {
    *add(rows) {
      earlier = []
      const voids = rows.filter(({ row }) => leavesTombstone(row))
      if (voids.length === 0) return
      const keys = yield* readTombstones(voids.map(({ row }) => row.id))
      for (const { row, groupId } of voids) {
        const own = keys.get(row.id) ?? []
        const where = `tombstone of operation ${row.id}`
        if (own.length > 1) expectSame('tombstones', where, 1, own.length, { group: groupId })
        for (const key of own) {
          earlier.push({ groupId, before: reach })
          reach = { count: reach.count + 1, hash: chainedHash(reach.hash, [row.id, key]) }
        }
      }
    },
    reachAt: (groupId) => earlier.find((entry) => entry.groupId > groupId)?.before ?? reach,
    reach: () => reach,
  }
}

/** Whether this is the row of a void of nothing, the only one that may leave a tombstone. */
function leavesTombstone({
  kind,
  outcome,
  line,
  original_id: original,
}: ProvenRow['row']): boolean {
  return kind === 'void' && outcome === 'empty' && original === null && line === 0
}

function* readTombstones(ids: readonly number[]): Proof<Map<number, string[]>> {
  const rows = yield* askEach<[number, Uint8Array]>(
    'SELECT journal_id, key FROM tombstone WHERE journal_id IN (?) ORDER BY journal_id, key',
    ids,
  )
  const found = new Map<number, Set<string>>()
  for (const [journalId, key] of rows) {
    const keys = found.get(journalId) ?? new Set()
    found.set(journalId, keys.add(hex(key)))
  }
  return new Map([...found].map(([id, keys]) => [id, [...keys]]))
}

/**
 * The tombstones up to where a proof starts are those that its checkpoint signed. There are few: they
 * are read at once.
 */
export function* proveTombstonesBefore(
  engine: EngineKind,
  { id, groupId, tombstones }: CheckpointBody,
): Proof<void> {
  const rows = yield* ask<[number, Uint8Array]>(TOMBSTONES_BEFORE[engine], groupId)
  const hash = rows.reduce(
    (before, [journalId, key]) => chainedHash(before, [journalId, hex(key)]),
    NO_HASH,
  )
  const where = `tombstones up to commit group ${groupId}, as checkpoint ${id} signed them`
  expectSame('tombstones', `number of ${where}`, tombstones.count, rows.length)
  expectSame('tombstones', where, tombstones.hash, hash)
}

/** In the order of their groups: where one process writes, that is the order of the operations. */
const TOMBSTONES_BEFORE: Readonly<Record<EngineKind, string>> = {
  sqlite: `SELECT journal_id, key FROM tombstone
    WHERE journal_id <= (SELECT last_journal_id FROM commit_group WHERE id = ?)
    ORDER BY journal_id, key`,
  postgres: `SELECT o.journal_id, o.key FROM (
      SELECT t.journal_id, t.key, (SELECT g.id FROM commit_group g
          WHERE g.first_journal_id <= t.journal_id
          ORDER BY g.first_journal_id DESC LIMIT 1) AS group_id
        FROM tombstone t) o
    WHERE o.group_id <= ? ORDER BY o.group_id, o.journal_id, o.key`,
}

/** No tombstone is of anything but a void of nothing, and there are this many in all. */
export function* proveTombstoneTable(expected: number): Proof<void> {
  const [wrong] = yield* ask<[number]>(
    `SELECT t.journal_id FROM tombstone t LEFT JOIN journal j ON j.id = t.journal_id AND j.line = 0
      WHERE j.id IS NULL OR j.kind <> 'void' OR j.outcome <> 'empty' OR j.original_id IS NOT NULL
      ORDER BY t.journal_id LIMIT 1`,
  )
  const place = wrong ? { journalId: wrong[0] } : {}
  const found = wrong ? 'of something else' : 'of a void of nothing'
  const where = `tombstone of operation ${wrong?.[0]}`
  expectSame('tombstones', where, 'of a void of nothing', found, place)
  const [row] = yield* ask<[number]>('SELECT count(*) FROM tombstone')
  expectSame('tombstones', 'the number of tombstones', expected, Number(row?.[0] ?? 0))
}
