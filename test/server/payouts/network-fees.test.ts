import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocationId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { type Fee, NO_TERMS } from '../../../src/contract/terms.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addPlace,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from './payout-house.ts'

let house: PayoutHouse
let shop: LocationId
beforeAll(async () => {
  house = await openPayoutHouse()
  shop = await addPlace(house, 'Christmas Market')
}, 60_000)
afterAll(() => house.close())

const BY_NETWORK = {
  ...{ basisPoints: 0, tax: null, minimumMinor: null, maximumMinor: null },
  collection: 'netted',
  payer: 'network',
} as const
const FEES: readonly Fee[] = [
  {
    ...{ ...BY_NETWORK, id: 'gateway', label: 'Gateway', fixedMinor: minor(15) },
    kind: 'gateway',
    basis: 'redemption',
  },
  {
    ...{ ...BY_NETWORK, id: 'platform', label: 'Platform', fixedMinor: minor(5_000) },
    kind: 'platform',
    basis: 'network_month',
  },
]

test('the last location closes before the run: what was redeemed there is charged all the same', async () => {
  const change = {
    ...{ currency: house.currency, terms: { ...NO_TERMS, fees: [...FEES] } },
    ...{ basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD },
  }
  done(await house.operator.call('change-terms', change))
  const trade = tradeOf(house)
  const card = await trade.sell(10_000)
  for (let at = 0; at < 3; at += 1) await trade.redeem(shop, card, 1_000)
  const closed = {
    name: 'Christmas Market',
    email: 'owner@shop.example',
    timeZone: 'America/New_York',
  }
  done(
    await house.operator.call('update-location', { locationId: shop, ...closed, state: 'closed' }),
  )
  await runAndApprove(house)
  expect((await accountsOf(house))[`fee:${house.networkId}`]).toBe(45)
})
