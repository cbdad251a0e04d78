import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TypedDetails } from '../../../src/contract/admin/bank-accounts.ts'
import { BANK_ANSWERS_PATH } from '../../../src/contract/admin/bank-outcomes.ts'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
  usAccount,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type Notice, readSent, writeAnswers } from './bank-answers.ts'

let house: PayoutHouse
const places: LocationId[] = []
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  for (const name of ['Prenote Comes Back', 'Cent Comes Back', 'Prenote Corrected', 'Prenote Fine'])
    places.push(await addPlace(house, name))
  const paid = await addPlace(house, 'Paid Already')
  await giveAccount(house, paid, 99)
  const trade = tradeOf(house)
  await trade.redeem(paid, await trade.sell(5_000), 5_000)
})
afterAll(() => house.close())

async function enter(at: number, verification: 'prenote' | 'test'): Promise<void> {
  const locationId = places[at] as LocationId
  const details = usAccount(at) as TypedDetails
  const entered = await house.operator.call('enter-bank-account', {
    ...{ locationId, details, again: details, payeeName: `Payee ${at}`, verification },
    ...{ contactEmail: 'owner@shop.example', mandate: null, password: PASSWORD },
  })
  const { accountId } = done(entered)
  done(await house.finance.call('approve-bank-account', { accountId, password: PASSWORD }))
}

/** Puts in a file of the bank, and waits until all of it was worked on. */
async function put(text: string): Promise<void> {
  const response = await house.operator.send(
    `${BANK_ANSWERS_PATH.slice(ADMIN_PREFIX.length)}?name=tests.ach`,
    {
      ...{ method: 'POST', body: text },
      headers: { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' },
    },
  )
  expect(await response.text()).toContain('"outcome":"taken"')
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.every(({ waiting }) => waiting === 0)
  })
}

test('accounts that are tried out: their tests go with a run, and what comes back ends them', async () => {
  for (const [at, way] of (['prenote', 'test', 'prenote', 'prenote'] as const).entries())
    await enter(at, way)
  const run = await runAndApprove(house)
  const texts = await Promise.all(run.files.map(({ fileId }) => fileOf(house.operator, fileId)))
  for (const { fileId } of run.files) done(await house.operator.call('mark-file-sent', { fileId }))
  const sent = texts.flatMap(readSent)
  const entryOf = (at: number) => {
    const found = sent.find(({ account }) => account === String(100_000_000 + at))
    if (found === undefined) throw new Error(`account ${at} was not tried out`)
    return found
  }
  expect([0, 1, 2, 3].map((at) => entryOf(at).amount)).toEqual([0, 1, 0, 0])
  const notices: Notice[] = [
    { entry: entryOf(0), code: 'R03' },
    { entry: entryOf(1), code: 'R04' },
    { entry: entryOf(2), code: 'C01', corrected: '770001234' },
  ]
  await put(writeAnswers(notices))
  const listed = async () => done(await house.operator.call('list-bank-accounts', {})).payees
  const payees = await listed()
  const stateOf = (at: number) => {
    const payee = payees.find(({ locationId }) => locationId === places[at])
    return [payee?.why, payee?.latest?.version, payee?.latest?.state]
  }
  expect([0, 1, 2, 3].map(stateOf)).toEqual([
    ['blocked', 1, 'blocked'],
    ['blocked', 1, 'blocked'],
    ['unapproved', 2, 'waiting'],
    ['unverified', 1, 'testing'],
  ])
  const { accounts } = done(
    await house.operator.call('read-bank-accounts', { locationId: places[0] as LocationId }),
  )
  expect(accounts[0]?.steps.map(({ kind }) => kind)).toEqual([
    ...['approved', 'test-sent', 'test-failed', 'blocked'],
  ])
  // By a rule of the network, what a bank corrects is applied without a person; it cools all the same.
  const rule = { coolingDays: 3, bankChanges: 'apply', password: PASSWORD } as const
  done(await house.operator.call('set-bank-rule', rule))
  await put(writeAnswers([{ entry: entryOf(3), code: 'C01', corrected: '880001234' }], 'B'))
  const corrected = (await listed()).find(({ locationId }) => locationId === places[3])
  expect(corrected).toMatchObject({ why: 'cooling', latest: { version: 2, origin: 'notice' } })
  expect(corrected?.latest?.madeBy).toBe('system')
  const all = await accountsOf(house)
  for (const place of places) expect(all[`payable:${place}`] ?? 0).toBe(0)
})

test('a prenote whose file is not at the bank: its account is not proved, and its days begin once it is', async () => {
  const place = await addPlace(house, 'Prenote Late')
  const at = places.push(place) - 1
  await enter(at, 'prenote')
  const trade = tradeOf(house)
  const card = await trade.sell(5_000)
  await trade.redeem(place, card, 4_000)
  const tried = await runAndApprove(house)
  const laterRun = async (days: number) => {
    house.advance(days * 24 * 60 * 60 * 1000)
    Object.assign(house, {
      operator: await signIn(house.url, OPERATOR_EMAIL),
      finance: await signIn(house.url, FINANCE_EMAIL),
    })
    await trade.redeem(place, card, 1)
    const { runId } = await runAndApprove(house)
    const asked = { runId, locationId: place }
    const { line } = done(await house.operator.call('read-run-line', asked))
    return [line.payoutMinor, line.why]
  }
  expect(await laterRun(10)).toEqual([0, 'unverified'])
  for (const { fileId } of tried.files)
    done(await house.operator.call('mark-file-sent', { fileId }))
  expect(await laterRun(1)).toEqual([0, 'unverified'])
  expect(await laterRun(10)).toEqual([4_003, null])
})
