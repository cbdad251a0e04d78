import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BankDetails } from '../../../server/bank-files/index.ts'
import type { ServerContext } from '../../../server/context.ts'
import { createNetwork } from '../../../server/network/index.ts'
import { approveRun, finishRun } from '../../../server/payouts/index.ts'
import { makeDue } from '../../../server/payouts/work.ts'
import { createStaff } from '../../../server/staff/index.ts'
import type { Cpa005Settings } from '../../../src/contract/admin/rails.ts'
import type { LocationId, NetworkId } from '../../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../../src/contract/money.ts'
import { NO_TERMS } from '../../../src/contract/terms.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { newId } from '../ledger/names.ts'
import {
  accountRows,
  accountsOf,
  addNacha,
  addPlace,
  fileOf,
  giveAccount,
  NACHA,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
} from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000

let house: PayoutHouse
let trade: ReturnType<typeof tradeOf>
let card: Awaited<ReturnType<typeof trade.sell>>
let shop: LocationId
let profileId = ''
beforeAll(async () => {
  house = await openPayoutHouse()
  profileId = await addNacha(house)
  trade = tradeOf(house)
  card = await trade.sell(10_000_000)
  shop = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, shop, 1)
}, 60_000)
afterAll(() => house.close())

const make = async () => done(await house.operator.call('make-run', { cutOffMs: null })).runId
const accountOf = async (locationId: LocationId) => {
  const { accounts } = done(await house.operator.call('read-bank-accounts', { locationId }))
  return accounts[0]?.accountId ?? ''
}

test('an account that is held while the run is being approved: the run is not approved', async () => {
  await trade.redeem(shop, card, 3_000)
  const runId = await make()
  const accountId = await accountOf(shop)
  let held = 0
  // The moment after the accounts were looked at, and before anything is written.
  const write: ServerContext['database']['write'] = async (queries) => {
    if (queries.length > 2 && held++ === 0)
      done(await house.operator.call('block-bank-account', { accountId, reason: 'Stop' }))
    return house.context.database.write(queries)
  }
  const context = { ...house.context, database: { ...house.context.database, write } }
  const who = { networkId: house.networkId, actor: 'staff:another', ip: null }
  expect(codeOf(await approveRun(context, who, runId))).toBe('STATE_CONFLICT')
  expect(held).toBe(1)
  expect(done(await house.operator.call('read-run', { runId }))).toMatchObject({
    ...{ state: 'draft', files: [] },
  })
  const released = { accountId, reason: 'All is well', password: PASSWORD }
  done(await house.finance.call('release-bank-account', released))
  done(await house.operator.call('cancel-run', { runId, reason: 'Made again' }))
})

test('a second bank profile of one sender on one day: the next modifier, and another name', async () => {
  const [first] = (await runAndApprove(house)).files
  done(await house.operator.call('retire-bank-profile', { profileId, password: PASSWORD }))
  const added = await house.operator.call('add-bank-profile', {
    ...{ name: 'Dollars again', settings: NACHA, calendar: 'us-fed', password: PASSWORD },
    ...{ timeZone: 'America/New_York', deliveryId: null, currency: 'USD', lastFile: 0 },
  })
  profileId = done(added).profileId
  await trade.redeem(shop, card, 2_000)
  const [second] = (await runAndApprove(house)).files
  expect(first?.name).toMatch(/-0001\.txt$/)
  expect(second?.name).toMatch(/-0001-2\.txt$/)
  const texts = await Promise.all(
    [first, second].map((file) => fileOf(house.operator, file?.fileId ?? '')),
  )
  expect(texts.map((text) => text[33])).toEqual(['A', 'B'])
})

test('two networks that have one bank: the next modifier, and another name', async () => {
  const networkId = await createNetwork(house.context, 'New Town')
  const person = { networkId, name: 'Nora', email: 'nora@new.example', password: PASSWORD } as const
  done(await createStaff(house.context, { ...person, role: 'operator' }))
  const operator = await signIn(house.url, person.email)
  const added = await operator.call('add-bank-profile', {
    ...{ name: 'Dollars', settings: NACHA, calendar: 'us-fed', password: PASSWORD },
    ...{ timeZone: 'America/New_York', deliveryId: null, currency: 'USD', lastFile: 0 },
  })
  done(added)
  const town = { context: house.context, networkId }
  const locationId = await addPlace(town, 'River Books')
  await giveAccount(town, locationId, 2)
  await adjust({ networkId, locationId, currency: currency('USD') }, 4_200)
  const { runId } = done(await operator.call('make-run', { cutOffMs: null }))
  const machine = { networkId, actor: 'system', ip: null } as const
  done(await approveRun(house.context, machine, runId))
  await finishRun(house.context, runId, () => undefined)
  const [theirs] = done(await operator.call('read-run', { runId })).files
  const kept = await house.context.database.read
    .selectFrom('payout_file')
    .where('name', '=', theirs?.name ?? '')
    .select('run_id')
    .execute()
  expect(kept).toEqual([{ run_id: runId }])
  expect((await fileOf(operator, theirs?.fileId ?? ''))[33]).toBe('C')
})

