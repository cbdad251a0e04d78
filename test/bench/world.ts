import { createHash, randomBytes } from 'node:crypto'
import pino from 'pino'
import { sealText } from '../../server/cards/index.ts'
import { readConfig } from '../../server/config.ts'
import type { ServerContext } from '../../server/context.ts'
import { loadKeys } from '../../server/keys.ts'
import type { NewCard } from '../../server/ledger/request.ts'
import { createLocation, createNetwork } from '../../server/network/index.ts'
import { createProgram } from '../../server/programs/index.ts'
import { createStaff } from '../../server/staff/index.ts'
import { openDatabase } from '../../server/storage/index.ts'
import { DEFAULT_CARD_PREFIX } from '../../src/contract/card-number.ts'
import type { CardId, LocationId, NetworkId, ProgramId, RequestId } from '../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../src/contract/money.ts'
import type { Reply } from '../../src/contract/refusals.ts'

/** Where a ledger of the benchmark is: a folder with its keys, and its database there or elsewhere. */
export interface Place {
  readonly dataDirectory: string
  /** `postgres://…`; SQLite in the folder when there is none. */
  readonly databaseUrl?: string
}

/** What a load has to know of a ledger. */
export interface World {
  readonly networkId: NetworkId
  readonly currency: Currency
  readonly locations: readonly LocationId[]
  readonly programs: readonly ProgramId[]
  /** Cards of {@link cardIdAt}, numbered from 0; card n belongs to program n modulo their count. */
  readonly cards: number
}

const AT_ONCE = 500
/** Every card can give a cent for as long as a benchmark may run. */
export const LOAD_MINOR = minor(1_000_000_000)
export const OPERATOR = { email: 'bench@downtown.example', password: 'a password for figures' }

/** The id of a card of the benchmark: in order, as those of cards that are stocked together. */
export function cardIdAt(index: number): CardId {
  return `018f0000-0000-7000-8000-${index.toString(16).padStart(12, '0')}` as CardId
}

/** Opens a ledger with all that a server has, without listening. */
export async function withContext<Value>(
  place: Place,
  work: (context: ServerContext) => Promise<Value>,
): Promise<Value> {
  const reading = readConfig(['--data', place.dataDirectory], {})
  if (reading.kind !== 'config') throw new Error('the folder of the server is not a setting')
  const { config } = reading
  // Before the database: a folder that has one and no keys is refused.
  const keys = loadKeys(config.dataDirectory, config.keyFile)
  const database = await openDatabase({ ...place })
  try {
    return await work({
      ...{ config, database, keys },
      log: pino({ level: 'silent' }),
      nowMs: Date.now,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    })
  } finally {
    await database.close()
  }
}

export interface WorldSize {
  readonly locations: number
  readonly programs: number
  readonly cards: number
}

/** A network of this size; its cards are stocked and activated by the engine. */
export async function makeWorld(context: ServerContext, size: WorldSize): Promise<World> {
  const { cards } = size
  const usd = currency('USD')
  const networkId = await createNetwork(context, 'Downtown')
  done(
    await createStaff(context, { ...{ networkId, name: 'Bench', role: 'operator' }, ...OPERATOR }),
  )
  const locations: LocationId[] = []
  for (let at = 0; at < size.locations; at += 1) {
    const name = { name: `Shop ${at}`, email: `shop${at}@downtown.example` }
    const location = { ...name, currency: usd, timeZone: 'America/New_York' }
    locations.push(done(await createLocation(context, networkId, location)).locationId)
  }
  const programs: ProgramId[] = []
  for (let at = 0; at < size.programs; at += 1)
    programs.push(await addProgram(context, networkId, at))
  await addCards(context, { programs, cards, currency: usd })
  return { ...{ networkId, currency: usd }, locations, programs, cards }
}

async function addProgram(
  context: ServerContext,
  networkId: NetworkId,
  at: number,
): Promise<ProgramId> {
  const program = await createProgram(context, {
    ...{ networkId, name: `Card ${at}`, currency: currency('USD') },
    ...{ cardPrefix: DEFAULT_CARD_PREFIX, pinPolicy: 'online', reloadable: true },
    ...{ acceptedAt: 'network', loadMinMinor: minor(1) },
    ...{ loadMaxMinor: LOAD_MINOR, balanceMaxMinor: LOAD_MINOR },
  })
  return done(program).programId
}

async function addCards(
  context: ServerContext,
  { programs, cards, currency: usd }: Pick<World, 'programs' | 'cards' | 'currency'>,
): Promise<void> {
  const { database } = context
  for (let from = 0; from < cards; from += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, cards - from) }, (_, at) => from + at)
    const isStocked = await database.ledger.stock(
      indexes.map((index) => newCard(context, index, programs[index % programs.length])),
    )
    if (!isStocked) throw new Error('the cards of the benchmark cannot be stocked')
    await Promise.all(indexes.map((index) => activate(database, index, usd)))
  }
}

/** Numbers and PINs are of no matter to the engine; but a server starts only where a number opens. */
function newCard(
  { keys }: ServerContext,
  index: number,
  programId: ProgramId | undefined,
): NewCard {
  if (!programId) throw new Error('there is no program')
  const cardId = cardIdAt(index)
  const text = String(index).padStart(19, '0')
  const sealed = sealText({ key: keys.numberSeal, text, boundTo: cardId, randomBytes })
  return {
    ...{ cardId, programId, form: 'physical', keyVersion: 1 },
    ...{ lookup: randomBytes(32), sealed },
    ...{ lastFour: '0000', pinHash: null, batch: 'bench' },
  }
}

async function activate(
  database: ServerContext['database'],
  index: number,
  usd: Currency,
): Promise<void> {
  const requestId = `activate-${index}` as RequestId
  const { reply } = await database.ledger.execute({
    kind: 'activate',
    caller: { ...{ key: 'staff:bench', locationId: null }, ...{ channel: 'admin', clerk: null } },
    ...{ requestId, contentHash: createHash('sha256').update(requestId).digest() },
    ...{ card: { by: 'id', cardId: cardIdAt(index) }, pin: 'absent' },
    ...{ amountMinor: LOAD_MINOR, currency: usd, fundedBy: 'cash' },
    ...{ order: null, sealedAnswer: null },
  })
  if (!reply.ok) throw new Error(`a card cannot be activated: ${JSON.stringify(reply)}`)
}

function done<Value>(reply: Reply<Value>): Value {
  if (reply.ok) return reply.value
  throw new Error(`the ledger of the benchmark cannot be made: ${JSON.stringify(reply)}`)
}
