import type { RunLine, RunSummary } from '../../src/contract/admin/payout-views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { lineViews, runSummaries } from '../payouts/index.ts'
import { type Place, placesOf } from '../settlement/index.ts'
import type { Database } from '../storage/index.ts'
import type { StatementDocument } from './document.ts'
import { statementOfRun } from './of-run.ts'
import type { Language } from './words.ts'

/** A location of the network; undefined when it has no such one. */
export async function placeOf(
  database: Database,
  networkId: NetworkId,
  locationId: LocationId,
): Promise<Place | undefined> {
  const places = await placesOf(database, networkId)
  return places.find((place) => place.locationId === locationId)
}

/** The language of a location's statements. */
export async function languageOf(
  { read }: Pick<Database, 'read'>,
  locationId: LocationId,
): Promise<Language> {
  const row = await read
    .selectFrom('statement_language')
    .where('location_id', '=', locationId)
    .select('language')
    .executeTakeFirst()
  return row?.language ?? 'en'
}

/** What a run did for one location; undefined when the run is not the network's or has no such line. */
export async function findLine(
  database: Database,
  networkId: NetworkId,
  runId: string,
  locationId: LocationId,
): Promise<{ readonly run: RunSummary; readonly line: RunLine } | undefined> {
  const [run] = await runSummaries(database, networkId, runId)
  if (run === undefined) return undefined
  const { lines } = await lineViews(database, { runId, locationId })
  const [line] = lines
  return line && { run, line }
}

/** The statement of a location's line of a run; undefined when there is none. */
export async function findRunStatement(
  database: Database,
  networkId: NetworkId,
  wish: { readonly runId: string; readonly locationId: LocationId; readonly language?: Language },
): Promise<StatementDocument | undefined> {
  const { runId, locationId } = wish
  const place = await placeOf(database, networkId, locationId)
  const found = await findLine(database, networkId, runId, locationId)
  if (place === undefined || found === undefined) return undefined
  const language = wish.language ?? (await languageOf(database, locationId))
  return statementOfRun(database, { networkId, place, language }, found.run, found.line)
}
