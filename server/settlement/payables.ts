import { type Kysely, sql } from 'kysely'
import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { PayableLine } from '../../src/contract/admin/views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { addMinor, type Minor, minor, ZERO } from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { Database } from '../storage/database.ts'
import { journalRange, newestGroup, type PayableMoved, type Schema } from '../storage/index.ts'
import { type Days, hull, type Stretch, stretchOf } from './days.ts'
import { changeOf, sumMovements } from './movements.ts'
import { type Place, placesOf } from './places.ts'

/**
 * What each location of a network is owed for whole days of its own zone. Each operation counts in
 * the period in which it happened: the void of an earlier redemption lowers the later period.
 */
export async function listPayables(
  database: Pick<Database, 'read' | 'payableSums'>,
  networkId: NetworkId,
  days: Days,
): Promise<AdminResult<'list-payables'>> {
  const places = await placesOf(database, networkId)
  // One moment: otherwise the ledger has what was redeemed while the lines were summed up.
  return database.payableSums.read(async (snapshot, moved) => ({
    lines: await linesAt(snapshot, networkId, places, days),
    ledger: ledgerPayables(moved, places),
  }))
}

/** What one location is owed for whole days, and the newest commit group that is counted in. */
export function payableOf(
  database: Pick<Database, 'reports'>,
  networkId: NetworkId,
  place: Place,
  days: Days,
): Promise<{ readonly line: PayableLine; readonly lastGroup: number }> {
  return database.reports.transaction().execute(async (snapshot) => {
    const [line] = await linesAt(snapshot, networkId, [place], days)
    invariant(line, 'a location has a line')
    return { line, lastGroup: await newestGroup(snapshot) }
  })
}

async function linesAt(
  snapshot: Kysely<Schema>,
  networkId: NetworkId,
  places: readonly Place[],
  days: Days,
): Promise<PayableLine[]> {
  const zones = new Map(places.map(({ timeZone }) => [timeZone, stretchOf(days, timeZone)]))
  const movements = await readMovements(snapshot, networkId, zones)
  return places.map((place) => payableLine(place, movements))
}

/** What moved on the payables of a network: one row a location and kind of operation. */
interface Movement {
  readonly location_id: string
  readonly kind: OperationKind
  readonly count: number
  /** Above zero where the location is owed more. */
  readonly moved_minor: number
}

async function readMovements(
  snapshot: Kysely<Schema>,
  networkId: NetworkId,
  zones: ReadonlyMap<string, Stretch>,
): Promise<readonly Movement[]> {
  if (zones.size === 0) return []
  const inZones = [...zones].map(
    ([timeZone, { fromMs, toMs }]) =>
      sql`(location.time_zone = ${timeZone} AND moved.time_ms >= ${fromMs} AND moved.time_ms < ${toMs})`,
  )
  const { firstId, lastId } = await journalRange(snapshot, hull([...zones.values()]))
  const { rows } = await sql<Movement>`
    SELECT location.id AS location_id, moved.kind,
           COUNT(*) AS count, SUM(moved.amount_minor) AS moved_minor
      FROM (
        SELECT time_ms, kind, substr(credit_account, 9) AS location_id, amount_minor
          FROM journal
         WHERE credit_account LIKE 'payable:%' AND id >= ${firstId} AND id <= ${lastId}
        UNION ALL
        SELECT time_ms, kind, substr(debit_account, 9), -amount_minor
          FROM journal
         WHERE debit_account LIKE 'payable:%' AND id >= ${firstId} AND id <= ${lastId}
      ) AS moved
      JOIN location ON location.id = moved.location_id
     WHERE location.network_id = ${networkId} AND (${sql.join(inZones, sql` OR `)})
     GROUP BY location.id, moved.kind
  `.execute(snapshot)
  return rows
}

function payableLine(place: Place, movements: readonly Movement[]): PayableLine {
  const own = movements.filter((movement) => movement.location_id === place.locationId)
  const of = (kind: OperationKind) => own.find((movement) => movement.kind === kind)
  const sums = sumMovements(own)
  const payableMinor = addMinor(ZERO, ...own.map(({ moved_minor }) => minor(moved_minor)))
  invariant(changeOf(sums) === payableMinor, 'a payable is what its operations made of it')
  return {
    locationId: place.locationId,
    locationName: place.name,
    currency: place.currency,
    redemptionCount: of('redeem')?.count ?? 0,
    voidCount: of('void')?.count ?? 0,
    refundCount: of('refund')?.count ?? 0,
    ...sums,
    payableMinor,
  }
}

/** The ledger's own figure over all time, which was summed up without regard to days and networks. */
function ledgerPayables(
  moved: readonly PayableMoved[],
  places: readonly Place[],
): { locationId: LocationId; payableMinor: Minor }[] {
  const sums = new Map<string, number>()
  for (const { locationId, movedMinor } of moved)
    sums.set(locationId, (sums.get(locationId) ?? 0) + movedMinor)
  return places.map(({ locationId }) => ({
    locationId,
    payableMinor: minor(sums.get(locationId) ?? 0),
  }))
}
