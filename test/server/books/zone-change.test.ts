import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSales } from '../../../server/insight/sales.ts'
import { SQLITE } from '../conformance/engines.ts'
import { cardWith, insert, openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { passDays } from './books-house.ts'

const HOUR_MS = 3_600_000

let network: TestNetwork
beforeAll(async () => {
  await SQLITE.start()
  network = await openTestNetwork({}, {}, SQLITE)
}, 60_000)
afterAll(async () => {
  await network?.end()
  await SQLITE.end()
})

async function setZone(timeZone: string): Promise<void> {
  await insert(network.database, 'book_setting', {
    ...{ network_id: network.networkId, time_zone: timeZone },
    ...{ changed_at_ms: network.clock.nowMs, changed_by: 'system' },
  })
}

async function soldMinor(): Promise<number> {
  const { database, networkId, clock } = network
  const wish = { networkId, from: '2020-01-01', to: '2030-12-31', nowMs: clock.nowMs }
  const { totals } = await readSales(database.reports, wish)
  return totals.reduce((sum, one) => sum + one.soldMinor, 0)
}

test('the books move to a zone in the west: what is sold before its next midnight is seen at once', async () => {
  await cardWith(network, 1_000)
  await passDays(network, 1)
  await setZone('Pacific/Honolulu')
  // Over there it is still the day that was closed.
  await cardWith(network, 4_000)
  expect(await soldMinor()).toBe(5_000)
  network.clock.nowMs += 12 * HOUR_MS
  expect(await soldMinor()).toBe(5_000)
  await passDays(network, 2)
  expect(await soldMinor()).toBe(5_000)
})
