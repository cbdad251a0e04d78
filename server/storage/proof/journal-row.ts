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

/** Ids of the journal, both ends included. */
export interface IdRun {
  readonly first: number
  readonly last: number
}

/**
 * Where the rows of these groups are and no others, in few pieces. Of several servers that write, each has ids of its
 * own, so that they do not grow with the groups. Rows are asked for by these and not by a join with the
 * groups: PostgreSQL takes each group for a ninth of the journal, and plans for that.
 */
export function idRuns(groups: readonly ProvenGroup[]): IdRun[] {
  const runs: { first: number; last: number }[] = []
  const inOrder = [...groups].sort((one, other) => one.firstJournalId - other.firstJournalId)
  for (const { firstJournalId, lastJournalId } of inOrder) {
    const run = runs.at(-1)
    if (run && firstJournalId <= run.last + 1) run.last = Math.max(run.last, lastJournalId)
    else runs.push({ first: firstJournalId, last: lastJournalId })
  }
  return runs
}

/** Something that belongs to a row of the journal, with its group. */
export interface Grouped<Item> {
  readonly groupId: number
  readonly item: Item
}

/** Each with its group, in the order of the groups and else as they come; without those of no group. */
export function byGroup<Item>(
  groups: readonly ProvenGroup[],
  items: readonly Item[],
  journalIdOf: (item: Item) => number,
): Grouped<Item>[] {
  const starts = [...groups].sort((one, other) => one.firstJournalId - other.firstJournalId)
  const grouped = items.flatMap((item): Grouped<Item>[] => {
    const id = journalIdOf(item)
    const group = lastFrom(starts, id)
    return group && id <= group.lastJournalId ? [{ groupId: group.id, item }] : []
  })
  return grouped.sort((one, other) => one.groupId - other.groupId)
}

/** The last of these groups that begins with this row or before it. */
function lastFrom(starts: readonly ProvenGroup[], journalId: number): ProvenGroup | undefined {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle]?.firstJournalId ?? 0) <= journalId) low = middle + 1
    else high = middle
  }
  return starts[low - 1]
}

/** The rows of these groups, in the order of their commits. */
export function* readRows(groups: readonly ProvenGroup[]): Proof<ProvenRow[]> {
  const found: JournalValues[] = []
  for (const { first, last } of idRuns(groups))
    found.push(
      ...((yield* ask<Value[]>(
        `SELECT ${COLUMNS} FROM journal j WHERE j.id BETWEEN ? AND ? ORDER BY j.id, j.line`,
        first,
        last,
      )) as readonly JournalValues[]),
    )
  return byGroup(groups, found, ([id]) => Number(id)).map(({ groupId, item: values }) => {
    return { groupId, row: journalRow(values), values }
  })
}

/** The values of a row by their names. */
export function journalRow(values: readonly Value[]): Schema['journal'] {
  const row: Record<string, Value | undefined> = {}
  for (let place = 0; place < JOURNAL_COLUMNS.length; place += 1)
    row[JOURNAL_COLUMNS[place] ?? ''] = values[place]
  return row as unknown as Schema['journal']
}
