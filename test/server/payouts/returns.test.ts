import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeForteReport } from '../../../server/bank-files/index.ts'
import { takeFile } from '../../../server/bank-outcomes/taking.ts'
import { encodeOperationId } from '../../../server/ledger/operation-id.ts'
import { letArrive } from '../../../server/payouts/arriving.ts'
import { findPayout, recordOutcome } from '../../../server/payouts/index.ts'
import {
  BANK_ANSWERS_PATH,
  type BankAnswerView,
  takenFileSchema,
} from '../../../src/contract/admin/bank-outcomes.ts'
import type { RunView } from '../../../src/contract/admin/payout-views.ts'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { parseUnknown } from '../../../src/contract/parse.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import {
  type Notice,
  readSent,
  type SentEntry,
  writeAnswers,
} from '../bank-outcomes/bank-answers.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { newId } from '../ledger/names.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  openPayoutHouse,
  outcome,
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
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  trade = tradeOf(house)
  card = await trade.sell(10_000_000)
  shop = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, shop, 1)
}, 60_000)
afterAll(() => house.close())

const entriesOf = async (run: RunView): Promise<readonly SentEntry[]> =>
  readSent(await fileOf(house.operator, run.files[0]?.fileId ?? ''))
const sendAll = async (run: RunView) => {
  for (const { fileId } of run.files) done(await house.operator.call('mark-file-sent', { fileId }))
}
/** A run of all that is owed, with its file at the bank. */
const sentRun = async () => {
  const run = await runAndApprove(house)
  await sendAll(run)
  return { run, entries: await entriesOf(run) }
}
const payoutOf = async (reference: string) => {
  const name = { networkId: house.networkId, trace: null, reference }
  const found = await findPayout(house.context.database, name)
  if (found === undefined) throw new Error(`no payout ${reference}`)
  return found
}
const says = async (reference: string, ...said: Parameters<typeof outcome>) =>
  done(await recordOutcome(house.context, await payoutOf(reference), outcome(...said)))
const daysLater = async (days: number) => {
  house.advance(days * DAY_MS)
  while (await letArrive(house.context));
  const [operator, finance] = [
    await signIn(house.url, OPERATOR_EMAIL),
    await signIn(house.url, FINANCE_EMAIL),
  ]
  Object.assign(house, { operator, finance })
}
const onWay = async () => (await accountsOf(house))[`settling:${house.networkId}`] ?? 0
const charged = async () => (await accountsOf(house))[`charges:${house.networkId}`] ?? 0
const atBank = async () => (await accountsOf(house))[`bank:${house.networkId}`] ?? 0
const owedTo = async (locationId: LocationId) =>
  (await accountsOf(house))[`payable:${locationId}`] ?? 0

let modifier = 65
/** The bank's file with these notices is put in; what came of them, once they were worked on. */
const answered = async (...notices: Notice[]): Promise<readonly BankAnswerView[]> => {
  const text = writeAnswers(notices, String.fromCharCode(modifier++))
  const path = `${BANK_ANSWERS_PATH.slice(ADMIN_PREFIX.length)}?name=returns.ach`
  const headers = { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' }
  const response = await house.operator.send(path, { method: 'POST', body: text, headers })
  const parsed = parseUnknown(replySchema(takenFileSchema), (await response.json()) as unknown)
  if (!parsed.ok) throw new Error(`no reply: ${parsed.problem.message}`)
  const taken = done(parsed.value)
  if (taken.outcome !== 'taken') throw new Error(JSON.stringify(taken))
  const { fileId } = taken.file
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.every(({ waiting }) => waiting === 0)
  })
  return done(await house.operator.call('list-bank-answers', { fileId })).answers
}
const first = <Item>(items: readonly Item[]): Item => {
  const [item] = items
  if (item === undefined) throw new Error('there is none')
  return item
}

test('one cent that comes back: nothing of it stays on its way, before and after it was confirmed', async () => {
  for (const isLate of [false, true]) {
    const before = [await onWay(), await charged(), await atBank()]
    const fresh = await addPlace(house, `Tried ${isLate ? 'late' : 'soon'}`)
    const details = { country: 'us', routing: '231380104', account: '888777' } as const
    const typed = { ...details, accountType: 'checking', holder: 'business' } as const
    const entered = await house.operator.call('enter-bank-account', {
      ...{ locationId: fresh, details: typed, again: typed, payeeName: 'New Shop' },
      ...{ contactEmail: 'owner@shop.example', verification: 'test', mandate: null },
      password: PASSWORD,
    })
    const { accountId } = done(entered)
    done(await house.finance.call('approve-bank-account', { accountId, password: PASSWORD }))
    await trade.redeem(fresh, card, 900)
    const { entries } = await sentRun()
    const cent = first(entries.filter(({ amount }) => amount === 1))
    expect(await onWay()).toBe((before[0] ?? 0) + 1)
    if (isLate) await daysLater(10)
    expect(await atBank()).toBe((before[2] ?? 0) + (isLate ? 1 : 0))
    await says(cent.identification, 'returned', { amountMinor: minor(1) })
    expect([await onWay(), await charged(), await atBank()]).toEqual(before)
  }
})

