import { expect } from 'vitest'
import { lookupOf } from '../../../../server/cards/index.ts'
import { createGuards } from '../../../../server/guards/index.ts'
import { createProgram } from '../../../../server/programs/index.ts'
import type { StoredValueParams } from '../../../../server/stored-value/api.ts'
import { clientOfKey } from '../../../../server/stored-value/api-clients.ts'
import { createCounter } from '../../../../server/stored-value/counter.ts'
import { storedValueOperations } from '../../../../server/stored-value/operations.ts'
import { type CardNumber, cardNumber, luhnDigit } from '../../../../src/contract/card-number.ts'
import type { RequestId } from '../../../../src/contract/ids.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import type { OperationAnswer } from '../../../../src/contract/operations.ts'
import { type Reply, replyCode } from '../../../../src/contract/refusals.ts'
import { done } from '../../house/open-server.ts'
import { caller } from '../../ledger/names.ts'
import { activate, newCard } from '../../ledger/requests.ts'
import { type ApiHouse, PREFIX } from '../api-house.ts'
import { type Message, openSmallModel, type SmallModel } from './small-model.ts'

/** What becomes of a message: `late` = it arrives after some of the later ones. */
const FATES = ['answered', 'answer lost', 'lost', 'late', 'twice'] as const
type Fate = (typeof FATES)[number]

/** What a caller does next: sends, or what was late arrives. */
type Action =
  | { readonly message: Message; readonly fate: Fate }
  | { readonly message: null; readonly fate: 'arrives' }

/** A sale of 10.00 under three ids, four voids under two, and a void by order. */
const MESSAGES: readonly Message[] = [
  ...['a', 'b', 'c'].map((id) => ({ is: 'redeem', id }) as const),
  ...['a', 'b'].flatMap((target) => ['v', 'w'].map((id) => ({ is: 'void', id, target }) as const)),
  { is: 'void order', id: 'o' },
]

export const ACTIONS: readonly Action[] = [
  ...MESSAGES.flatMap((message) => FATES.map((fate) => ({ message, fate }))),
  // A redemption more often than its voids, and late ones soon enough.
  ...FATES.map((fate) => ({ message: { is: 'redeem', id: 'a' }, fate }) as const),
  ...Array<Action>(6).fill({ message: null, fate: 'arrives' }),
]

export interface Interleaving {
  readonly startBalance: number
  readonly actions: readonly Action[]
}

/** What was met, so that it can be seen that all of it was. */
export interface Seen {
  interleavings: number
  arrived: number
  readonly answers: Map<string, number>
  readonly fates: Map<string, number>
}

const AMOUNT = 1000
const EUR = currency('EUR')

/** Plays interleavings on the operations of the API, each on a card of its own. */
export interface Player {
  readonly play: (interleaving: Interleaving, seen: Seen) => Promise<void>
}

/** The operations as the routes call them, on a real database; cards have no PIN, for speed. */
export async function openPlayer({ context, networkId, key }: ApiHouse): Promise<Player> {
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Without PIN', currency: EUR, cardPrefix: '997003' },
      ...{ pinPolicy: 'never', reloadable: true, acceptedAt: 'network' },
      ...{ loadMinMinor: minor(1), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(100_000) },
    }),
  )
  const found = await clientOfKey(context, key)
  if (!found) throw new Error('the key is of nobody')
  const client = { ...found, address: null }
  const counter = createCounter(context, createGuards(context))
  const operations = storedValueOperations(counter)
  const callerKey = `client:${client.clientId}`
  let serial = 0

  const issue = async (balanceMinor: number): Promise<CardNumber> => {
    serial += 1
    const digits = `${PREFIX}${String(serial).padStart(12, '0')}`
    const number = cardNumber(`${digits}${luhnDigit(digits)}`)
    const card = newCard(programId, { lookup: lookupOf(context.keys, number) })
    const from = { ...caller('staff:tests', null), networkId }
    const { reply } = await context.database.ledger.execute(
      activate(from, { by: 'new', card }, balanceMinor),
    )
    done(reply)
    return number
  }
  return {
    play: async ({ startBalance, actions }, seen) => {
      const number = await issue(startBalance)
      const name = `sale-${serial}-${number.slice(-8)}`
      const send = (message: Message) => ask(operations, client, { number, name }, message)
      const model = openSmallModel(startBalance, AMOUNT)
      const learn = (message: Message, reply: Reply<OperationAnswer>) => {
        if (!reply.ok) return
        const { requestId, replayedOf } = reply.value
        for (const id of [requestId, replayedOf])
          if (id) counter.deliveries.delivered(callerKey, id)
        model.learn(message.id)
      }
      const playing = { model, send, learn, seen }
      const arrived = await playOn(playing, actions)
      const onRecord = await balanceOf(context, number)
      await expectEnd(playing, arrived, { startBalance, onRecord })
      seen.interleavings += 1
    },
  }
}

