import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Insertable } from 'kysely'
import type { LedgerReply } from '../../../server/ledger/engine.ts'
import type {
  ActivateRequest,
  Caller,
  FundRequest,
  LedgerRequest,
  NewCard,
  RedeemRequest,
  RefundRequest,
  VoidRequest,
} from '../../../server/ledger/request.ts'
import { type Database, type OpenOptions, openDatabase } from '../../../server/storage/index.ts'
import type { Schema } from '../../../server/storage/schema.ts'
import type {
  CardId,
  LocationId,
  NetworkId,
  OperationId,
  ProgramId,
  RequestId,
} from '../../../src/contract/ids.ts'
import { uuidV7 } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { RefusalCode } from '../../../src/contract/refusals.ts'

/** A fresh id of ours. */
export function newId<Id extends string>(): Id {
  return uuidV7(1_760_000_000_000, randomBytes(10)) as Id
}

/** A clock that moves only when told. */
export interface Clock {
  nowMs: number
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
  readonly end: () => Promise<void>
}

const START_MS = 1_760_000_000_000

/** Opens a database in a folder of its own and fills it with a network of two locations. */
export async function openTestNetwork(
  program: Partial<Schema['program']> = {},
  options: Partial<OpenOptions> = {},
): Promise<TestNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-ledger-'))
  const clock: Clock = { nowMs: START_MS }
  const open = (more: Partial<OpenOptions> = {}) =>
    openDatabase({ dataDirectory: folder, nowMs: () => clock.nowMs, ...options, ...more })
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
    folder,
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
    end: async () => {
      await database.close().catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A caller at a location. */
export function caller(key: string, locationId: LocationId | null): Caller {
  return { key, locationId, channel: 'station', clerk: null }
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
  more: Partial<Schema['program']>,
): Promise<void> {
  await insert(database, 'program', {
    id: newId(),
    network_id: networkId,
    name: `Program ${randomBytes(4).toString('hex')}`,
    currency: 'EUR',
    card_prefix: '990000',
    pin_policy: 'never',
    load_min_minor: 100,
    load_max_minor: 50_000,
    balance_max_minor: 100_000,
    reloadable: 1,
    accepted_at: 'network',
    void_window_ms: 86_400_000,
    rule_version: 1,
    created_at_ms: START_MS,
    ...more,
  })
}

let serial = 0

/** The next request id of this process, in order. */
export function nextRequestId(): RequestId {
  serial += 1
  return `request-${String(serial).padStart(8, '0')}` as RequestId
}

/** A card that does not exist yet. */
export function newCard(programId: ProgramId, more: Partial<NewCard> = {}): NewCard {
  return {
    cardId: newId<CardId>(),
    programId,
    form: 'virtual',
    lookup: randomBytes(32),
    sealed: randomBytes(48),
    keyVersion: 1,
    lastFour: '4242',
    pinHash: null,
    batch: null,
    ...more,
  }
}

type Draft<Request> = Omit<Request, 'contentHash' | 'requestId'> & {
  readonly requestId?: RequestId
}

/** Completes a request: an id of its own, and the hash of its content. */
export function complete<Request extends LedgerRequest>(draft: Draft<Request>): Request {
  const content = JSON.stringify(draft, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  )
  const contentHash = createHash('sha256').update(content).digest()
  return { requestId: nextRequestId(), ...draft, contentHash } as unknown as Request
}

const EUR = currency('EUR')

export function activate(
  from: Caller,
  card: ActivateRequest['card'],
  amount: number,
  more: Partial<ActivateRequest> = {},
): ActivateRequest {
  return complete<ActivateRequest>({
    kind: 'activate',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    fundedBy: 'cash',
    order: null,
    sealedAnswer: null,
    ...more,
  })
}

export function fund(
  from: Caller,
  card: FundRequest['card'],
  amount: number,
  more: Partial<FundRequest> = {},
): FundRequest {
  return complete<FundRequest>({
    kind: 'fund',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    fundedBy: 'card',
    order: null,
    ...more,
  })
}

export function redeem(
  from: Caller,
  card: RedeemRequest['card'],
  amount: number,
  more: Partial<RedeemRequest> = {},
): RedeemRequest {
  return complete<RedeemRequest>({
    kind: 'redeem',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    partial: 'deny',
    order: null,
    payment: null,
    ...more,
  })
}

export function voidOf(
  from: Caller,
  original: VoidRequest['original'],
  more: Partial<VoidRequest> = {},
): VoidRequest {
  return complete<VoidRequest>({ kind: 'void', caller: from, original, ...more })
}

export function voidRequest(from: Caller, requestId: RequestId): VoidRequest {
  return voidOf(from, { by: 'request', requestId })
}

export function voidOperation(from: Caller, operationId: OperationId): VoidRequest {
  return voidOf(from, { by: 'operation', operationId })
}

export function refund(
  from: Caller,
  original: RefundRequest['original'],
  amount: number,
  more: Partial<RefundRequest> = {},
): RefundRequest {
  return complete<RefundRequest>({
    kind: 'refund',
    caller: from,
    original,
    amountMinor: minor(amount),
    currency: EUR,
    ...more,
  })
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
