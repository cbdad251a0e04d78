import type { CardSelector, LedgerRequest, NamedOriginal } from '../../../server/ledger/request.ts'
import type { Schema } from '../../../server/storage/schema.ts'
import type { LocationId, NetworkId, ProgramId, RequestId } from '../../../src/contract/ids.ts'
import { currency } from '../../../src/contract/money.ts'
import type { CardState } from '../../../src/contract/operations.ts'
import { adjust, cashOut, credit, expire, standing } from '../ledger/corrections.ts'
import { capture, hold, release } from '../ledger/holds.ts'
import { importOf, reversalOf } from '../ledger/imports.ts'
import { merge, replace } from '../ledger/moves.ts'
import { caller, newId } from '../ledger/names.ts'
import {
  addLocation,
  addProgram,
  cardWith,
  run,
  stockedCard,
  type TestNetwork,
} from '../ledger/network.ts'
import { addVersion, type ProgramSettings, rulesWith, TEST_RULES } from '../ledger/programs.ts'
import {
  activate,
  fund,
  newCard,
  nextRequestId,
  redeem,
  refund,
  voidRequest,
} from '../ledger/requests.ts'
import { settle } from '../ledger/settling.ts'
import { type CardColumns, setCard } from './figures.ts'

/** The requests that are refused in these tests, by what they ask for. */
export type Asked =
  | 'redeem'
  | 'fund'
  | 'activate'
  | 'issue'
  | 'refund'
  | 'void of a load'
  | 'cash-out'
  | 'adjustment'
  | 'credit'
  | 'block'
  | 'unblock'
  | 'approval'
  | 'claim'
  | 'deactivation'
  | 'expiry'
  | 'hold'
  | 'capture'
  | 'release'
  | 'import'
  | 'reversal of an import'
  | 'merge'
  | 'replacement'
  | 'fee'

/** What a request meets, told before any of it is made. */
export interface Situation {
  readonly asked: Asked
  /** Changes of the rules, the location and the card, after what came before was done. */
  readonly program: ProgramSettings
  readonly location: Partial<Schema['location']>
  readonly card: Partial<CardColumns>
  /** What is left on the card; undefined: what it had. */
  readonly leaves: number | undefined
  readonly held: 'all but 1' | undefined
  readonly passesMs: number
  /** What came first. */
  readonly isReused: boolean
  readonly isVoided: boolean
  readonly isPaid: boolean
  readonly isDone: boolean
  readonly isOriginalVoided: boolean
  readonly isBlocked: boolean
  readonly isUsed: boolean
  /** Of the request itself. */
  readonly amount: number
  readonly currency: string
  readonly pin: 'right' | 'wrong' | 'locked'
  readonly names:
    | 'all'
    | 'no card'
    | 'no program'
    | 'no original'
    | 'a taken number'
    | 'another network'
  /** The card that takes the place of the other: which one it is, and how it is. */
  readonly into: 'a second card' | 'no card' | 'the card itself' | 'a card of another program'
  readonly intoPin: 'right' | 'wrong' | 'locked'
  readonly intoState: CardState | undefined
}

/** A situation in which the request is done. */
export function sound(asked: Asked): Situation {
  return {
    asked,
    program: {},
    location: {},
    card: asked === 'expiry' ? { expires_at_ms: 1 } : {},
    leaves: undefined,
    held: undefined,
    passesMs: 0,
    isReused: false,
    isVoided: false,
    isPaid: false,
    isDone: false,
    isOriginalVoided: false,
    isBlocked: asked === 'unblock',
    isUsed: false,
    amount: 1000,
    currency: 'EUR',
    pin: 'right',
    names: 'all',
    into: 'a second card',
    intoPin: 'right',
    intoState: undefined,
  }
}

type Card = Awaited<ReturnType<typeof cardWith>>

/** Makes all of a situation in the network, and answers with its request, not yet sent. */
export async function arrange(network: TestNetwork, situation: Situation): Promise<LedgerRequest> {
  const programId = newId<ProgramId>()
  const locationId = newId<LocationId>()
  await addProgram(network.database, network.networkId, { id: programId })
  await addLocation(network.database, network.networkId, locationId)
  const from = caller(`device:${locationId}`, locationId)
  const { asked } = situation
  const card = await cardFor(network, asked, programId)
  const request = await requestOf(network, situation, { from, card, programId })
  await before(network, situation, request, card)
  await spoil(network, situation, request, { card, programId, locationId })
  return request
}