test('two networks of one bank that approve at one moment: never the same modifier', async () => {
  const networkId = await createNetwork(house.context, 'Harbour')
  const person = { networkId, name: 'Hal', email: 'hal@harbour.example', password: PASSWORD }
  done(await createStaff(house.context, { ...person, role: 'operator' }))
  const operator = await signIn(house.url, person.email)
  const added = await operator.call('add-bank-profile', {
    ...{ name: 'Dollars', settings: NACHA, calendar: 'us-fed', password: PASSWORD },
    ...{ timeZone: 'America/New_York', deliveryId: null, currency: 'USD', lastFile: 0 },
  })
  done(added)
  const locationId = await addPlace({ context: house.context, networkId }, 'Fish')
  await giveAccount({ context: house.context, networkId }, locationId, 3)
  await adjust({ networkId, locationId, currency: currency('USD') }, 4_200)
  const theirs = done(await operator.call('make-run', { cutOffMs: null })).runId
  await trade.redeem(shop, card, 1_000)
  const ours = await make()
  let others = 0
  // The moment after the numbers of the day were looked at, and before ours is written.
  const write: ServerContext['database']['write'] = async (queries) => {
    if (queries.length > 2 && others++ === 0)
      done(await approveRun(house.context, { networkId, actor: 'system', ip: null }, theirs))
    return house.context.database.write(queries)
  }
  const context = { ...house.context, database: { ...house.context.database, write } }
  const machine = { networkId: house.networkId, actor: 'system', ip: null } as const
  const first = await approveRun(context, machine, ours)
  if (!first.ok) done(await approveRun(house.context, machine, ours))
  await Promise.all([ours, theirs].map((id) => finishRun(house.context, id, () => undefined)))
  const files = await Promise.all([
    house.operator.call('read-run', { runId: ours }),
    operator.call('read-run', { runId: theirs }),
  ])
  const [own, other] = files.map((view) => done(view).files[0]?.fileId ?? '')
  const texts = [await fileOf(house.operator, own ?? ''), await fileOf(operator, other ?? '')]
  expect(others).toBeGreaterThan(0)
  expect(texts.map((text) => text[33])).toEqual(['E', 'D'])
})

/** Money that a location is owed from before. */
async function adjust(
  place: { networkId: NetworkId; locationId: LocationId; currency: Currency },
  amountMinor: number,
): Promise<void> {
  const { reply } = await house.context.database.ledger.execute({
    ...{ kind: 'payable_adjust', requestId: newId() as never },
    contentHash: new Uint8Array(32),
    caller: { key: 'staff:one', locationId: null, channel: 'admin', clerk: null },
    ...{ ...place, amountMinor: minor(amountMinor), reason: 'Taken over', reference: 'first' },
  })
  done(reply)
}

test('files of two currencies for one bank: each has a name and a number of its own', async () => {
  const settings: Cpa005Settings = {
    ...{ rail: 'cpa005', originatorId: '1234567890', dataCentre: '00320', originCentre: null },
    ...{ currency: 'CAD', transactionCode: '450', collectionCode: '730', shortName: 'OLD TOWN' },
    ...{ longName: 'OLD TOWN CARDS', returnInstitution: '003', returnTransit: '12345' },
    ...{ returnAccount: '1234567', trace: 'zeros', settlementCode: '  ', routingLine: null },
    ...{ entryMaxMinor: null, fileMaxMinor: null, fileMaxEntries: null },
  }
  const details: BankDetails = {
    ...{ country: 'ca', institution: '003', transit: '12345', account: '7654321' },
  }
  const maples: Parameters<typeof adjust>[0][] = []
  for (const code of ['CAD', 'USD'] as const) {
    const added = await house.operator.call('add-bank-profile', {
      ...{ name: `Canada ${code}`, settings: { ...settings, currency: code }, lastFile: 0 },
      ...{ calendar: 'ca-payments', timeZone: 'America/Toronto', deliveryId: null },
      ...{ currency: currency(code), password: PASSWORD },
    })
    done(added)
    const place = await house.operator.call('create-location', {
      ...{ name: `Maple ${code}`, email: 'owner@maple.example', currency: currency(code) },
      timeZone: 'America/Toronto',
    })
    const { locationId } = done(place)
    const rows = accountRows(house.context, house.networkId, locationId, {
      ...{ details, payeeName: 'Maple' },
    })
    expect(await house.context.database.write(rows)).toBe(true)
    const maple = { networkId: house.networkId, locationId, currency: currency(code) }
    await adjust(maple, 4_200)
    maples.push(maple)
  }
  const { files } = await runAndApprove(house)
  expect(files).toHaveLength(2)
  expect(new Set(files.map(({ name }) => name)).size).toBe(2)
  for (const place of maples) await adjust(place, 100)
  const next = await runAndApprove(house)
  const texts = await Promise.all(
    [...files, ...next.files].map(({ fileId }) => fileOf(house.operator, fileId)),
  )
  // What the originator's bank tells them apart by, whatever their currency is.
  const numbers = texts.map((text) => text.slice(10, 24))
  expect(numbers.sort()).toEqual(['0001', '0002', '0003', '0004'].map((one) => `1234567890${one}`))
})

