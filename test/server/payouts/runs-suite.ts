import { afterAll, beforeAll, expect, test } from 'vitest'
import { letArrive } from '../../../server/payouts/arriving.ts'
import { findPayout, recordOutcome } from '../../../server/payouts/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD, reasonOf } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  fileOf,
  giveAccount,
  openPayoutHouse,
  outcome,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
  untilRun,
} from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The story of a few runs, the same on every engine. */
export function tellRuns(
  settingsOf: () => Promise<readonly string[]>,
  prove: (house: PayoutHouse) => Promise<void>,
): void {
  let house: PayoutHouse
  let [bakery, books, cafe]: LocationId[] = []
  beforeAll(async () => {
    house = await openPayoutHouse(await settingsOf())
    await addNacha(house)
    bakery = await addPlace(house, 'Main Street Bakery')
    books = await addPlace(house, 'River Books')
    cafe = await addPlace(house, 'Quiet Cafe')
    await giveAccount(house, bakery, 1)
    await giveAccount(house, books, 5)
  }, 60_000)
  afterAll(() => house.close())

  const at = (place: LocationId | undefined): LocationId => {
    if (place === undefined) throw new Error('no such place')
    return place
  }
  const lineOf = async (runId: string, locationId: LocationId | undefined) => {
    const asked = { runId, locationId: at(locationId) }
    return done(await house.operator.call('read-run-line', asked)).line
  }
  const settling = async () => {
    const all = await accountsOf(house)
    const { networkId } = house
    const of = (name: string) => all[name] ?? 0
    return {
      ...{ bakery: of(`payable:${bakery}`), books: of(`payable:${books}`) },
      ...{ cafe: of(`payable:${cafe}`), settling: of(`settling:${networkId}`) },
      bank: of(`bank:${networkId}`),
    }
  }

  let firstRun = ''
  test('a run: freezes what is owed, and needs another person', async () => {
    const trade = tradeOf(house)
    const card = await trade.sell(100_000)
    const first = await trade.redeem(at(bakery), card, 7_000)
    await trade.giveBack(at(bakery), first, 500)
    await trade.redeem(at(books), card, 12_345)
    const wrong = await trade.redeem(at(books), card, 999)
    await trade.undo(at(books), wrong)
    await trade.redeem(at(cafe), card, 1_000)
    const made = done(await house.operator.call('make-run', { cutOffMs: null }))
    firstRun = made.runId
    expect(made).toMatchObject({ state: 'draft', number: 1, approvals: 2, files: [] })
    expect(made.totals).toMatchObject([
      {
        ...{ currency: 'USD', locations: 3, redeemedMinor: 21_344, voidedMinor: 999 },
        ...{ refundedMinor: 500, dueMinor: 19_845, payouts: 2, payoutMinor: 18_845 },
        ...{ carriedMinor: 1_000, kept: 1 },
      },
    ])
    expect(await lineOf(firstRun, cafe)).toMatchObject({ why: 'none', payoutMinor: 0 })
    // What comes now belongs to the next run.
    await trade.redeem(at(bakery), card, 50)
    expect(await settling()).toEqual({
      ...{ bakery: 6_550, books: 12_345, cafe: 1_000, settling: 0, bank: 0 },
    })
    const again = await house.finance.call('make-run', { cutOffMs: null })
    expect(codeOf(again)).toBe('STATE_CONFLICT')
    const own = { runId: firstRun, password: PASSWORD }
    expect(reasonOf(await house.operator.call('approve-run', own))).toBe('OWN_DECISION')
    const unsure = { runId: firstRun, password: 'not hers' }
    expect(codeOf(await house.finance.call('approve-run', unsure))).toBe('SIGN_IN_FAILED')
    done(await house.finance.call('approve-run', own))
    const posted = await untilRun(house.operator, firstRun, 'generated')
    expect(posted.files).toMatchObject([{ number: 1, transfers: 2, creditsMinor: 18_845 }])
    expect(await settling()).toEqual({
      ...{ bakery: 50, books: 0, cafe: 1_000, settling: 18_845, bank: 0 },
    })
  })

  test('a file: the same bytes each time, and each batch of one sort', async () => {
    const [file] = done(await house.operator.call('read-run', { runId: firstRun })).files
    const text = await fileOf(house.operator, file?.fileId ?? '')
    expect(await fileOf(house.finance, file?.fileId ?? '')).toBe(text)
    const records = text.trimEnd().split('\n')
    expect(
      records.filter((record) => record.startsWith('5')).map((one) => one.slice(50, 53)),
    ).toEqual(['CCD', 'PPD'])
    expect(
      records.filter((record) => record.startsWith('6')).map((one) => Number(one.slice(29, 39))),
    ).toEqual([6_500, 12_345])
    done(await house.operator.call('mark-file-sent', { fileId: file?.fileId ?? '' }))
    const twice = await house.operator.call('mark-file-sent', { fileId: file?.fileId ?? '' })
    expect(codeOf(twice)).toBe('STATE_CONFLICT')
    expect((await lineOf(firstRun, bakery)).payouts).toMatchObject([{ state: 'sent' }])
  })

  test('a return: owed again once, and paid by the next run', async () => {
    const { context, networkId } = house
    const [sent] = (await lineOf(firstRun, bakery)).payouts
    const reference = sent?.reference ?? ''
    const found = await findPayout(context.database, { networkId, trace: null, reference })
    const row = await context.database.read
      .selectFrom('payout')
      .where('reference', '=', reference)
      .select('trace')
      .executeTakeFirst()
    const traced = { networkId, trace: row?.trace ?? null, reference: null }
    expect(await findPayout(context.database, traced)).toEqual(found)
    if (found === undefined) throw new Error('the payout is not found')
    const other = outcome('returned', { amountMinor: 1 as typeof found.amountMinor })
    expect(codeOf(await recordOutcome(context, found, other))).toBe('STATE_CONFLICT')
    const back = outcome('returned', { amountMinor: found.amountMinor })
    expect(done(await recordOutcome(context, found, back))).toEqual({
      ...{ isNew: true, state: 'returned', reopenedMinor: 6_500 },
    })
    expect(done(await recordOutcome(context, found, back))).toMatchObject({ isNew: false })
    expect(await settling()).toMatchObject({ bakery: 6_550, settling: 12_345 })
    const next = await runAndApprove(house)
    const line = await lineOf(next.runId, bakery)
    expect(line).toMatchObject({
      ...{ openingMinor: 0, redeemedMinor: 50, returnedMinor: 6_500, payoutMinor: 6_550 },
      payouts: [{ replaces: [reference] }],
    })
    expect(await settling()).toMatchObject({ bakery: 0, books: 0, settling: 18_895 })
  })

  test('payouts nobody speaks of: they arrive when their days are over', async () => {
    const runs = done(await house.operator.call('list-runs', {})).runs
    const last = runs[0]?.runId ?? ''
    const [file] = done(await house.operator.call('read-run', { runId: last })).files
    done(await house.operator.call('mark-file-sent', { fileId: file?.fileId ?? '' }))
    house.advance(8 * DAY_MS)
    while (await letArrive(house.context));
    const operator = await signIn(house.url, OPERATOR_EMAIL)
    for (const runId of [firstRun, last])
      expect(done(await operator.call('read-run', { runId })).state).toBe('settled')
    expect(await settling()).toEqual({
      ...{ bakery: 0, books: 0, cafe: 1_000, settling: 0, bank: 18_895 },
    })
    await prove(house)
  })
}
