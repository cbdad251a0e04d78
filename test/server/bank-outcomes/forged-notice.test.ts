import { afterAll, beforeAll, expect, test } from 'vitest'
import { BANK_ANSWERS_PATH } from '../../../src/contract/admin/bank-outcomes.ts'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import {
  addNacha,
  addPlace,
  fileOf,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { readSent, type SentEntry, writeAnswers } from './bank-answers.ts'

let house: PayoutHouse
let third: AdminBrowser
const places: LocationId[] = []
const entries: SentEntry[] = []
beforeAll(async () => {
  house = await openPayoutHouse()
  await house.addStaff('operator', 'third@network.example')
  third = await signIn(house.url, 'third@network.example')
  await addNacha(house)
  const trade = tradeOf(house)
  for (const at of [1, 2]) {
    const place = await addPlace(house, `Shop ${at}`)
    places.push(place)
    await giveAccount(house, place, at)
    await trade.redeem(place, await trade.sell(5_000), 1_000 * at)
  }
  const { files } = await runAndApprove(house)
  const fileId = files[0]?.fileId ?? ''
  entries.push(...readSent(await fileOf(house.operator, fileId)))
  done(await house.operator.call('mark-file-sent', { fileId }))
})
afterAll(() => house?.close())

/** The entry of the file that went to a shop, by what it was paid. */
function entryOf(amount: number): SentEntry {
  const found = entries.find((entry) => entry.amount === amount)
  if (found === undefined) throw new Error(`nothing of ${amount} was sent`)
  return found
}

/** A person puts in what is said to be the bank's, and all of it is worked on. */
async function put(by: AdminBrowser, text: string): Promise<void> {
  const path = `${BANK_ANSWERS_PATH.slice(ADMIN_PREFIX.length)}?name=notice.ach`
  const headers = { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' }
  const response = await by.send(path, { method: 'POST', body: text, headers })
  expect(await response.text()).toContain('"outcome":"taken"')
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.every(({ waiting }) => waiting === 0)
  })
}

async function waitingAt(locationId: LocationId): Promise<string> {
  const { payees } = done(await house.operator.call('list-bank-accounts', {}))
  const latest = payees.find((payee) => payee.locationId === locationId)?.latest
  expect(latest).toMatchObject({ origin: 'notice', state: 'waiting' })
  return latest?.accountId ?? ''
}

test('a notice of change: whoever put it in does not approve the account that it names', async () => {
  await put(
    house.finance,
    writeAnswers([{ entry: entryOf(1_000), code: 'C01', corrected: '770001234' }]),
  )
  const accountId = await waitingAt(places[0] as LocationId)
  const approving = { accountId, password: PASSWORD }
  expect(codeOf(await house.finance.call('approve-bank-account', approving))).toBe('STATE_CONFLICT')
  expect(await waitingAt(places[0] as LocationId)).toBe(accountId)
  expect(done(await house.operator.call('approve-bank-account', approving))).toMatchObject({
    state: 'cooling',
  })
})

test('one that was matched by hand: neither who put it in nor who matched it approves', async () => {
  const unknown = { ...entryOf(2_000), trace: '076401259999999', identification: 'NOBODY' }
  const code = 'C01'
  await put(house.finance, writeAnswers([{ entry: unknown, code, corrected: '880001234' }], 'B'))
  const { answers } = done(await house.operator.call('list-bank-answers', {}))
  const answerId = answers.find(({ kind }) => kind === 'changed')?.answerId ?? ''
  const reference = entryOf(2_000).identification
  const matching = { answerId, reference, password: PASSWORD }
  done(await house.operator.call('match-bank-answer', matching))
  const accountId = await waitingAt(places[1] as LocationId)
  const approving = { accountId, password: PASSWORD }
  for (const hand of [house.finance, house.operator])
    expect(codeOf(await hand.call('approve-bank-account', approving))).toBe('STATE_CONFLICT')
  done(await third.call('approve-bank-account', approving))
})
