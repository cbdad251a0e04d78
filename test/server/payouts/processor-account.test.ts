import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliverNext } from '../../../server/payouts/sending.ts'
import type { DeliverySettings } from '../../../src/contract/admin/bank-delivery.ts'
import type { BamboraSettings, RailSettings } from '../../../src/contract/admin/rails.ts'
import {
  type BamboraBank,
  CODES,
  MERCHANT,
  openBamboraBank,
} from '../bank-delivery/bambora-bank.ts'
import { openStandIn, type StandIn } from '../bank-delivery/bank-stand-in.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from './payout-house.ts'

const OTHER = '300200999'
const MINUTE_MS = 60_000
const FORTE = { organizationId: 'org_300005', locationId: 'loc_190785', sandbox: false }
const BAMBORA: BamboraSettings = {
  ...{ rail: 'bambora', merchantId: MERCHANT, subMerchantId: null, accounts: 'us' },
  ...{ descriptor: 'GIFT CARDS', fileMaxEntries: null },
}

let house: PayoutHouse
let standIn: StandIn
let bank: BamboraBank
beforeAll(async () => {
  standIn = await openStandIn((came) => bank.answer(came))
  house = await openPayoutHouse([], { bankOrigin: () => standIn.url })
}, 60_000)
afterAll(async () => {
  await house?.close()
  await standIn?.close()
})

const secrets = { password: '', privateKey: '', ...CODES }
let serial = 0
const addDestination = async (settings: DeliverySettings) => {
  const name = `Processor ${++serial}`
  return done(await house.operator.call('add-bank-delivery', { name, settings, secrets }))
}
const addProfile = (settings: RailSettings, deliveryId: string) =>
  house.operator.call('add-bank-profile', {
    ...{ name: `Profile ${serial}`, settings, calendar: 'us-fed', deliveryId },
    ...{ timeZone: 'America/New_York', currency: 'USD', lastFile: 0, password: PASSWORD },
  })

test('a destination that is another account at the processor: no bank profile pays from it', async () => {
  const forte = await addDestination({ kind: 'forte', ...FORTE })
  for (const other of [{ sandbox: true }, { locationId: 'loc_1' }, { organizationId: 'org_1' }]) {
    const wrong = await addProfile({ rail: 'forte', ...FORTE, ...other }, forte.deliveryId)
    expect(codeOf(wrong)).toBe('REQUEST_MALFORMED')
  }
  const bambora = await addDestination({ kind: 'bambora', merchantId: MERCHANT })
  for (const other of [{ merchantId: OTHER }, { subMerchantId: OTHER }]) {
    const wrong = await addProfile({ ...BAMBORA, ...other }, bambora.deliveryId)
    expect(codeOf(wrong)).toBe('REQUEST_MALFORMED')
  }
  done(await addProfile(BAMBORA, bambora.deliveryId))
})

test('a destination that became another account since: the file waits for the right one', async () => {
  const { deliveries } = done(await house.operator.call('list-bank-deliveries', {}))
  const { deliveryId } = deliveries.find(({ settings }) => settings.kind === 'bambora') ?? {}
  const pointTo = async (merchantId: string) =>
    done(
      await house.operator.call('change-bank-delivery', {
        ...{ deliveryId: deliveryId ?? '', name: 'Bambora', secrets },
        settings: { kind: 'bambora', merchantId },
      }),
    )
  await pointTo(OTHER)
  bank = openBamboraBank(OTHER)
  const shop = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, shop, 1)
  const trade = tradeOf(house)
  await trade.redeem(shop, await trade.sell(5_000), 5_000)
  const { runId } = await runAndApprove(house)
  const fileNow = async () => done(await house.operator.call('read-run', { runId })).files[0]
  await eventually(async () => {
    const file = await fileNow()
    return file?.problem !== null || file.sentAtMs !== null
  })
  expect(await fileNow()).toMatchObject({
    sentAtMs: null,
    problem: expect.stringContaining('account'),
  })
  expect(bank.batches).toEqual([])
  await pointTo(MERCHANT)
  bank = openBamboraBank()
  house.advance(6 * MINUTE_MS)
  await eventually(async () => {
    await deliverNext(house.context)
    return (await fileNow())?.sentAtMs !== null
  })
  expect(bank.batches).toHaveLength(1)
})

test('a batch without an answer: nobody says by hand that it is there before it was looked up', async () => {
  const shop = await addPlace(house, 'River Books')
  await giveAccount(house, shop, 2)
  const trade = tradeOf(house)
  await trade.redeem(shop, await trade.sell(700), 700)
  bank = openBamboraBank()
  standIn.plan('/v1/batchpayments', 'answer lost')
  // Nothing is known of it, and asking does not help for now either.
  standIn.plan('/scripts/reporting', 'request lost', 'request lost', 'request lost', 'request lost')
  const { runId } = await runAndApprove(house)
  const fileNow = async () => done(await house.operator.call('read-run', { runId })).files[0]
  await eventually(async () => (await fileNow())?.problem !== null)
  const fileId = (await fileNow())?.fileId ?? ''
  expect(codeOf(await house.operator.call('mark-file-sent', { fileId }))).toBe('STATE_CONFLICT')
  await eventually(async () => {
    house.advance(6 * MINUTE_MS)
    await deliverNext(house.context)
    return (await fileNow())?.sentAtMs !== null
  })
  expect(await fileNow()).toMatchObject({ sentTo: expect.stringContaining('bambora') })
  expect(bank.batches).toHaveLength(1)
})
