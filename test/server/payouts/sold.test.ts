import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reachOf, type SoldUpTo, soldIn } from '../../../server/payouts/movements.ts'
import { type Database, openDatabase } from '../../../server/storage/index.ts'
import { currency } from '../../../src/contract/money.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { done, openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { activate, newCard } from '../ledger/requests.ts'

const DAY_MS = 86_400_000

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())

async function sell(network: TestNetwork, database: Database): Promise<number> {
  const card = newCard(network.programId)
  const request = activate(network.webstore, { by: 'new', card }, 1000)
  return done(await database.ledger.execute(request)).appliedMinor
}

async function soldFrom(network: TestNetwork, before: SoldUpTo, cutOffMs: number) {
  const { database, networkId } = network
  const reach = await reachOf(database, cutOffMs)
  const range = { before, upTo: reach, currency: currency('EUR') }
  const { salesCount } = await soldIn(database, networkId, range)
  return { reach, salesCount }
}

test('two servers: a sale on its way while a run counts, under a lower number, is counted by the next', async () => {
  const databaseUrl = await postgres.createDatabase()
  const network = await openTestNetwork({}, { databaseUrl })
  const { clock, folder: dataDirectory } = network
  const clocks = { nowMs: () => clock.nowMs, elapsedMs: () => clock.nowMs }
  const other = await openDatabase({ dataDirectory, databaseUrl, ...clocks })
  try {
    const ways = [network.database, other]
    // Until each of them numbers from a block of its own.
    for (let sales = 0; sales < 20; sales += 1) {
      await sell(network, ways[sales % 2] ?? other)
      await delay(30)
    }
    const ids = await postgres.query(
      databaseUrl,
      `SELECT j.id::int AS id FROM commit_group g JOIN journal j ON j.id = g.first_journal_id
        ORDER BY g.id DESC LIMIT 2`,
    )
    const [last, before] = ids.map((row) => Number(row['id']))
    const [low, high] = (last ?? 0) < (before ?? 0) ? [other, network.database] : [...ways]
    if (!low || !high) throw new Error('there are two servers')
    await sell(network, high)
    clock.nowMs += 5
    const one = await soldFrom(network, { lastGroup: 0 }, clock.nowMs + 1)
    // As of the same time, and written only now.
    await sell(network, low)
    const [late] = await postgres.query(databaseUrl, 'SELECT max(id)::int AS id FROM journal')
    expect(Number(late?.['id'])).toBe(one.reach.lastId)
    clock.nowMs += DAY_MS
    await sell(network, high)
    const two = await soldFrom(network, one.reach, clock.nowMs + 1)
    expect([one.salesCount, two.salesCount]).toEqual([21, 2])
  } finally {
    await other.close()
    await network.end()
  }
})

test('after a run from before groups were kept: what it counted is not counted again', async () => {
  const network = await openTestNetwork()
  try {
    for (let sales = 0; sales < 3; sales += 1) await sell(network, network.database)
    network.clock.nowMs += 1
    const cutOffMs = network.clock.nowMs
    const { lastId } = await reachOf(network.database, cutOffMs)
    for (let sales = 0; sales < 2; sales += 1) await sell(network, network.database)
    const old = { lastGroup: undefined, lastId, cutOffMs }
    const { salesCount } = await soldFrom(network, old, cutOffMs + DAY_MS)
    expect(salesCount).toBe(2)
  } finally {
    await network.end()
  }
})
