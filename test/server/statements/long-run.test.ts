import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAGE_ROWS } from '../../../server/payouts/limits.ts'
import { done } from '../house/open-server.ts'
import { addPlace, openPayoutHouse, type PayoutHouse, tradeOf } from '../payouts/payout-house.ts'

/** Three pages of lines, the last of them short. */
const PLACES = 2 * PAGE_ROWS + 7

let house: PayoutHouse
beforeAll(async () => {
  house = await openPayoutHouse()
  const trade = tradeOf(house)
  const card = await trade.sell(1_000_000)
  for (let at = 0; at < PLACES; at++)
    await trade.redeem(await addPlace(house, `Shop ${String(at).padStart(3, '0')}`), card, 100 + at)
}, 120_000)
afterAll(() => house.close())

test('the table of a run with more lines than a page: each location once, and an end', async () => {
  const { runId } = done(await house.operator.call('make-run', { cutOffMs: null }))
  const csv = await house.operator.send(`/run-table?runId=${runId}&format=csv`)
  const [, ...lines] = (await csv.text()).trim().split('\r\n')
  expect(lines.map((line) => line.split(',')[0])).toEqual(
    Array.from({ length: PLACES }, (_, at) => `Shop ${String(at).padStart(3, '0')}`),
  )
  const xlsx = await house.operator.send(`/run-table?runId=${runId}&format=xlsx`)
  expect((await xlsx.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
}, 60_000)
