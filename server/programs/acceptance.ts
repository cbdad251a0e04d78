import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import type { Database } from '../storage/database.ts'
import { rulesColumn, rulesOf } from './rules.ts'

/**
 * First digits of the cards that a location accepts now, for its stations: cards with others
 * are refused before they are sent. Empty when the location is unknown.
 */
export async function cardPrefixesFor(
  database: Database,
  locationId: LocationId,
): Promise<readonly string[]> {
  const rows = await programsAt(database, locationId).execute()
  const accepted = rows.filter((row) => isAccepted(rulesOf(row), locationId))
  return [...new Set(accepted.map((row) => row.card_prefix))].sort()
}

/** True when the program's rules let its cards be redeemed at the location now. */
export async function isAcceptedAt(
  database: Database,
  programId: ProgramId,
  locationId: LocationId,
): Promise<boolean> {
  const row = await programsAt(database, locationId)
    .where('program.id', '=', programId)
    .where('location.state', '=', 'open')
    .executeTakeFirst()
  return row !== undefined && isAccepted(rulesOf(row), locationId)
}

/** The network of a location; undefined when there is no such location. */
export async function networkOf(
  database: Database,
  locationId: LocationId,
): Promise<NetworkId | undefined> {
  const row = await database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .select('network_id')
    .executeTakeFirst()
  return row?.network_id as NetworkId | undefined
}

function programsAt(database: Database, locationId: LocationId) {
  return database.read
    .selectFrom('location')
    .innerJoin('program', 'program.network_id', 'location.network_id')
    .where('location.id', '=', locationId)
    .select('program.card_prefix')
    .select(rulesColumn(database))
}

function isAccepted({ acceptedAt }: ProgramRules, locationId: LocationId): boolean {
  return acceptedAt === 'network' || acceptedAt.includes(locationId)
}
