import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { LedgerReply } from '../../../server/ledger/engine.ts'
import type { Caller, LedgerRequest, NewCard } from '../../../server/ledger/request.ts'
import { type Database, type OpenOptions, openDatabase } from '../../../server/storage/index.ts'
import type { Schema } from '../../../server/storage/schema.ts'
import type { CardId, LocationId, NetworkId, ProgramId } from '../../../src/contract/ids.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { RefusalCode } from '../../../src/contract/refusals.ts'
import { type Engine, type Proven, SQLITE } from '../conformance/engines.ts'
import { caller, newId } from './names.ts'
import { addVersion, type ProgramSettings, programRow, rulesWith, TEST_RULES } from './programs.ts'
import { activate, newCard } from './requests.ts'

/** Time that passes only when told. */
export interface Clock {
  nowMs: number
  /** By how much the machine's clock is wrong. */
  wrongMs: number
}

/** A database of its own with one network, and what tests name again and again. */
export interface TestNetwork {
  readonly database: Database
  readonly folder: string
  readonly clock: Clock
  readonly networkId: NetworkId
  readonly programId: ProgramId
  readonly here: LocationId
  readonly there: LocationId
  /** A station at `here`. */
  readonly station: Caller
  /** A shop on the web that stands nowhere. */
  readonly webstore: Caller
  /** Closes and opens the database again on the same files. */
  readonly reopen: (options?: Partial<OpenOptions>) => Promise<Database>
  /** The whole proof of the ledger. */
  readonly verify: () => Promise<Proven>
  readonly end: () => Promise<void>
}

const START_MS = 1_760_000_000_000

/** Opens a database of its own and fills it with a network of two locations. */
export async function openTestNetwork(
  program: ProgramSettings = {},
  options: Partial<OpenOptions> = {},
  engine: Engine = SQLITE,
): Promise<TestNetwork> {
  const place = await engine.makePlace()
  const clock: Clock = { nowMs: START_MS, wrongMs: 0 }
  const open = (more: Partial<OpenOptions> = {}) =>
    openDatabase({ ...place.options, ...clocksOf(clock), ...options, ...more })
  let database = await open()
  const networkId = newId<NetworkId>()
  const programId = newId<ProgramId>()
  const [here, there] = [newId<LocationId>(), newId<LocationId>()]
  await insert(database, 'network', { id: networkId, name: 'Valley', created_at_ms: START_MS })
  await addLocation(database, networkId, here)
  await addLocation(database, networkId, there)
  await addProgram(database, networkId, { id: programId, ...program })
  return {
    get database() {
      return database
    },
    folder: place.folder,
    clock,
    networkId,
    programId,
    here,
    there,
    station: caller('device:one', here),
    webstore: { ...caller('client:web', null), channel: 'webstore' },
    reopen: async (more) => {
      await database.close()
      database = await open(more)
      return database
    },
    verify: place.verify,
    end: async () => {
      await database.close().catch(() => undefined)
      await place.remove()
    },
  }
}

/** Both clocks of a database whose time passes only when told. */
function clocksOf(clock: Clock) {
  return { nowMs: () => clock.nowMs + clock.wrongMs, elapsedMs: () => clock.nowMs }
}

/** Inserts one row through the writer. */
export async function insert<Table extends keyof Schema>(
  database: Database,
  table: Table,
  row: Insertable<Schema[Table]>,
): Promise<void> {
  const query = database.read.insertInto(table).values(row).compile()
  if (!(await database.write([{ query, changes: 1 }]))) throw new Error(`no row into ${table}`)
}

export async function addLocation(
  database: Database,
  networkId: string,
  id: string,
  more: Partial<Schema['location']> = {},
): Promise<void> {
  await insert(database, 'location', {
    id,
    network_id: networkId,
    name: `Shop ${id}`,
    email: 'shop@example.test',
    currency: 'EUR',
    time_zone: 'Europe/Paris',
    state: 'open',
    created_at_ms: START_MS,
    ...more,
  })
}

export async function addProgram(
  database: Database,
  networkId: string,
  settings: ProgramSettings,
): Promise<void> {
  const id = settings.id ?? newId<ProgramId>()
  await insert(database, 'program', {
    network_id: networkId,
    name: `Program ${randomBytes(4).toString('hex')}`,
    currency: 'EUR',
    card_prefix: '990000',
    time_zone: 'UTC',
    created_at_ms: START_MS,
    ...programRow(settings),
    id,
  })
  const rules = rulesWith(TEST_RULES, settings)
  await addVersion(database, id, rules, { version: 1, nowMs: START_MS })
}

/** The answer of a reply that must be a success. */
export function done({ reply }: LedgerReply): OperationAnswer {
  if (!reply.ok) throw new Error(`not done: ${JSON.stringify(reply)}`)
  return reply.value
}

/** The code of a reply that must be a refusal. */
export function refusalOf({ reply }: LedgerReply): RefusalCode {
  if (reply.ok || !('refusal' in reply)) throw new Error(`not refused: ${JSON.stringify(reply)}`)
  return reply.refusal.code
}

/** Runs a request and returns the answer of its success. */
export async function run(network: TestNetwork, request: LedgerRequest): Promise<OperationAnswer> {
  return done(await network.database.ledger.execute(request))
}

/** Runs a request and returns the code of its refusal. */
export async function runRefused(
  network: TestNetwork,
  request: LedgerRequest,
): Promise<RefusalCode> {
  return refusalOf(await network.database.ledger.execute(request))
}

/** A new virtual card with this balance. */
export async function cardWith(
  network: TestNetwork,
  amount: number,
  more: Partial<NewCard> = {},
): Promise<{ readonly by: 'lookup'; readonly lookup: Uint8Array; readonly cardId: CardId }> {
  const card = newCard(network.programId, more)
  await run(network, activate(network.webstore, { by: 'new', card }, amount))
  return { by: 'lookup', lookup: card.lookup, cardId: card.cardId }
}

/** A printed card in stock. */
export async function stockedCard(
  network: TestNetwork,
  more: Partial<NewCard> = {},
): Promise<{ readonly by: 'lookup'; readonly lookup: Uint8Array; readonly cardId: CardId }> {
  const card = newCard(network.programId, { form: 'physical', ...more })
  if (!(await network.database.ledger.stock([card]))) throw new Error('the card was not stocked')
  return { by: 'lookup', lookup: card.lookup, cardId: card.cardId }
}
