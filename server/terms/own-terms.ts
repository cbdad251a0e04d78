import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'
import { versionsValidAt } from './versions.ts'

/** A location as its terms see it. */
export interface Place {
  readonly locationId: LocationId
  readonly name: string
  readonly currency: Currency
}

/** Every location of a network, by name. */
export async function listPlaces(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<readonly Place[]> {
  const rows = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .orderBy('name')
    .select(['id', 'name', 'currency'])
    .execute()
  return rows.map(({ id, name, currency: code }) => ({
    ...{ locationId: id as LocationId, name, currency: currency(code) },
  }))
}

/** Every location, with what it has agreed on by itself now and will later. */
export async function listOwnTerms(
  database: Pick<Database, 'read' | 'nowMs'>,
  networkId: NetworkId,
  places: readonly Place[],
): Promise<AdminResult<'list-terms'>['locations']> {
  const nowMs = database.nowMs()
  const valid = await versionsValidAt(database, networkId, nowMs)
  const byScope = new Map(valid.map((one) => [one.scope, one]))
  const planned = await plannedFrom(database, networkId, nowMs)
  return places.map(({ locationId, name, currency }) => {
    const own = byScope.get(locationId)
    return {
      ...{ locationId, locationName: name, currency, version: own?.version ?? null },
      differs: own === undefined ? [] : Object.keys(own.content as object).sort(),
      plannedFromMs: planned.get(locationId) ?? null,
    }
  })
}

/** When the newest version of each scope begins, where that is later. */
async function plannedFrom(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await read
    .selectFrom('terms_version')
    .where('network_id', '=', networkId)
    .where('valid_from_ms', '>', nowMs)
    .where(({ eb, selectFrom }) =>
      eb(
        'version',
        '=',
        selectFrom('terms_version as newest')
          .whereRef('newest.network_id', '=', 'terms_version.network_id')
          .whereRef('newest.scope', '=', 'terms_version.scope')
          .select(({ fn }) => fn.max('newest.version').as('version')),
      ),
    )
    .select(['scope', 'valid_from_ms'])
    .execute()
  return new Map(rows.map((row) => [row.scope, Number(row.valid_from_ms)]))
}
