import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { LOADED_MINOR, startCallers } from './bank/callers.ts'
import { judge } from './bank/history.ts'
import { type BankHouse, openPostgresBank, openSqliteBank } from './bank/house.ts'
import { ask } from './bank/teller.ts'
import { IS_FULL, TEST_MS } from './scale.ts'

const SIZE = { keys: IS_FULL ? 12 : 6, cards: 8 }
/** At least so many kills of servers, and as many as it takes to fill the time. */
const KILLS_MIN = 4
const RUN_MS = IS_FULL ? 600_000 : 0
/** Time between them in which a server is back and busy again. */
const BETWEEN_KILLS_MS = IS_FULL ? 3_500 : 1_600
const READ_EVERY_MS = 100

let house: BankHouse
afterEach(() => house.remove())

/** Kills something every few seconds; how often each kind. */
async function killOnAndOn(): Promise<{ servers: number; databases: number }> {
  const killed = { servers: 0, databases: 0 }
  const endMs = Date.now() + RUN_MS
  for (let turn = 0; killed.servers < KILLS_MIN || Date.now() < endMs; turn += 1) {
    await delay(BETWEEN_KILLS_MS / 2 + randomInt(BETWEEN_KILLS_MS))
    const { hurtDatabase, servers } = house
    const victim = turn % (hurtDatabase.length + servers.length)
    const isServer = victim < servers.length
    const kill = isServer ? servers[victim]?.kill : hurtDatabase[victim - servers.length]
    if (await kill?.()) killed[isServer ? 'servers' : 'databases'] += 1
  }
  return killed
}

/** Looks at the books all the while: at each moment they sum, and no card is below zero. */
function watchBooks(): { readonly stop: () => Promise<number> } {
  let [isRunning, reads] = [true, 0]
  const reading = (async () => {
    for (; isRunning; await delay(READ_EVERY_MS)) {
      const moment = await house.books.moment().catch(() => undefined)
      if (!moment) continue
      expect(moment.cardsMinor, 'the cards against the entries').toBe(moment.entriesMinor)
      expect(moment.lowestMinor, 'the poorest card').toBeGreaterThanOrEqual(0)
      reads += 1
    }
  })()
  return {
    stop: async () => {
      isRunning = false
      await reading
      return reads
    },
  }
}

async function balances(): Promise<number[]> {
  const { bank, servers } = house
  const all: number[] = []
  for (const card of bank.cards) {
    const told = await ask(servers[0]?.url ?? '', bank.keys[0] ?? '', 'balance', { card })
    if (told.is !== 'yes') throw new Error(`no balance: ${JSON.stringify(told)}`)
    all.push(Number(told.answer.balanceMinor))
  }
  return all
}

async function runBank(): Promise<void> {
  const callers = await startCallers(house)
  const watching = watchBooks()
  const killed = await killOnAndOn()
  await callers.stop()
  await callers.settle()
  const reads = await watching.stop()
  const balancesMinor = await balances()
  const posted = (await house.books.posted()).filter(({ kind }) => kind !== 'activate')
  const verdict = judge(callers.history, posted, { loadedMinor: LOADED_MINOR, balancesMinor })
  const { lost, double, unresolved, unasked } = verdict
  const ended = house.servers.reduce((sum, server) => sum + server.endedByItself(), 0)
  await house.stop()
  console.info(
    `${killed.servers} kills of servers (${ended} ended by themselves), ` +
      `${killed.databases} of the database; ` +
      `${callers.history.length} operations, ${posted.length} posted, ${callers.unknowns()} unknown, ` +
      `unresolved ${unresolved.length}, lost ${lost.length}, double ${double.length}, ` +
      `unasked ${unasked.length}; ${reads} reads, each summed`,
  )
  expect(verdict).toEqual({ lost: [], double: [], unasked: [], unresolved: [], wrongCards: [] })
  const total = balancesMinor.reduce((sum, one) => sum + one, 0)
  expect(total, 'value only moved').toBe(SIZE.cards * LOADED_MINOR)
  expect(callers.unknowns(), 'no kill met an operation under way').toBeGreaterThan(0)
  expect(reads).toBeGreaterThan(KILLS_MIN)
  expect(await house.prove()).toBeNull()
}

test('kills of the server over its own file: value moves, and none comes or goes', {
  timeout: TEST_MS,
}, async () => {
  house = await openSqliteBank(SIZE)
  await runBank()
})

if (IS_FULL)
  test('kills of two servers and of their PostgreSQL: value moves, and none comes or goes', {
    timeout: TEST_MS,
  }, async () => {
    house = await openPostgresBank(SIZE)
    await runBank()
  })
