import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/**
 * First digits of the cards that a location accepts, for its stations: cards with others are refused
 * before they are sent. Empty when the location is unknown.
 */
export async function cardPrefixesFor(
  database: Database,
  locationId: LocationId,
): Promise<readonly string[]> {
  const rows = await acceptedPrograms(database, locationId).select('program.card_prefix').execute()
  return [...new Set(rows.map((row) => row.card_prefix))].sort()
}

/** True when the program's rules let its cards be redeemed at the location. */
export async function isAcceptedAt(
  database: Database,
  programId: ProgramId,
  locationId: LocationId,
): Promise<boolean> {
  const row = await acceptedPrograms(database, locationId)
    .where('program.id', '=', programId)
    .where('location.state', '=', 'open')
    .select('program.id')
    .executeTakeFirst()
  return row !== undefined
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

function acceptedPrograms(database: Database, locationId: LocationId) {
  return database.read
    .selectFrom('location')
    .innerJoin('program', 'program.network_id', 'location.network_id')
    .where('location.id', '=', locationId)
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('program.accepted_at', '=', 'network'),
        exists(
          selectFrom('program_location')
            .select('program_location.program_id')
            .whereRef('program_location.program_id', '=', 'program.id')
            .where('program_location.location_id', '=', locationId),
        ),
      ]),
    )
}
