import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocationId } from '../../../src/contract/ids.ts'
import { done } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from './payout-house.ts'

let house: PayoutHouse
let shop: LocationId
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  shop = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, shop, 1)
}, 60_000)
afterAll(() => house.close())

test('a server that was killed when the last payout had arrived: its run is settled all the same', async () => {
  const trade = tradeOf(house)
  const card = await trade.sell(5_000)
  await trade.redeem(shop, card, 700)
  const { runId, files } = await runAndApprove(house)
  done(await house.operator.call('mark-file-sent', { fileId: files[0]?.fileId ?? '' }))
  // What the write of its arrival leaves, and nothing of what follows.
  const { database, nowMs } = house.context
  const arrived = database.read
    .updateTable('payout')
    .set({ state: 'confirmed', owed: 'payout_confirm', confirmed_at_ms: nowMs() })
    .where('run_id', '=', runId)
    .compile()
  expect(await database.write([{ query: arrived, changes: 1 }])).toBe(true)
  // The next look of the server, which another run calls for.
  await trade.redeem(shop, card, 50)
  await runAndApprove(house)
  await eventually(async () => {
    const { state } = done(await house.operator.call('read-run', { runId }))
    return state === 'settled'
  })
  const accounts = await accountsOf(house)
  expect(accounts[`bank:${house.networkId}`]).toBe(700)
  expect(accounts[`settling:${house.networkId}`]).toBe(50)
})