test('a collection that comes back after it was confirmed: owed again, and nothing on its way', async () => {
  const owing = await addPlace(house, 'Owing Shop')
  await giveAccount(house, owing, 9, 'M-9')
  const terms = { negative: 'collect' } as const
  const agreed = { basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD }
  done(await house.operator.call('change-location-terms', { locationId: owing, terms, ...agreed }))
  const operationId = await trade.redeem(owing, card, 2_000)
  await sentRun()
  await daysLater(10)
  await trade.undo(owing, operationId)
  const before = [await onWay(), await atBank()]
  const { entries } = await sentRun()
  const debit = first(entries.filter(({ amount }) => amount === 2_000))
  expect([await owedTo(owing), await onWay()]).toEqual([0, (before[0] ?? 0) - 2_000])
  await daysLater(10)
  expect([await onWay(), await atBank()]).toEqual([before[0], (before[1] ?? 0) - 2_000])
  await says(debit.identification, 'returned', { code: 'R10', amountMinor: minor(2_000) })
  expect(await owedTo(owing)).toBe(-2_000)
  expect([await onWay(), await atBank()]).toEqual(before)
})

test('a file that was brought to the bank late: its days of grace begin then', async () => {
  await trade.redeem(shop, card, 3_000)
  const run = await runAndApprove(house)
  const entry = first((await entriesOf(run)).filter(({ amount }) => amount === 3_000))
  await daysLater(10)
  await sendAll(run)
  const stateAfter = async (days: number) => {
    await daysLater(days)
    return (await payoutOf(entry.identification)).state
  }
  expect(await stateAfter(1)).toBe('assumed_paid')
  expect(await stateAfter(9)).toBe('confirmed')
})

test('paid, sent back, paid, sent back: owed again once, and a person hears of the second word', async () => {
  await trade.redeem(shop, card, 4_000)
  const { entries } = await sentRun()
  const entry = first(entries.filter(({ amount }) => amount === 4_000))
  const back = { amountMinor: minor(4_000) }
  await says(entry.identification, 'paid', back)
  await says(entry.identification, 'returned', back)
  await says(entry.identification, 'paid', back)
  await says(entry.identification, 'returned', back)
  expect(await owedTo(shop)).toBe(4_000)
  // It is paid again; the first one coming back once more changes nothing.
  await sentRun()
  expect(await owedTo(shop)).toBe(0)
  await says(entry.identification, 'returned', back)
  expect(await owedTo(shop)).toBe(0)
})

test('a return of a file that nobody said was sent: waits, and is matched once that was said', async () => {
  await trade.redeem(shop, card, 5_000)
  const run = await runAndApprove(house)
  const entry = first((await entriesOf(run)).filter(({ amount }) => amount === 5_000))
  const answer = first(await answered({ entry, code: 'R06' }))
  expect(answer).toMatchObject({ state: 'open', deeds: [{ did: 'refused' }] })
  const { answerId } = answer
  const asked = { answerId, reference: entry.identification, password: PASSWORD }
  expect(codeOf(await house.finance.call('match-bank-answer', asked))).toBe('STATE_CONFLICT')
  expect(await owedTo(shop)).toBe(0)
  await sendAll(run)
  const matched = done(await house.finance.call('match-bank-answer', asked))
  expect(matched.deeds.map(({ did }) => did)).toContain('payable-reopened')
  expect(await owedTo(shop)).toBe(5_000)
  expect(codeOf(await house.finance.call('match-bank-answer', asked))).toBe('STATE_CONFLICT')
  await sentRun()
})

test('two people match one answer to two transfers at one moment: one of them is owed again', async () => {
  const other = await addPlace(house, 'River Books')
  await giveAccount(house, other, 7)
  await trade.redeem(shop, card, 9_000)
  await trade.redeem(other, card, 9_000)
  const { entries } = await sentRun()
  const same = entries.filter(({ amount }) => amount === 9_000)
  expect(same).toHaveLength(2)
  const unknown = { ...first(same), identification: 'NOT OURS' }
  const { answerId } = first(await answered({ entry: unknown, code: 'R06' }))
  const people = [house.finance, house.operator]
  const matched = await Promise.all(
    same.map(({ identification: reference }, at) =>
      people[at]?.call('match-bank-answer', { answerId, reference, password: PASSWORD }),
    ),
  )
  expect(matched.filter((reply) => reply?.ok)).toHaveLength(1)
  expect((await owedTo(shop)) + (await owedTo(other))).toBe(9_000)
  await sentRun()
})

