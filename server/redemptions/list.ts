import { type RawBuilder, sql } from 'kysely'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { operationLine, operationRows } from '../cards/index.ts'
import { type Days, hull, type Place, placesOf, stretchOf } from '../settlement/index.ts'
import type { Database } from '../storage/database.ts'
import { type JournalRange, journalRange } from '../storage/index.ts'
import { REDEMPTIONS_PAGE_ROWS } from './limits.ts'

/** Before the first and after the last day that anything can have happened. */
const FIRST_DAY = '1970-01-02'
const LAST_DAY = '9999-12-30'

/**
 * Redemptions of a network with their voids and refunds, newest first. Days are whole days in each
 * location's own zone; operations that met no location have none, and are left out when days or a
 * location are asked for.
 */
export async function listRedemptions(
  database: Database,
  networkId: NetworkId,
  { locationId, from, to, cursor }: AdminInput<'list-redemptions'>,
): Promise<Reply<AdminResult<'list-redemptions'>>> {
  const beforeId = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
  if (!Number.isSafeInteger(beforeId) || beforeId < 1) {
    return failed('REQUEST_MALFORMED', 'cursor: not a cursor of an earlier page')
  }
  const days = { from: from ?? FIRST_DAY, to: to ?? LAST_DAY }
  if (days.from > days.to) {
    return failed('REQUEST_MALFORMED', 'to: the last day is before the first. Exchange them.')
  }
  const places = await placesOf(database, networkId)
  const asked = places.filter(
    (place) => locationId === undefined || place.locationId === locationId,
  )
  const isNarrowed = locationId !== undefined || from !== undefined || to !== undefined
  const where = sql<boolean>`(${sql.join(
    [...zonesOf(asked, days), ...(isNarrowed ? [] : [withoutLocation(networkId)]), sql`FALSE`],
    sql` OR `,
  )})`
  const isWithin = from !== undefined || to !== undefined
  const range = isWithin ? await rangeOf(database, asked, days) : EVERYTHING
  const rows = await operationRows(database.reports)
    .where('journal.id', '<', Math.min(beforeId, range.lastId + 1))
    .where('journal.id', '>=', range.firstId)
    .where('journal.kind', 'in', ['redeem', 'void', 'refund'])
    .where('journal.outcome', '!=', 'repeated')
    .where(where)
    .orderBy('journal.id', 'desc')
    .limit(REDEMPTIONS_PAGE_ROWS + 1)
    .execute()
  const shown = rows.slice(0, REDEMPTIONS_PAGE_ROWS)
  const last = shown.at(-1)
  return success({
    operations: shown.map(operationLine),
    next: rows.length > shown.length && last !== undefined ? String(last.id) : null,
  })
}

const EVERYTHING: JournalRange = { firstId: 1, lastId: Number.MAX_SAFE_INTEGER - 1 }

function rangeOf(
  { reports }: Database,
  places: readonly Place[],
  days: Days,
): Promise<JournalRange> {
  const zones = new Set(places.map(({ timeZone }) => timeZone))
  return journalRange(reports, hull([...zones].map((timeZone) => stretchOf(days, timeZone))))
}

/** One condition a zone: its locations, within the days as that zone has them. */
function zonesOf(places: readonly Place[], days: Days): RawBuilder<unknown>[] {
  const zones = Map.groupBy(places, ({ timeZone }) => timeZone)
  return [...zones].map(([timeZone, own]) => {
    const { fromMs, toMs } = stretchOf(days, timeZone)
    const ids = sql.join(own.map(({ locationId }) => locationId))
    return sql`(journal.location_id IN (${ids})
      AND journal.time_ms >= ${fromMs} AND journal.time_ms < ${toMs})`
  })
}

function withoutLocation(networkId: NetworkId): RawBuilder<unknown> {
  return sql`(journal.location_id IS NULL AND program.network_id = ${networkId})`
}
