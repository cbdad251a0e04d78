import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { LOADED_MINOR, startCallers } from './bank/callers.ts'
import { judge } from './bank/history.ts'
import { type BankHouse, openPostgresBank, openSqliteBank } from './bank/house.ts'
import { ask } from './bank/teller.ts'
import { IS_FULL } from './scale.ts'

const SIZE = { keys: IS_FULL ? 12 : 6, cards: 8 }
/** Kills, with so much time between them that a server is back and busy again. */
const KILLS = IS_FULL ? 170 : 5
const BETWEEN_KILLS_MS = IS_FULL ? 3_500 : 1_600
const READ_EVERY_MS = 100

let house: BankHouse
afterEach(() => house.remove())

/** Kills something every few seconds; how often each kind. */
async function killOnAndOn(kills: number): Promise<{ servers: number; databases: number }> {
  const killed = { servers: 0, databases: 0 }
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(BETWEEN_KILLS_MS / 2 + randomInt(BETWEEN_KILLS_MS))
    const { hurtDatabase, servers } = house
    const victim = kill % (hurtDatabase.length + servers.length)
    if (victim < servers.length) {
      await servers[victim]?.kill()
      killed.servers += 1
    } else {
      await hurtDatabase[victim - servers.length]?.()
      killed.databases += 1
    }
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

async function runBank(kills: number): Promise<void> {
  const callers = await startCallers(house)
  const watching = watchBooks()
  const killed = await killOnAndOn(kills)
  await callers.stop()
  await callers.settle()
  const reads = await watching.stop()
  const balancesMinor = await balances()
  const posted = (await house.books.posted()).filter(({ kind }) => kind !== 'activate')
  const verdict = judge(callers.history, posted, { loadedMinor: LOADED_MINOR, balancesMinor })
  await house.stop()
  const { lost, double, unresolved, unasked } = verdict
  console.info(
    `${killed.servers} kills of servers, ${killed.databases} of the database; ` +
      `${callers.history.length} operations, ${posted.length} posted, ${callers.unknowns()} unknown, ` +
      `unresolved ${unresolved.length}, lost ${lost.length}, double ${double.length}, ` +
      `unasked ${unasked.length}; ${reads} reads, each summed`,
  )
  expect(verdict).toEqual({ lost: [], double: [], unasked: [], unresolved: [], wrongCards: [] })
  const total = balancesMinor.reduce((sum, one) => sum + one, 0)
  expect(total, 'value only moved').toBe(SIZE.cards * LOADED_MINOR)
  expect(callers.unknowns(), 'no kill met an operation under way').toBeGreaterThan(0)
  expect(reads).toBeGreaterThan(kills)
  expect(await house.prove()).toBeNull()
}

test(`${KILLS} kills of the server over its own file: value moves, and none comes or goes`, async () => {
  house = await openSqliteBank(SIZE)
  await runBank(KILLS)
})

if (IS_FULL)
  test(`${KILLS} kills of two servers and their PostgreSQL: value moves, and none comes or goes`, async () => {
    house = await openPostgresBank(SIZE)
    await runBank(KILLS)
  })
