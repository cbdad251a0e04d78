import { sql } from 'kysely'
import type { ExceptionView, InboxState } from '../../src/contract/admin/exceptions.ts'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { placesOf, stretchOf } from '../settlement/index.ts'
import type { Database } from '../storage/database.ts'
import { EXCEPTIONS_PAGE_ROWS } from './limits.ts'

/** What has no other half in a network, newest first; days are those of each location's zone. */
export async function listExceptions(
  database: Database,
  networkId: NetworkId,
  { locationId, day, state, kind, cursor }: AdminInput<'list-exceptions'>,
): Promise<Reply<AdminResult<'list-exceptions'>>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (cursor !== undefined && after === undefined) {
    return failed('REQUEST_MALFORMED', 'cursor: not a cursor of an earlier page')
  }
  let query = exceptionRows(database, networkId)
  if (locationId !== undefined) query = query.where('exception.location_id', '=', locationId)
  if (state !== undefined) query = query.where(stateNow, '=', state)
  if (kind !== undefined) query = query.where('exception.kind', '=', kind)
  if (day !== undefined) {
    const within = (await placesOf(database, networkId)).map((place) => {
      const { fromMs, toMs } = stretchOf({ from: day, to: day }, place.timeZone)
      return sql<boolean>`(exception.location_id = ${place.locationId}
        AND exception.at_ms >= ${fromMs} AND exception.at_ms < ${toMs})`
    })
    query = query.where(sql<boolean>`(${sql.join([...within, sql`FALSE`], sql` OR `)})`)
  }
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(exception.at_ms < ${after.atMs}
        OR (exception.at_ms = ${after.atMs} AND exception.id < ${after.id}))`,
    )
  }
  const rows = await query
    .orderBy('exception.at_ms', 'desc')
    .orderBy('exception.id', 'desc')
    .limit(EXCEPTIONS_PAGE_ROWS + 1)
    .execute()
  const shown = rows.slice(0, EXCEPTIONS_PAGE_ROWS).map(exceptionView)
  const last = shown.at(-1)
  return success({
    exceptions: shown,
    next: rows.length > shown.length && last ? `${last.atMs}.${last.exceptionId}` : null,
  })
}

/** One of a network; undefined when it has no such one. */
export async function findException(
  database: Database,
  networkId: NetworkId,
  exceptionId: string,
): Promise<ExceptionView | undefined> {
  const row = await exceptionRows(database, networkId)
    .where('exception.id', '=', exceptionId)
    .executeTakeFirst()
  return row && exceptionView(row)
}

/** Settled by whoever told of it, or by the operator's people; taken while somebody is at it. */
const stateNow = sql<InboxState>`CASE WHEN exception.state = 'settled' THEN 'settled'
  ELSE coalesce(exception.owner_state, 'open') END`

function readCursor(cursor: string): { atMs: number; id: string } | undefined {
  const match = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor)
  return match ? { atMs: Number(match[1]), id: match[2] ?? '' } : undefined
}

function exceptionRows({ read }: Database, networkId: NetworkId) {
  return read
    .selectFrom('exception')
    .leftJoin('location', 'location.id', 'exception.location_id')
    .leftJoin('device', 'device.id', 'exception.device_id')
    .leftJoin('staff', 'staff.id', 'exception.owner_id')
    .where('exception.network_id', '=', networkId)
    .selectAll('exception')
    .select(['location.name as location_name', 'location.time_zone', 'device.code as device_code'])
    .select(['staff.name as owner_name', stateNow.as('state_now')])
}

type Row = Awaited<ReturnType<ReturnType<typeof exceptionRows>['execute']>>[number]

function exceptionView(row: Row): ExceptionView {
  return {
    ...{ exceptionId: row.id, kind: row.kind, state: row.state_now },
    ...{ locationId: row.location_id as LocationId | null, locationName: row.location_name },
    ...{ timeZone: row.time_zone, deviceCode: row.device_code, reference: row.reference },
    amountMinor: row.amount_minor === null ? null : minor(row.amount_minor),
    currency: row.currency === null ? null : currency(row.currency),
    ...{ till: row.till, receiptNumber: row.receipt_number, lastFour: row.last_four },
    ...{ atMs: row.at_ms, reason: row.reason, note: row.note, clerk: row.clerk },
    ...{ changedAtMs: row.changed_at_ms, ownerNote: row.owner_note },
    ...{ ownerName: row.owner_name, ownerAtMs: row.owner_at_ms },
  }
}