async function cardFor(network: TestNetwork, asked: Asked, programId: ProgramId): Promise<Card> {
  if (asked === 'activate' || asked === 'issue') return stockedCard(network, { programId })
  if (asked !== 'approval' && asked !== 'claim') return cardWith(network, 5000, { programId })
  const fresh = newCard(programId)
  const waits =
    asked === 'claim'
      ? ({ for: 'holder' } as const)
      : { for: 'approval' as const, activatesAtMs: null }
  await run(network, activate(network.webstore, { by: 'new', card: fresh }, 5000, { waits }))
  return { by: 'lookup', lookup: fresh.lookup, cardId: fresh.cardId }
}

interface Ground {
  readonly from: ReturnType<typeof caller>
  readonly card: Card
  readonly programId: ProgramId
}

async function requestOf(
  network: TestNetwork,
  situation: Situation,
  { from, card, programId }: Ground,
): Promise<LedgerRequest> {
  const { asked, amount, names, pin, isDone, isPaid } = situation
  const order = isDone ? { orderId: newId(), lineId: null, allowRepeat: false } : null
  const more = { currency: currency(situation.currency), pin, order }
  const named = names === 'no card' ? ({ by: 'lookup', lookup: new Uint8Array(32) } as const) : card
  switch (asked) {
    case 'redeem': {
      const payment = isPaid ? { key: 'P-1', json: '{}' } : null
      return redeem(from, named, amount, { ...more, payment })
    }
    case 'fund':
      return fund(from, named, amount, more)
    case 'activate':
      return activate(from, named, amount, more)
    case 'issue': {
      const fresh = newCard(names === 'no program' ? newId<ProgramId>() : programId)
      return activate(from, { by: 'new', card: fresh }, amount, more)
    }
    case 'refund':
      return refund(from, await originalOf(network, situation, from, card), amount, more)
    case 'cash-out':
      return cashOut(from, named, amount, more)
    case 'adjustment':
      return adjust(from, named, -amount, { currency: more.currency })
    case 'credit':
      return credit(from, named, amount, { currency: more.currency, order })
    case 'hold':
      return hold(from, named, amount, more)
    case 'capture':
      return capture(from, await holdOf(network, situation, from, card), amount, {
        currency: more.currency,
      })
    case 'release':
      return release(from, await holdOf(network, situation, from, card))
    case 'import': {
      const fresh = newCard(names === 'no program' ? newId<ProgramId>() : programId)
      const newOne = names === 'a taken number' ? { ...fresh, lookup: card.lookup } : fresh
      return importOf(from, newOne, amount, { currency: more.currency })
    }
    case 'reversal of an import':
      return reversalOf(from, await importedOf(network, situation, { from, card, programId }))
    case 'block':
    case 'unblock':
      return standing(asked, from, named)
    case 'approval':
      return standing('approve', from, named)
    case 'claim':
      return standing('claim', from, named)
    case 'expiry':
      return expire(from, named)
    case 'merge': {
      const into = await intoOf(network, situation, { from, card, programId })
      const { intoPin } = situation
      return merge(from, named, into, { pin, intoPin, currency: more.currency })
    }
    case 'replacement':
      return replace(from, named, await intoOf(network, situation, { from, card, programId }))
    case 'fee': {
      const networkId = names === 'another network' ? newId<NetworkId>() : network.networkId
      const locationId = from.locationId
      return settle(network, 'fee', amount, { locationId, networkId, currency: more.currency })
    }
    case 'deactivation':
      return standing('deactivate', from, named)
    default:
      return voidRequest(from, (await loadOf(network, from, card)) as RequestId)
  }
}

async function intoOf(
  network: TestNetwork,
  { asked, into, intoState }: Situation,
  { card, programId }: Ground,
): Promise<CardSelector> {
  if (into === 'no card') return { by: 'lookup', lookup: new Uint8Array(32).fill(1) }
  if (into === 'the card itself') return card
  const more = into === 'a second card' ? { programId } : {}
  const second =
    asked === 'merge' ? await cardWith(network, 600, more) : await stockedCard(network, more)
  if (intoState) await setCard(network, second.cardId, { state: intoState })
  return second
}

