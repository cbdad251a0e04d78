import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import type { LocationTermsHistory, TermsHistory } from '../../src/contract/admin/terms.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { DEFAULT_SCHEDULE } from '../../src/contract/schedule.ts'
import { locationTermsSchema, type Terms, termsSchema } from '../../src/contract/terms.ts'
import type { ServerContext } from '../context.ts'
import { listPrograms } from '../programs/index.ts'
import { type AdminHandlers, createStepUp, type SignedIn, type StepUp } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'
import { writeVersion } from './change.ts'
import { scheduleInForce } from './due-runs.ts'
import { listVersions } from './history.ts'
import { listOwnTerms, listPlaces } from './own-terms.ts'
import { previewTerms } from './previews.ts'
import { unlawfulPurchaseFee } from './purchase-fees.ts'
import { scheduleHandlers } from './schedule-admin.ts'
import { scheduleOf } from './schedules.ts'

type TermsCalls =
  | 'list-terms'
  | 'change-terms'
  | 'read-location-terms'
  | 'change-location-terms'
  | 'preview-terms'
  | 'read-schedule'
  | 'change-schedule'
  | 'preview-schedule'

/** What people see of what was agreed and when it is paid, and change of it. */
export function termsHandlers(context: ServerContext): Pick<AdminHandlers, TermsCalls> {
  const { database } = context
  const stepUp = createStepUp(context)
  return {
    'list-terms': async ({ networkId }) => success(await listTerms(database, networkId)),
    'change-terms': (who, change) => changeTerms(context, stepUp, who, change),
    'read-location-terms': ({ networkId }, { locationId }) =>
      readLocation(database, networkId, locationId),
    'change-location-terms': (who, change) => changeLocation(context, stepUp, who, change),
    'preview-terms': async ({ networkId }, input) =>
      success(previewTerms(networkId, input, await listPrograms(database, networkId))),
    ...scheduleHandlers(context, stepUp),
  }
}

async function listTerms(
  database: Database,
  networkId: NetworkId,
): Promise<AdminResult<'list-terms'>> {
  const places = await listPlaces(database, networkId)
  const programs = await listPrograms(database, networkId)
  const used = [...places, ...programs].map(({ currency }) => currency)
  const currencies = [...new Set(used)].sort()
  return {
    currencies: await Promise.all(currencies.map((one) => historyOf(database, networkId, one))),
    locations: await listOwnTerms(database, networkId, places),
  }
}

async function historyOf(
  database: Database,
  networkId: NetworkId,
  currency: Currency,
): Promise<TermsHistory> {
  const versions = await listVersions(database, networkId, currency)
  return {
    currency,
    versions: versions.map(({ content, ...rest }) => ({
      ...rest,
      terms: termsSchema.parse(content),
    })),
  }
}

async function changeTerms(
  context: ServerContext,
  stepUp: StepUp,
  who: SignedIn,
  change: AdminInput<'change-terms'>,
): Promise<Reply<TermsHistory>> {
  const { currency, terms, password, ...rest } = change
  const problem = await lawProblem(context.database, who.networkId, change)
  if (problem) return problem
  const proven = await stepUp(who, password)
  if (!proven.ok) return proven
  const written = await writeVersion(context, who, {
    ...{ ...rest, scope: currency, content: terms, action: 'terms-change' },
    timeZone: await zoneOf(context, who.networkId),
  })
  return written.ok ? success(await historyOf(context.database, who.networkId, currency)) : written
}

/** Purchase fees are of programs of the network in this currency, and as their law permits. */
async function lawProblem(
  database: Database,
  networkId: NetworkId,
  { currency, terms }: { readonly currency: Currency; readonly terms: Terms },
): Promise<Reply<never> | undefined> {
  const programs = await listPrograms(database, networkId)
  const own = new Set(programs.filter((one) => one.currency === currency).map(idOf))
  if (terms.purchaseFees.some(({ programId }) => !own.has(programId)))
    return failed('NOT_FOUND', 'purchaseFees: each is of a program in this currency.')
  const unlawful = unlawfulPurchaseFee(terms.purchaseFees, programs)
  return unlawful === undefined ? undefined : failed('REQUEST_MALFORMED', unlawful)
}

function idOf({ programId }: { readonly programId: string }): string {
  return programId
}

/** Where days begin for terms: in the zone of the schedule that is in force. */
async function zoneOf({ database }: ServerContext, networkId: NetworkId): Promise<string> {
  const schedule = scheduleInForce(await scheduleOf(database, networkId), database.nowMs())
  return (schedule ?? DEFAULT_SCHEDULE).timeZone
}

async function readLocation(
  database: Database,
  networkId: NetworkId,
  locationId: AdminInput<'read-location-terms'>['locationId'],
): Promise<Reply<LocationTermsHistory>> {
  const places = await listPlaces(database, networkId)
  const place = places.find((one) => one.locationId === locationId)
  if (place === undefined) return failed('NOT_FOUND', 'There is no such location.')
  const versions = await listVersions(database, networkId, locationId)
  return success({
    ...{ locationId, locationName: place.name, currency: place.currency },
    versions: versions.map(({ content, ...rest }) => ({
      ...rest,
      terms: locationTermsSchema.parse(content),
    })),
  })
}

async function changeLocation(
  context: ServerContext,
  stepUp: StepUp,
  who: SignedIn,
  change: AdminInput<'change-location-terms'>,
): Promise<Reply<LocationTermsHistory>> {
  const { locationId, terms, password, ...rest } = change
  const before = await readLocation(context.database, who.networkId, locationId)
  if (!before.ok) return before
  const proven = await stepUp(who, password)
  if (!proven.ok) return proven
  const written = await writeVersion(context, who, {
    ...{ ...rest, scope: locationId, content: terms, action: 'location-terms-change' },
    timeZone: await zoneOf(context, who.networkId),
  })
  return written.ok ? readLocation(context.database, who.networkId, locationId) : written
}
