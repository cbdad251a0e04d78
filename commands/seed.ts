import { parseArgs } from 'node:util'
import { createPins, stockCards } from '../server/cards/index.ts'
import type { ServerContext } from '../server/context.ts'
import { createLocation, createNetwork } from '../server/network/index.ts'
import { addProfile, machineOf } from '../server/payouts/index.ts'
import { createProgram } from '../server/programs/index.ts'
import { createStaff, hasStaff } from '../server/staff/index.ts'
import { createApiClient } from '../server/stored-value/index.ts'
import { beginTerms } from '../server/terms/index.ts'
import { API_SCOPES, type LocationView } from '../src/contract/admin/views.ts'
import { DEFAULT_CARD_PREFIX } from '../src/contract/card-number.ts'
import type { NetworkId, ProgramId } from '../src/contract/ids.ts'
import { type Currency, currency, minor } from '../src/contract/money.ts'
import { DATA_OPTION } from './data-folder.ts'
import { done } from './done.ts'
import { exampleTerms } from './example-terms.ts'
import { withServerContext } from './server-context.ts'
import { newPassword } from './staff.ts'

/** A first network, with everything that a person needs to go on from there. */
export interface ExampleNetwork {
  readonly networkId: NetworkId
  readonly programId: ProgramId
  readonly currency: Currency
  readonly locations: readonly LocationView[]
  readonly operator: { readonly email: string; readonly password: string }
  /** The second person, who agrees to what the operator makes. */
  readonly finance: { readonly email: string; readonly password: string }
  /** Key of an API client at the second location, with every scope. */
  readonly apiKey: string
  /** Stocked cards: printed, not active, worth nothing. */
  readonly cards: ReadonlyArray<{ readonly number: string; readonly pin: string }>
}

const LOCATIONS = ['Main Street Bakery', 'River Books', 'Old Mill Café']
const CARD_COUNT = 6
const USD = currency('USD')

/** Writes the example network into the folder of a server that does not run. Refuses a second time. */
export function seedExampleNetwork(dataDirectory: string): Promise<ExampleNetwork> {
  return withServerContext(dataDirectory, furnish, { mayMake: true })
}

async function furnish(context: ServerContext): Promise<ExampleNetwork> {
  if (await hasStaff(context))
    throw new Error('This folder has a network already. Name another with --data.')
  const networkId = await createNetwork(context, 'Downtown')
  const locations = await createLocations(context, networkId)
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Downtown Card', currency: USD, cardPrefix: DEFAULT_CARD_PREFIX },
      ...{ pinPolicy: 'online', reloadable: true, acceptedAt: 'network' },
      timeZone: 'America/New_York',
      loadMinMinor: minor(500),
      loadMaxMinor: minor(50_000),
      balanceMaxMinor: minor(100_000),
    }),
  )
  const operator = { email: 'ana@downtown.example', password: newPassword() }
  const finance = { email: 'ben@downtown.example', password: newPassword() }
  done(await createStaff(context, { networkId, name: 'Ana Ruiz', role: 'operator', ...operator }))
  done(await createStaff(context, { networkId, name: 'Ben Cole', role: 'finance', ...finance }))
  // So that a first run can be made before there is a bank: the network pays by itself.
  done(
    await addProfile(context, machineOf(networkId), {
      ...{ name: 'By ourselves', settings: null, calendar: 'us-fed', deliveryId: null },
      ...{ timeZone: 'America/New_York', currency: USD, lastFile: 0 },
    }),
  )
  done(await beginTerms(context, exampleTerms(networkId, programId)))
  const client = done(
    await createApiClient(context, {
      ...{ networkId, name: 'River Books webstore', kind: 'webstore', scopes: API_SCOPES },
      ...{ locationId: locations[1]?.locationId ?? null, actor: 'system', ip: null },
    }),
  )
  const program = { programId, cardPrefix: DEFAULT_CARD_PREFIX }
  const stocked = await stockCards(context, createPins(context.keys.pinPepper), {
    ...{ program, form: 'physical', batch: 'First cards', count: CARD_COUNT },
  })
  const cards = stocked.map(({ number, pin }) => ({ number: String(number), pin: String(pin) }))
  const people = { operator, finance }
  return { networkId, programId, currency: USD, locations, ...people, apiKey: client.key, cards }
}

async function createLocations(
  context: ServerContext,
  networkId: NetworkId,
): Promise<LocationView[]> {
  const views: LocationView[] = []
  for (const name of LOCATIONS) {
    const email = `${name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z]+/g, '')}@downtown.example`
    const location = { name, email, currency: USD, timeZone: 'America/New_York' }
    views.push(done(await createLocation(context, networkId, location)))
  }
  return views
}

/** `countermark seed [--data DIR]`: prints the sign-in, the API key and the cards, once. */
export async function runSeed(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: DATA_OPTION },
  })
  try {
    const { operator, finance, apiKey, cards, locations } = await seedExampleNetwork(values.data)
    const names = locations.map(({ name }) => name)
    console.log(
      JSON.stringify({ operator, finance, apiKey, locations: names, cards }, undefined, 2),
    )
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}