async function originalOf(
  network: TestNetwork,
  { names, isOriginalVoided }: Situation,
  from: Ground['from'],
  card: Card,
): Promise<NamedOriginal> {
  if (names === 'no original') return { by: 'request', requestId: nextRequestId() }
  const taken = redeem(from, card, 1000)
  await run(network, taken)
  if (isOriginalVoided) await run(network, voidRequest(from, taken.requestId))
  return { by: 'request', requestId: taken.requestId }
}

async function holdOf(
  network: TestNetwork,
  { names, isOriginalVoided }: Situation,
  from: Ground['from'],
  card: Card,
): Promise<NamedOriginal> {
  if (names === 'no original') return { by: 'request', requestId: nextRequestId() }
  const held = hold(from, card, 1000)
  await run(network, held)
  const original = { by: 'request', requestId: held.requestId } as const
  if (isOriginalVoided) await run(network, capture(from, original, null))
  return original
}

async function importedOf(
  network: TestNetwork,
  { names, isUsed }: Situation,
  { from, programId }: Ground,
): Promise<RequestId> {
  if (names === 'no original') return nextRequestId()
  const made = newCard(programId)
  const imported = importOf(from, made, 1000)
  await run(network, imported)
  if (isUsed) await run(network, redeem(from, { by: 'id', cardId: made.cardId }, 100))
  return imported.requestId
}

async function loadOf(network: TestNetwork, from: Ground['from'], card: Card): Promise<string> {
  const load = fund(from, card, 1000)
  await run(network, load)
  return load.requestId
}

/** What came before the request. */
async function before(
  network: TestNetwork,
  situation: Situation,
  request: LedgerRequest,
  card: Card,
): Promise<void> {
  const { caller: from, requestId } = request
  const other = await cardWith(network, 5000)
  if (situation.isVoided) await run(network, voidRequest(from, requestId))
  if (situation.isReused)
    await network.database.ledger.execute(redeem(from, other, 100, { requestId }))
  if (situation.isPaid && request.kind === 'redeem') {
    const colleague = { ...from, key: 'device:colleague' }
    await run(network, redeem(colleague, other, 100, { payment: request.payment }))
  }
  if (situation.isDone) await doOnce(network, request)
  if (situation.isBlocked) await run(network, standing('block', from, card))
  if (situation.leaves !== undefined) await leave(network, card, situation.leaves)
}

/** The same sale under another id, whose answer the caller says it has. */
async function doOnce(network: TestNetwork, request: LedgerRequest): Promise<void> {
  if (!('order' in request) || !request.order) return
  const requestId = nextRequestId()
  const first = request.kind === 'redeem' ? { ...request, payment: null } : request
  await run(network, { ...first, ...('pin' in first && { pin: 'right' as const }), requestId })
  Object.assign(request.order, { knownFirst: requestId })
}

async function leave(network: TestNetwork, card: Card, left: number): Promise<void> {
  const { balance_minor: balance } = await rowOf(network, card)
  await run(network, redeem(network.station, card, balance - left))
}

async function spoil(
  network: TestNetwork,
  situation: Situation,
  request: LedgerRequest,
  { card, programId, locationId }: Omit<Ground, 'from'> & { readonly locationId: LocationId },
): Promise<void> {
  const { database, clock } = network
  const held = situation.held ? { held_minor: (await rowOf(network, card)).balance_minor - 1 } : {}
  const columns = { ...situation.card, ...held }
  if (Object.keys(columns).length > 0) await setCard(network, card.cardId, columns)
  const rules = rulesWith(TEST_RULES, situation.program)
  await addVersion(database, programId, rules, { version: 2, nowMs: clock.nowMs })
  const query = database.read
    .updateTable('location')
    .set({ email: 'new@example.test', ...situation.location })
    .where('id', '=', locationId)
    .compile()
  const done = await database.write([{ query, changes: 1 }])
  if (!done) throw new Error(`the situation of ${request.kind} cannot be`)
  clock.nowMs += situation.passesMs
}

async function rowOf({ database }: TestNetwork, { cardId }: Card) {
  return database.read
    .selectFrom('card')
    .select('balance_minor')
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
}
