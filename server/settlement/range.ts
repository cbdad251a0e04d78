import { type SqlBool, sql } from 'kysely'
import { type Minor, minor } from '../../src/contract/money.ts'
import { type OperationRow, operationRows } from '../cards/index.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Database } from '../storage/database.ts'
import { isCommittedBy, journalRange } from '../storage/index.ts'
import { type Days, stretchOf } from './days.ts'
import { STATEMENT_ROWS_AT_ONCE } from './limits.ts'
import type { Place } from './places.ts'

/**
 * Which operations of a location: whole days of its zone, as far as a commit group, or rows of the journal
 * after one up to another.
 */
export type StatementRange =
  | { readonly by: 'days'; readonly days: Days; readonly lastGroup: number }
  | { readonly by: 'journal'; readonly fromId: number; readonly toId: number }

interface Bounds {
  readonly firstId: number
  readonly lastId: number
  readonly fromMs: number
  readonly toMs: number
}

async function boundsOf(database: Database, place: Place, range: StatementRange): Promise<Bounds> {
  if (range.by === 'journal')
    return {
      firstId: range.fromId + 1,
      lastId: range.toId,
      fromMs: 0,
      toMs: Number.MAX_SAFE_INTEGER,
    }
  const { fromMs, toMs } = stretchOf(range.days, place.timeZone)
  return { ...(await journalRange(database.reports, { fromMs, toMs })), fromMs, toMs }
}

/**
 * The operations that moved what a location is owed, oldest first, a page at a time, up to the newest
 * row there was at the start.
 */
export async function* movesOf(
  database: Database,
  place: Place,
  range: StatementRange,
): AsyncGenerator<readonly OperationRow[]> {
  const { firstId, lastId, fromMs, toMs } = await boundsOf(database, place, range)
  const account = payableAccount(place.locationId)
  const isKnown =
    range.by === 'days'
      ? await isCommittedBy(database.reports, range.lastGroup)
      : sql<SqlBool>`true`
  let afterId = firstId - 1
  while (true) {
    const rows = await operationRows(database.reports)
      .where('journal.id', '>', afterId)
      .where('journal.id', '<=', lastId)
      .where('journal.time_ms', '>=', fromMs)
      .where('journal.time_ms', '<', toMs)
      .where(isKnown)
      .where(({ eb, or }) =>
        or([eb('journal.credit_account', '=', account), eb('journal.debit_account', '=', account)]),
      )
      .orderBy('journal.id')
      .limit(STATEMENT_ROWS_AT_ONCE)
      .execute()
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < STATEMENT_ROWS_AT_ONCE) return
    afterId = last.id
  }
}

/**
 * What a location was owed before the first of these days; below zero when it owed: what it is owed now, less
 * what moved since.
 */
export function openingOf(
  { payableSums }: Pick<Database, 'payableSums'>,
  place: Place,
  days: Days,
): Promise<Minor> {
  const { fromMs } = stretchOf(days, place.timeZone)
  const account = payableAccount(place.locationId)
  return payableSums.read(async (snapshot, moved) => {
    const range = await journalRange(snapshot, { fromMs, toMs: Number.MAX_SAFE_INTEGER })
    const isSince = sql`id >= ${range.firstId} AND id <= ${range.lastId} AND time_ms >= ${fromMs}`
    const { rows } = await sql<{ since: number | null }>`
      SELECT SUM(moved) AS since FROM (
        SELECT amount_minor AS moved FROM journal WHERE credit_account = ${account} AND ${isSince}
        UNION ALL
        SELECT -amount_minor FROM journal WHERE debit_account = ${account} AND ${isSince}
      ) AS movements`.execute(snapshot)
    const now = moved
      .filter(({ locationId }) => locationId === place.locationId)
      .reduce((sum, { movedMinor }) => sum + movedMinor, 0)
    return minor(now - Number(rows[0]?.since ?? 0))
  })
}
