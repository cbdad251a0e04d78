import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Asked } from './history.ts'
import type { BankHouse } from './house.ts'
import { ask } from './teller.ts'

/** Callers that move value between the cards until they are stopped. */
export interface Callers {
  readonly history: Asked[]
  /** Operations of which a caller knew nothing after its first try. */
  readonly unknowns: () => number
  readonly stop: () => Promise<void>
  /** Asks for every unknown again, under its id, and completes the pairs: until all are known. */
  readonly settle: () => Promise<void>
}

export const LOADED_MINOR = 2_000
const AMOUNT_MAX = 60
const CURRENCY = 'EUR'
/** A caller that cannot reach a server, or is told to come back, waits so long. */
const PAUSE_MS = 100
/** Rounds of asking again at the end: a server that starts needs some of them. */
const ROUNDS_MAX = 400

/** A pair of operations that leave the sum of all cards as it was. */
interface Pair {
  readonly taken: Asked
  given: Asked | undefined
}

/** Loads every card and starts the callers, one for each key, each in turn at every server. */
export async function startCallers({ bank, servers }: BankHouse): Promise<Callers> {
  const history: Asked[] = []
  const pairs: Pair[] = []
  let [isRunning, serial, unknowns] = [true, 0, 0]

  const prepare = (draft: Pick<Asked, 'name' | 'caller' | 'card' | 'amountMinor'>, more = {}) => {
    serial += 1
    const requestId = `bank-${String(serial).padStart(7, '0')}`
    const { card, amountMinor } = draft
    const named = 'original' in more ? {} : { card: bank.cards[card] }
    const body = { requestId, amountMinor, currency: CURRENCY, ...named, ...more }
    const asked: Asked = { ...draft, requestId, body, told: NOT_SENT, times: 0 }
    history.push(asked)
    return asked
  }
  const send = async (asked: Asked): Promise<Asked> => {
    const server = servers[randomInt(servers.length)]
    asked.times += 1
    const key = bank.keys[asked.caller] ?? ''
    const told = await ask(server?.url ?? '', key, asked.name, asked.body)
    // That this try did nothing says nothing about the one before, whose outcome is open.
    const isStillOpen = asked.told.is === 'unknown' && told.is === 'no' && !told.isFinal
    if (!isStillOpen) asked.told = told
    if (asked.told.is === 'unknown' && asked.times === 1) unknowns += 1
    return asked
  }
  const giveBack = ({ taken }: Pair): Asked => {
    const { caller, amountMinor, requestId, card } = taken
    const other = (card + 1 + (serial % (bank.cards.length - 1))) % bank.cards.length
    return serial % 4 === 0
      ? prepare({ name: 'refund', caller, card, amountMinor }, { original: { requestId } })
      : prepare({ name: 'fund', caller, card: other, amountMinor }, { fundedBy: 'external' })
  }
  const call = async (caller: number) => {
    while (isRunning) {
      const card = randomInt(bank.cards.length)
      const draft = {
        name: 'redeem',
        caller,
        card,
        amountMinor: 1 + randomInt(AMOUNT_MAX),
      } as const
      const pair: Pair = { taken: await send(prepare(draft)), given: undefined }
      pairs.push(pair)
      // Now and then it asks again at once, perhaps at another server, while the first may still run.
      if (pair.taken.told.is === 'unknown' && serial % 2 === 0) await send(pair.taken)
      if (pair.taken.told.is === 'yes') {
        pair.given = giveBack(pair)
        await send(pair.given)
        // Nobody was there: perhaps the next one is. Otherwise the pair is completed at the end.
        if (isNotSent(pair.given)) await send(pair.given)
      } else await delay(PAUSE_MS)
    }
  }

  for (const card of bank.cards.keys()) {
    const draft = { name: 'fund-and-activate', caller: 0, card, amountMinor: LOADED_MINOR } as const
    const { told } = await send(prepare(draft, { fundedBy: 'cash' }))
    if (told.is !== 'yes') throw new Error(`a card was not loaded: ${JSON.stringify(told)}`)
  }
  history.length = 0
  const running = bank.keys.map((_, caller) => call(caller))
  return {
    history,
    unknowns: () => unknowns,
    stop: async () => {
      isRunning = false
      await Promise.all(running)
    },
    settle: async () => {
      await settleAll(history, send)
      for (const pair of pairs) if (pair.taken.told.is === 'yes') pair.given ??= giveBack(pair)
      // A part of a pair that was certainly not done, for want of a server, is done now.
      await settleAll(
        pairs.flatMap(({ taken, given }) => (taken.told.is === 'yes' && given ? [given] : [])),
        send,
        isNotSent,
      )
    },
  }
}

/** Certainly not done, and nothing speaks against doing it. */
function isNotSent({ told }: Asked): boolean {
  return told.is === 'no' && !told.isFinal
}

const NOT_SENT = { is: 'no', code: 'NOT_SENT', isFinal: false } as const

/** Asks for each under its own id until it is known: each caller for its own, one after another. */
async function settleAll(
  all: readonly Asked[],
  send: (asked: Asked) => Promise<Asked>,
  isOpen: (asked: Asked) => boolean = () => false,
): Promise<void> {
  const byCaller = Map.groupBy(all, ({ caller }) => caller)
  await Promise.all([...byCaller.values()].map((mine) => settleMine(mine, send, isOpen)))
}

async function settleMine(
  mine: readonly Asked[],
  send: (asked: Asked) => Promise<Asked>,
  isOpen: (asked: Asked) => boolean,
): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const open = mine.filter((one) => one.told.is === 'unknown' || isOpen(one))
    if (open.length === 0) return
    for (const one of open) await send(one)
    if (round > 0) await delay(PAUSE_MS)
  }
}
