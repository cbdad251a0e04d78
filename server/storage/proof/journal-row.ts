import { JOURNAL_COLUMNS, type JournalValues } from '../group/chain.ts'
import type { Schema } from '../schema.ts'
import { ask, type Proof, type Value } from './reader.ts'

/** A row of the journal with its commit group, and its values in the order that the chain hashes. */
export interface ProvenRow {
  readonly groupId: number
  readonly row: Schema['journal']
  readonly values: JournalValues
}

/** A group of the chain. */
export interface ProvenGroup {
  readonly id: number
  readonly firstJournalId: number
  readonly lastJournalId: number
  readonly timeMs: number
  readonly hash: Uint8Array
}

/** Groups that are read at once. */
const GROUPS_AT_ONCE = 1024
const COLUMNS = JOURNAL_COLUMNS.map((name) => `j.${name}`).join(', ')

/** The next groups after this one, in order; none at the end of the chain or after `lastGroup`. */
export function* readGroups(after: number, lastGroup: number): Proof<ProvenGroup[]> {
  const rows = yield* ask<[number, number, number, number, Uint8Array]>(
    `SELECT id, first_journal_id, last_journal_id, time_ms, hash FROM commit_group
      WHERE id > ? AND id <= ? ORDER BY id LIMIT ${GROUPS_AT_ONCE}`,
    after,
    lastGroup,
  )
  return rows.map(([id, firstJournalId, lastJournalId, timeMs, hash]) => ({
    ...{ id, firstJournalId, lastJournalId, timeMs, hash },
  }))
}

/** The group with this number, in a list of one; none when there is none. */
export function* readSomeGroups(id: number): Proof<ProvenGroup[]> {
  return (yield* readGroups(id - 1, id)).slice(0, 1)
}

/** Cuts groups into runs whose rows are read at once: at most `rowsMax`, but one group at least. */
export function* cutGroups(
  groups: readonly ProvenGroup[],
  rowsMax: number,
): Generator<ProvenGroup[]> {
  let run: ProvenGroup[] = []
  let count = 0
  for (const group of groups) {
    const rows = group.lastJournalId - group.firstJournalId + 1
    if (run.length > 0 && count + rows > rowsMax) {
      yield run
      ;[run, count] = [[], 0]
    }
    run.push(group)
    count += rows
  }
  if (run.length > 0) yield run
}

/**
 * The condition on groups `g` and on the ids of their rows, bound to {@link boundsOf}. The second half
 * follows from the groups, but PostgreSQL would read the whole journal to find that out.
 */
export function ofGroups(column: string): string {
  return `g.id BETWEEN ? AND ? AND ${column} BETWEEN ? AND ?`
}

/** The numbers of these groups, and the ids of their rows: the first and the last of each. */
export function boundsOf(groups: readonly ProvenGroup[]): readonly number[] {
  return [
    groups[0]?.id ?? 0,
    groups.at(-1)?.id ?? 0,
    // Of several servers that write, each has its own ids: they do not grow with the groups.
    Math.min(...groups.map(({ firstJournalId }) => firstJournalId)),
    Math.max(...groups.map(({ lastJournalId }) => lastJournalId)),
  ]
}

/** The rows of these groups, in the order of their commits. */
export function* readRows(groups: readonly ProvenGroup[]): Proof<ProvenRow[]> {
  if (groups.length === 0) return []
  const rows = yield* ask<Value[]>(
    `SELECT ${COLUMNS}, g.id AS group_id FROM commit_group g
       JOIN journal j ON j.id BETWEEN g.first_journal_id AND g.last_journal_id
      WHERE ${ofGroups('j.id')} ORDER BY g.id, j.id, j.line`,
    ...boundsOf(groups),
  )
  return rows.map((found) => {
    const values = found.slice(0, JOURNAL_COLUMNS.length)
    return { groupId: Number(found.at(-1)), row: journalRow(values), values }
  })
}

/** The values of a row by their names. */
export function journalRow(values: readonly Value[]): Schema['journal'] {
  const row: Record<string, Value | undefined> = {}
  for (let place = 0; place < JOURNAL_COLUMNS.length; place += 1)
    row[JOURNAL_COLUMNS[place] ?? ''] = values[place]
  return row as unknown as Schema['journal']
}