/** What the card is worth by its row. */
async function balanceOf({ database, keys }: ApiHouse['context'], number: CardNumber) {
  const row = await database.read
    .selectFrom('card')
    .where('number_lookup', '=', lookupOf(keys, number))
    .select('balance_minor')
    .executeTakeFirstOrThrow()
  return Number(row.balance_minor)
}

interface Playing {
  readonly model: SmallModel
  readonly send: (message: Message) => Promise<Reply<OperationAnswer>>
  readonly learn: (message: Message, reply: Reply<OperationAnswer>) => void
  readonly seen: Seen
}

/** Returns what arrived. */
async function playOn(playing: Playing, actions: readonly Action[]): Promise<readonly Message[]> {
  const [late, arrived]: [Message[], Message[]] = [[], []]
  const arriveNow = async (message: Message, fate: Fate) => {
    arrived.push(message)
    await arrive(playing, message, fate)
  }
  for (const { message, fate } of actions) {
    count(playing.seen.fates, fate)
    if (message === null) {
      const arriving = late.shift()
      if (arriving) await arriveNow(arriving, 'answer lost')
    } else if (fate === 'late') late.push(message)
    else if (fate !== 'lost') await arriveNow(message, fate)
  }
  for (const message of late) await arriveNow(message, 'answer lost')
  return arrived
}

async function arrive(playing: Playing, message: Message, fate: Fate): Promise<void> {
  const { model, send, learn, seen } = playing
  const expected = model.arrive(message)
  seen.arrived += 1
  count(seen.answers, /^(void again|void of nothing|\w+)/.exec(expected)?.[0] ?? expected)
  const replies = await Promise.all(
    fate === 'twice' ? [send(message), send(message)] : [send(message)],
  )
  const told = replies.map(lineOf)
  // Of two at once one may be told that the other runs; it was told nothing else then.
  const finals = told.filter((line) => line !== 'REQUEST_IN_PROGRESS')
  expect(finals.length).toBeGreaterThan(0)
  expect(fate === 'twice' ? new Set(finals) : new Set(told)).toEqual(new Set([expected]))
  if (fate === 'answered') for (const reply of replies) learn(message, reply)
}

/** In the end each id has the answer that it had, and the money moved once or not at all. */
async function expectEnd(
  { model, send }: Playing,
  arrived: readonly Message[],
  { startBalance, onRecord }: { readonly startBalance: number; readonly onRecord: number },
): Promise<void> {
  const moved = model.standing() * AMOUNT
  expect([0, AMOUNT]).toContain(moved)
  expect(onRecord).toBe(startBalance - moved)
  for (const message of arrived) expect(lineOf(await send(message))).toBe(model.arrive(message))
  expect(model.standing() * AMOUNT).toBe(moved)
}

function ask(
  operations: ReturnType<typeof storedValueOperations>,
  client: Parameters<ReturnType<typeof storedValueOperations>['redeem']>[0],
  { number, name }: { readonly number: CardNumber; readonly name: string },
  message: Message,
): Promise<Reply<OperationAnswer>> {
  const idOf = (id: string) => `${name}/${id}` as RequestId
  const sale = { card: { number }, amountMinor: minor(AMOUNT), currency: EUR, orderId: name }
  const requestId = idOf(message.id)
  if (message.is === 'redeem') return operations.redeem(client, { requestId, ...sale })
  const original: StoredValueParams<'void'>['original'] =
    message.is === 'void' ? { requestId: idOf(message.target) } : sale
  return operations.void(client, { requestId, original })
}

/** A reply as the model writes it. */
function lineOf(reply: Reply<OperationAnswer>): string {
  if (!reply.ok) return replyCode(reply)
  const { kind, appliedMinor, balanceMinor, alreadyVoided, applied } = reply.value
  if (!applied) return `${kind} of nothing`
  return alreadyVoided
    ? `${kind} again, left ${balanceMinor}`
    : `${kind} ${appliedMinor}, left ${balanceMinor}`
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
