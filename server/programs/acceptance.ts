import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'
import { foreignNetworks } from './foreign.ts'
import { rulesColumn, rulesOf } from './rules.ts'
import { toldPrefixes } from './told-prefixes.ts'

/** First digits of cards, by where they are accepted. */
export type CardPrefixes = (networkId: NetworkId, locationId: LocationId) => string[]

/**
 * First digits of the cards that the locations of these networks accept now, for their stations: cards
 * with others are refused before they are sent. As {@link toldPrefixes} makes them fit.
 */
export async function cardPrefixesIn(
  database: Database,
  networkIds: readonly NetworkId[],
): Promise<CardPrefixes> {
  if (networkIds.length === 0) return () => []
  const rows = await database.read
    .selectFrom('program')
    .where('network_id', 'in', networkIds)
    .select(['network_id', 'card_prefix'])
    .select(rulesColumn(database))
    .execute()
  const programs = rows.map((row) => {
    const { acceptedAt } = rulesOf(row)
    const listed = acceptedAt === 'network' ? undefined : new Set(acceptedAt)
    return { prefix: row.card_prefix, networkId: row.network_id, listed }
  })
  const foreign = await foreignNetworks(database, networkIds)
  return (networkId, locationId) => {
    const accepted = programs.filter(
      (program) => program.networkId === networkId && (program.listed?.has(locationId) ?? true),
    )
    const prefixes = [...new Set(accepted.map(({ prefix }) => prefix))].sort()
    return toldPrefixes(prefixes, foreign.has(networkId))
  }
}

/** True when the program's rules let its cards be redeemed at the location now. */
export async function isAcceptedAt(
  database: Database,
  programId: ProgramId,
  locationId: LocationId,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('location')
    .innerJoin('program', 'program.network_id', 'location.network_id')
    .where('location.id', '=', locationId)
    .where('location.state', '=', 'open')
    .where('program.id', '=', programId)
    .select(rulesColumn(database))
    .executeTakeFirst()
  if (row === undefined) return false
  const { acceptedAt } = rulesOf(row)
  return acceptedAt === 'network' || acceptedAt.includes(locationId)
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
