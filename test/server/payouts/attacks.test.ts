import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  NACHA,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
  untilRun,
} from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Files of one day that a bank can tell apart: A to Z and 0 to 9. */
const FILES_A_DAY = 36

let house: PayoutHouse
let trade: ReturnType<typeof tradeOf>
let card: Awaited<ReturnType<typeof trade.sell>>
const places: LocationId[] = []
let profileId = ''
beforeAll(async () => {
  house = await openPayoutHouse()
  profileId = await addNacha(house)
  trade = tradeOf(house)
  card = await trade.sell(100_000_000)
  for (let at = 0; at <= FILES_A_DAY; at++) {
    const locationId = await addPlace(house, `Shop ${String(at).padStart(2, '0')}`)
    places.push(locationId)
    await giveAccount(house, locationId, at)
  }
}, 60_000)
afterAll(() => house.close())

const shop = (at: number) => places[at] as LocationId
const change = async (settings: Partial<typeof NACHA>) => {
  const changed = await house.operator.call('change-bank-profile', {
    ...{ profileId, name: 'Dollars', settings: { ...NACHA, ...settings }, calendar: 'us-fed' },
    ...{ timeZone: 'America/New_York', deliveryId: null, password: PASSWORD },
  })
  done(changed)
}
const make = async () => done(await house.operator.call('make-run', { cutOffMs: null })).runId
const approve = (runId: string) => house.finance.call('approve-run', { runId, password: PASSWORD })
const read = async (runId: string) => done(await house.operator.call('read-run', { runId }))
const cancel = async (runId: string) =>
  done(await house.operator.call('cancel-run', { runId, reason: 'Made again' }))
const payoutsAt = async (runId: string, locationId: LocationId) =>
  done(await house.operator.call('read-run-line', { runId, locationId })).line.payouts

test('more files than a bank tells apart: refused before anything is frozen', async () => {
  await change({ fileMaxEntries: 1 })
  for (const locationId of places) await trade.redeem(locationId, card, 100)
  const runId = await make()
  const refused = await approve(runId)
  expect(codeOf(refused)).toBe('STATE_CONFLICT')
  expect(JSON.stringify(refused)).toContain('37 files')
  expect(await read(runId)).toMatchObject({ state: 'draft', files: [] })
  const { profiles } = done(await house.operator.call('list-bank-profiles', {}))
  expect(profiles[0]?.lastFile).toBe(0)
  await cancel(runId)
})

test('the last modifier of a day: its files are made, and the next run waits for tomorrow', async () => {
  await trade.undo(shop(36), await trade.redeem(shop(36), card, 1))
  const own = { locationId: shop(36), terms: { minimumPayoutMinor: 1_000 as never } }
  const agreed = { basedOn: 0, validFrom: null, reason: 'Small sums wait', password: PASSWORD }
  done(await house.operator.call('change-location-terms', { ...own, ...agreed }))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const run = await runAndApprove(house)
  expect(run.files).toHaveLength(FILES_A_DAY)
  const texts = await Promise.all(run.files.map(({ fileId }) => fileOf(house.operator, fileId)))
  expect(
    texts
      .map((text) => text[33])
      .sort()
      .join(''),
  ).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  await trade.redeem(shop(36), card, 5_000)
  const runId = await make()
  const refused = await approve(runId)
  expect(codeOf(refused)).toBe('STATE_CONFLICT')
  expect(JSON.stringify(refused)).toContain('Approve the run tomorrow')
  house.advance(DAY_MS)
  const [operator, finance] = [
    await signIn(house.url, OPERATOR_EMAIL),
    await signIn(house.url, FINANCE_EMAIL),
  ]
  Object.assign(house, { operator, finance })
  done(await approve(runId))
  const next = await untilRun(operator, runId, 'generated')
  expect(await fileOf(operator, next.files[0]?.fileId ?? '')).toMatch(/^101.{30}A/)
  await change({})
})

test('more than may be paid on the day itself, and than one entry holds: in parts, to the cent', async () => {
  await change({ sameDay: true })
  const rich = await addPlace(house, 'Rich Shop')
  await giveAccount(house, rich, 99)
  const owed = 250_000_001
  for (const amountMinor of [100_000_000, 100_000_000, 50_000_001])
    await trade.redeem(rich, await trade.sell(amountMinor), amountMinor)
  const sameDay = await make()
  const amounts = (await payoutsAt(sameDay, rich)).map(({ amountMinor }) => amountMinor)
  expect(amounts).toEqual([100_000_000, 100_000_000, 50_000_001])
  await cancel(sameDay)
  await change({ sameDay: false })
  const plain = await make()
  expect((await payoutsAt(plain, rich)).map(({ amountMinor }) => amountMinor)).toEqual([owed])
  await change({ sameDay: true })
  // The draft was cut for other limits than hold now: it may not be frozen like that.
  const refused = await approve(plain)
  expect(codeOf(refused)).toBe('STATE_CONFLICT')
  expect(await read(plain)).toMatchObject({ state: 'draft', files: [] })
  await cancel(plain)
  const run = await runAndApprove(house)
  expect(run.files).toMatchObject([{ transfers: 3, creditsMinor: owed }])
  await change({})
})

test('two who say that the network has paid, at one moment: one of them did, once', async () => {
  const added = await house.operator.call('add-bank-profile', {
    ...{ name: 'By ourselves', settings: null, calendar: 'ca-payments', deliveryId: null },
    ...{ timeZone: 'America/Toronto', currency: currency('CAD'), lastFile: 0, password: PASSWORD },
  })
  done(added)
  const place = await house.operator.call('create-location', {
    ...{ name: 'Maple Shop', email: 'owner@maple.example', currency: currency('CAD') },
    timeZone: 'America/Toronto',
  })
  const { locationId } = done(place)
  const wish = { requestId: 'owed-1', locationId, amountMinor: minor(4_200), reason: 'Taken over' }
  done(await house.operator.call('adjust-payable', { ...wish, password: PASSWORD } as never))
  const { runId } = await runAndApprove(house)
  const bank = async () => (await accountsOf(house))[`bank:${house.networkId}`] ?? 0
  const before = await bank()
  const said = await Promise.all(
    [house.operator, house.finance].map((browser, at) =>
      browser.call('mark-run-paid', { runId, locationId: null, reference: `Cheque ${at}` }),
    ),
  )
  expect(said.filter(({ ok }) => ok)).toHaveLength(1)
  expect((await bank()) - before).toBe(4_200)
  const { rows } = await sql<{ count: number }>`
    SELECT COUNT(*) AS count FROM audit WHERE action = 'run-paid'
  `.execute(house.context.database.read)
  expect(Number(rows[0]?.count)).toBe(1)
})