test('a destination of another network: no bank profile sends files there', async () => {
  const networkId = await createNetwork(house.context, 'Foreign')
  const email = 'foreign@other.example'
  const person = {
    networkId,
    name: 'Foreign',
    email,
    password: PASSWORD,
    role: 'operator',
  } as const
  done(await createStaff(house.context, person))
  const foreign = await signIn(house.url, email)
  const secrets = { password: '', privateKey: '', access: '', second: '' }
  const theirs = await foreign.call('add-bank-delivery', {
    ...{ name: 'Their folder', settings: { kind: 'folder', folder: 'out' }, secrets },
  })
  const { deliveryId } = done(theirs)
  const profile = {
    ...{ name: 'Theirs', settings: NACHA, timeZone: 'America/New_York' },
    ...{ deliveryId, password: PASSWORD },
    calendar: 'us-fed',
  } as const
  const added = { ...profile, currency: currency('USD'), lastFile: 0 }
  expect(codeOf(await house.operator.call('add-bank-profile', added))).toBe('REQUEST_MALFORMED')
  const changed = await house.operator.call('change-bank-profile', { ...profile, profileId })
  expect(codeOf(changed)).toBe('REQUEST_MALFORMED')
  done(await foreign.call('add-bank-profile', added))
})

test('a month without a sale: what the network itself is charged is posted all the same', async () => {
  const fee = {
    ...{ id: 'platform', label: 'Platform', basisPoints: 0, fixedMinor: minor(5_000), tax: null },
    ...{ minimumMinor: null, maximumMinor: null },
    kind: 'platform',
    payer: 'network',
    basis: 'network_month',
    collection: 'netted',
  } as const
  const agreed = { basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD }
  done(
    await house.operator.call('change-terms', {
      ...{ currency: currency('USD'), terms: { ...NO_TERMS, fees: [fee] }, ...agreed },
    }),
  )
  const schedule = {
    rhythm: { every: 'week', weekday: 3 },
    ...{ cutOff: '18:00', timeZone: 'America/New_York' },
    calendar: 'us-fed',
    leadDays: { nacha: 1, cpa005: 2, bambora: 2, forte: 2, sepa: 1, manual: 0 },
  } as const
  done(await house.operator.call('change-schedule', { schedule, ...agreed }))
  house.advance(70 * DAY_MS)
  while (await makeDue(house.context)) {
    const { reports } = house.context.database
    const posting = reports.selectFrom('settlement_run').where('state', '=', 'approved')
    for (const { id } of await posting.select('id').execute())
      await finishRun(house.context, id, () => undefined)
  }
  const operator = await signIn(house.url, OPERATOR_EMAIL)
  const { runs } = done(await operator.call('list-runs', {}))
  const scheduled = runs.filter(({ origin }) => origin === 'schedule')
  expect(scheduled.length).toBeGreaterThan(8)
  expect(new Set(scheduled.map(({ state }) => state))).toEqual(new Set(['settled']))
  const accounts = await accountsOf(house)
  const months = new Set(scheduled.map(({ cutOffMs }) => new Date(cutOffMs).getUTCMonth())).size - 1
  expect(months).toBeGreaterThan(1)
  expect(accounts[`fee:${house.networkId}`]).toBe(months * 5_000)
  expect(accounts[`charges:${house.networkId}`]).toBe(months * -5_000)
})
