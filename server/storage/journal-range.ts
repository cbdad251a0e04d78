import { type Kysely, type RawBuilder, type SqlBool, SqliteAdapter, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Ids of the journal, both included; none when the first is above the last. */
export interface JournalRange {
  readonly firstId: number
  readonly lastId: number
}

/**
 * The time of a commit group may be a second before that of the one before it, where several servers
 * write; and this much again, as it costs nothing.
 */
const SLACK_MS = 2_000

const NOTHING: JournalRange = { firstId: 1, lastId: 0 }

/**
 * Where in the journal a stretch of server time lies (`fromMs` included, `toMs` not), to be used
 * beside the condition on the time itself: every row of that time has an id in this range, and few
 * others do. The journal has no index by time, as it would cost every operation a write; its commit
 * groups are few and in order of time, so that twenty-odd look-ups find the place.
 */
export async function journalRange(
  reports: Kysely<Schema>,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<JournalRange> {
  const newest = await newestGroup(reports)
  if (newest === 0) return NOTHING
  const from = await firstGroupSince(reports, newest, fromMs - SLACK_MS)
  const to = await firstGroupSince(reports, newest, toMs + SLACK_MS)
  if (from > newest || to <= from) return NOTHING
  return isInOrder(reports) ? endsOf(reports, from, to - 1) : boundsOf(reports, from, to - 1)
}

/** The newest commit group; 0 before the first. */
export async function newestGroup(reports: Kysely<Schema>): Promise<number> {
  const row = await reports
    .selectFrom('commit_group')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** The newest commit group of before this time, in ms since 1970 UTC; 0 for none. */
export async function lastGroupBefore(reports: Kysely<Schema>, timeMs: number): Promise<number> {
  return (await firstGroupSince(reports, await newestGroup(reports), timeMs)) - 1
}

/** The first id of a group from which on the time is this or later; one past the newest for none. */
async function firstGroupSince(
  reports: Kysely<Schema>,
  newest: number,
  timeMs: number,
): Promise<number> {
  let low = 1
  let high = newest + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const group = await groupFrom(reports, middle)
    if (group === undefined || group.time_ms >= timeMs) high = middle
    else low = group.id + 1
  }
  return low
}

/** The group with this id, or the next that there is. */
function groupFrom(reports: Kysely<Schema>, id: number) {
  return reports
    .selectFrom('commit_group')
    .where('id', '>=', id)
    .orderBy('id')
    .limit(1)
    .select(['id', 'time_ms', 'first_journal_id', 'last_journal_id'])
    .executeTakeFirst()
}

/** With one writer, ids of the journal follow the order of commits. */
function isInOrder(reports: Kysely<Schema>): boolean {
  return reports.getExecutor().adapter instanceof SqliteAdapter
}

async function endsOf(
  reports: Kysely<Schema>,
  fromGroup: number,
  toGroup: number,
): Promise<JournalRange> {
  const first = await groupFrom(reports, fromGroup)
  const last = await reports
    .selectFrom('commit_group')
    .where('id', '<=', toGroup)
    .orderBy('id', 'desc')
    .limit(1)
    .select('last_journal_id')
    .executeTakeFirst()
  if (!first || !last) return NOTHING
  return { firstId: first.first_journal_id, lastId: last.last_journal_id }
}

/**
 * Several servers take their ids in blocks: a slow one may come with low ids long after. The sums keep
 * PostgreSQL from looking for the lowest id from the first group on.
 */
async function boundsOf(
  reports: Kysely<Schema>,
  fromGroup: number,
  toGroup: number,
): Promise<JournalRange> {
  const row = await reports
    .selectFrom('commit_group')
    .where('id', '>=', fromGroup)
    .where('id', '<=', toGroup)
    .select([
      sql<number | null>`min(first_journal_id + 0)`.as('first_id'),
      sql<number | null>`max(last_journal_id + 0)`.as('last_id'),
    ])
    .executeTakeFirst()
  return { firstId: row?.first_id ?? 1, lastId: row?.last_id ?? 0 }
}

/** Rows of the journal, as a statement takes them up: `FROM ${tables} … WHERE ${condition}`. */
export interface GroupRows {
  /** Rows as `j`, each with its commit group as `g`. */
  readonly tables: RawBuilder<unknown>
  readonly condition: RawBuilder<unknown>
}

/**
 * All rows of these commit groups, both included. PostgreSQL is told from which id to which, and asked for the
 * group of each row: of a join by the groups' ranges it thinks that each has a ninth of the journal, and
 * compares every row with every group.
 */
export async function rowsOfGroups(
  reports: Kysely<Schema>,
  firstGroup: number,
  lastGroup: number,
): Promise<GroupRows> {
  const condition = sql`g.id >= ${firstGroup} AND g.id <= ${lastGroup}`
  if (isInOrder(reports))
    return { tables: sql`commit_group g JOIN journal j ON ${IN_GROUP}`, condition }
  const { firstId, lastId } = await boundsOf(reports, firstGroup, lastGroup)
  return {
    tables: rowsWithGroup(reports),
    condition: sql`j.id >= ${firstId} AND j.id <= ${lastId} AND ${condition}`,
  }
}

const IN_GROUP = sql`j.id >= g.first_journal_id AND j.id <= g.last_journal_id`

/** Rows of the journal that the caller names, as `j`, each with its group as `g`. */
export function rowsWithGroup(reports: Kysely<Schema>): RawBuilder<unknown> {
  if (isInOrder(reports)) return sql`journal j JOIN commit_group g ON ${IN_GROUP}`
  return sql`journal j JOIN LATERAL (SELECT c.* FROM commit_group c
      WHERE c.first_journal_id <= j.id ORDER BY c.first_journal_id DESC LIMIT 1) g ON ${IN_GROUP}`
}

/** True for rows of the journal that these commit groups or earlier ones have: `journal.id` is asked. */
export async function isCommittedBy(
  reports: Kysely<Schema>,
  lastGroup: number,
): Promise<RawBuilder<SqlBool>> {
  if (!isInOrder(reports))
    return sql<SqlBool>`(SELECT c.id FROM commit_group c WHERE c.first_journal_id <= journal.id
      ORDER BY c.first_journal_id DESC LIMIT 1) <= ${lastGroup}`
  const group = await groupFrom(reports, lastGroup)
  return sql<SqlBool>`journal.id <= ${group?.last_journal_id ?? 0}`
}
