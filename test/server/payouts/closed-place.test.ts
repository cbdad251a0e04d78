import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocationId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { NO_TERMS } from '../../../src/contract/terms.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
  untilRun,
} from './payout-house.ts'

const LEAST_MINOR = 2_500

let house: PayoutHouse
let shop: LocationId
let market: LocationId
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  shop = await addPlace(house, 'Main Street Bakery')
  market = await addPlace(house, 'Christmas Market')
  await giveAccount(house, shop, 1)
  await giveAccount(house, market, 2)
  const terms = { ...NO_TERMS, minimumPayoutMinor: minor(LEAST_MINOR) }
  const change = {
    ...{ currency: house.currency, terms, basedOn: 0, validFrom: null },
    ...{ reason: 'Agreed', password: PASSWORD },
  }
  done(await house.operator.call('change-terms', change))
}, 60_000)
afterAll(() => house.close())

test('a location that closed: paid what is left, however little, as nothing more comes to it', async () => {
  const trade = tradeOf(house)
  const card = await trade.sell(10_000)
  await trade.redeem(shop, card, LEAST_MINOR - 1)
  await trade.redeem(market, card, LEAST_MINOR - 1)
  const first = await runAndApprove(house)
  expect(first.files).toEqual([])
  await untilRun(house.operator, first.runId, 'settled')
  const place = { name: 'Christmas Market', email: 'owner@shop.example' }
  const closed = { ...place, timeZone: 'America/New_York', state: 'closed' } as const
  done(await house.operator.call('update-location', { locationId: market, ...closed }))
  await trade.sell(100)
  const { runId, files } = await runAndApprove(house)
  expect(files).toMatchObject([{ transfers: 1, creditsMinor: LEAST_MINOR - 1 }])
  const { lines } = done(await house.operator.call('list-run-lines', { runId }))
  expect(lines).toMatchObject([
    { locationId: market, payoutMinor: LEAST_MINOR - 1, carriedMinor: 0, why: null },
    { locationId: shop, payoutMinor: 0, carriedMinor: LEAST_MINOR - 1, why: 'minimum' },
  ])
  const accounts = await accountsOf(house)
  expect([accounts[`payable:${market}`], accounts[`payable:${shop}`]]).toEqual([0, LEAST_MINOR - 1])
})
