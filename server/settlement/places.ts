import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'

/** A location as settlement sees it. */
export interface Place {
  readonly locationId: LocationId
  readonly name: string
  readonly currency: Currency
  readonly timeZone: string
}

/** The locations of a network, by name; closed ones too, as they may still be owed. */
export async function placesOf(
  database: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<readonly Place[]> {
  const rows = await database.read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .orderBy('name')
    .select(['id', 'name', 'currency', 'time_zone'])
    .execute()
  return rows.map((row) => ({
    locationId: row.id as LocationId,
    name: row.name,
    currency: currency(row.currency),
    timeZone: row.time_zone,
  }))
}