test('another sender’s transfer with the trace of one of ours: moves nothing, and changes no account', async () => {
  await trade.redeem(shop, card, 6_000)
  const { entries } = await sentRun()
  const entry = first(entries.filter(({ amount }) => amount === 6_000))
  const foreign = { ...entry, identification: 'PAYROLL 17' }
  const [back, change] = await answered(
    { entry: foreign, code: 'R03' },
    { entry: foreign, code: 'C01', corrected: '666666666' },
  )
  expect([back?.deeds[0]?.did, change?.deeds[0]?.did]).toEqual(['unmatched', 'unmatched'])
  expect(await owedTo(shop)).toBe(0)
  const { accounts } = done(await house.operator.call('read-bank-accounts', { locationId: shop }))
  expect(accounts).toMatchObject([{ version: 1, state: 'usable' }])
})

test('a trace that two bank profiles gave: fits none of them', async () => {
  const { database } = house.context
  const { networkId } = house
  const row = await database.read
    .selectFrom('payout')
    .where('trace', 'is not', null)
    .selectAll()
    .executeTakeFirstOrThrow()
  const name = { networkId, trace: row.trace, reference: null }
  expect(await findPayout(database, name)).toMatchObject({ reference: row.reference })
  const { profileId } = done(
    await house.operator.call('add-bank-profile', {
      ...{ name: 'Ours', settings: null, calendar: 'us-fed', timeZone: 'America/New_York' },
      ...{ deliveryId: null, currency: row.currency as never, lastFile: 0, password: PASSWORD },
    }),
  )
  const twin = { ...row, profile_id: profileId, reference: 'P00A00000001', owed: null }
  const query = database.read.insertInto('payout').values(twin).compile()
  expect(await database.write([{ query, changes: 1 }])).toBe(true)
  expect(await findPayout(database, name)).toBeUndefined()
})

test('paid after it was sent back: a person sees to it', async () => {
  const { networkId } = house
  await trade.redeem(shop, card, 7_000)
  const { entries } = await sentRun()
  const entry = first(entries.filter(({ amount }) => amount === 7_000))
  first(await answered({ entry, code: 'R06' }))
  const report = writeForteReport([
    {
      ...{ reference: entry.identification, transactionId: 'trn_1', kind: 'paid', code: 'S01' },
      ...{ text: 'settled', amountMinor: 7_000, currency: 'USD' },
    },
  ])
  const sent = { networkId, name: 'forte.json', bytes: report, actor: 'system', ip: null }
  expect(await takeFile(house.context, sent)).toMatchObject({ outcome: 'taken' })
  await eventually(async () => {
    const { answers } = done(await house.operator.call('list-bank-answers', {}))
    return answers.some(({ kind, task }) => kind === 'paid' && task === 'duplicate')
  })
  expect(await owedTo(shop)).toBe(7_000)
})

test('a second copy that a bank sends back: nothing is owed again before a person looked', async () => {
  await trade.redeem(shop, card, 8_000)
  const { entries } = await sentRun()
  const entry = first(entries.filter(({ amount }) => amount >= 8_000))
  const answer = first(await answered({ entry, code: 'R24' }))
  expect(answer).toMatchObject({ state: 'open', task: 'duplicate', payoutReference: null })
  expect(await owedTo(shop)).toBe(0)
  const asked = { reference: entry.identification, password: PASSWORD }
  const { answerId } = answer
  done(await house.finance.call('match-bank-answer', { answerId, ...asked }))
  expect(await owedTo(shop)).toBe(entry.amount)
})

test('operations that pay a location: nobody undoes them as a sale', async () => {
  const { read } = house.context.database
  const sold = await trade.redeem(shop, card, 1)
  const newest = await read
    .selectFrom('journal')
    .orderBy('id', 'desc')
    .select(['id', 'time_ms'])
    .executeTakeFirstOrThrow()
  // This is how an operation is named that can be undone.
  expect(encodeOperationId(newest.time_ms, newest.id)).toBe(sold)
  const rows = await read
    .selectFrom('journal')
    .where('card_id', 'is', null)
    .where('outcome', '=', 'posted')
    .select(['id', 'time_ms', 'kind'])
    .execute()
  const kinds = new Map(
    rows.map(({ id, time_ms, kind }) => [kind, encodeOperationId(time_ms, id)] as const),
  )
  expect(kinds.size).toBeGreaterThan(8)
  const before = await accountsOf(house)
  for (const operationId of kinds.values()) {
    const asked = { operationId, requestId: newId(), reason: 'A trial' }
    const voided = await house.operator.call('void-operation', asked as never)
    const refunded = await house.operator.call('refund-operation', {
      ...{ ...asked, requestId: newId(), amountMinor: 1 },
    } as never)
    const codes = [codeOf(voided), codeOf(refunded)]
    expect(['NOT_FOUND', 'ORIGINAL_NOT_FOUND']).toEqual(expect.arrayContaining(codes))
  }
  expect(await accountsOf(house)).toEqual(before)
})
