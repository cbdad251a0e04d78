import { sql } from 'kysely'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { addMinor, type Minor, minor, ZERO } from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Database } from '../storage/database.ts'
import { lastGroupBefore } from '../storage/index.ts'
import { type Movements, sumMovements } from './movements.ts'

/**
 * How far a settlement has come: the number of a commit group, 0 before the first. Not an id of the
 * journal: where several servers write, a row with a low id may be committed long after one with a
 * high id, but the order of groups is the order of truth, and a new group is always the last.
 */
export type Reach = number

/** The operations after one reach up to and with another. */
export interface ReachRange {
  readonly fromId: Reach
  readonly toId: Reach
}

/** How far the ledger has come before this time, in ms since 1970 UTC: nothing of it can change later. */
export function reachBefore(database: Pick<Database, 'reports'>, cutOffMs: number): Promise<Reach> {
  return lastGroupBefore(database.reports, cutOffMs)
}

/** What happened to what a location is owed, in minor units, with the numbers of card operations. */
export interface PayableActivity extends Movements {
  readonly locationId: LocationId
  readonly redemptionCount: number
  readonly voidCount: number
  readonly refundCount: number
}

interface MovedRow {
  readonly account: string
  readonly kind: OperationKind
  readonly count: number
  readonly moved_minor: number
}

/** What a location is owed by all operations up to and with this reach; below zero when it owes. */
export async function payableAt(
  database: Pick<Database, 'reports'>,
  locationId: LocationId,
  reach: Reach,
): Promise<Minor> {
  const rows = await movedRows(database, { fromId: 0, toId: reach }, [locationId])
  return addMinor(ZERO, ...rows.map((row) => minor(row.moved_minor)))
}

/** The same of all locations of a network that ever had an operation, in one reading. */
export async function payablesAt(
  database: Pick<Database, 'read' | 'reports'>,
  networkId: NetworkId,
  reach: Reach,
): Promise<ReadonlyMap<LocationId, Minor>> {
  const ids = await locationsOf(database, networkId)
  const rows = await movedRows(database, { fromId: 0, toId: reach }, ids)
  return new Map(
    [...byLocation(rows)].map(([id, own]) => [
      id,
      addMinor(ZERO, ...own.map((row) => minor(row.moved_minor))),
    ]),
  )
}

/** What happened at a location within a range. */
export async function activityOf(
  database: Pick<Database, 'reports'>,
  locationId: LocationId,
  range: ReachRange,
): Promise<PayableActivity> {
  return activity(locationId, await movedRows(database, range, [locationId]))
}

/** The same of all locations of a network where anything happened, in one reading. */
export async function activitiesOf(
  database: Pick<Database, 'read' | 'reports'>,
  networkId: NetworkId,
  range: ReachRange,
): Promise<ReadonlyMap<LocationId, PayableActivity>> {
  const ids = await locationsOf(database, networkId)
  const rows = await movedRows(database, range, ids)
  return new Map([...byLocation(rows)].map(([id, own]) => [id, activity(id, own)]))
}

function activity(locationId: LocationId, rows: readonly MovedRow[]): PayableActivity {
  const count = (kind: OperationKind) => rows.find((row) => row.kind === kind)?.count ?? 0
  return {
    locationId,
    redemptionCount: count('redeem'),
    voidCount: count('void'),
    refundCount: count('refund'),
    ...sumMovements(rows),
  }
}

async function locationsOf(
  database: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<readonly LocationId[]> {
  const rows = await database.read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .select('id')
    .execute()
  return rows.map(({ id }) => id as LocationId)
}

function byLocation(rows: readonly MovedRow[]): ReadonlyMap<LocationId, readonly MovedRow[]> {
  const prefix = payableAccount('').length
  return Map.groupBy(rows, ({ account }) => account.slice(prefix) as LocationId)
}

/**
 * One row an account and kind. Rows are found by the ids of their groups: where one server writes
 * those follow each other, so that few others are looked at.
 */
async function movedRows(
  { reports }: Pick<Database, 'reports'>,
  { fromId, toId }: ReachRange,
  locationIds: readonly LocationId[],
): Promise<readonly MovedRow[]> {
  if (locationIds.length === 0 || toId <= fromId) return []
  const wanted = new Set(locationIds.map(payableAccount))
  // Of one location the database sorts out the others, which are many.
  const [only] = locationIds.length === 1 ? [...wanted] : []
  const side = (account: 'credit_account' | 'debit_account', sign: 1 | -1) => sql`
    SELECT ${sql.ref(`j.${account}`)} AS account, j.kind, ${sql.lit(sign)} * j.amount_minor AS amount
      FROM commit_group g
      JOIN journal j ON j.id BETWEEN g.first_journal_id AND g.last_journal_id
     WHERE g.id > ${fromId} AND g.id <= ${toId}
       AND ${only === undefined ? sql`${sql.ref(`j.${account}`)} LIKE 'payable:%'` : sql`${sql.ref(`j.${account}`)} = ${only}`}`
  const { rows } = await sql<MovedRow>`
    SELECT account, kind, COUNT(*) AS count, SUM(amount) AS moved_minor
      FROM (${side('credit_account', 1)} UNION ALL ${side('debit_account', -1)}) AS moved
     GROUP BY account, kind`.execute(reports)
  return rows
    .filter((row) => wanted.has(row.account))
    .map((row) => ({ ...row, count: Number(row.count), moved_minor: Number(row.moved_minor) }))
}
