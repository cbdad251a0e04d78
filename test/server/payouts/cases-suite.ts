import { afterAll, beforeAll, expect, test } from 'vitest'
import { letArrive } from '../../../server/payouts/arriving.ts'
import { recordOutcome } from '../../../server/payouts/index.ts'
import { makeDue } from '../../../server/payouts/work.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
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
  signIn,
  tradeOf,
  untilRun,
} from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What may go otherwise than planned, the same on every engine. */
export function tellCases(settingsOf: () => Promise<readonly string[]>): void {
  let house: PayoutHouse
  let trade: ReturnType<typeof tradeOf>
  let card: Awaited<ReturnType<typeof trade.sell>>
  let shop: LocationId
  beforeAll(async () => {
    house = await openPayoutHouse(await settingsOf())
    await addNacha(house, { entryMaxMinor: 20_000 })
    shop = await addPlace(house, 'Main Street Bakery')
    await giveAccount(house, shop, 1)
    trade = tradeOf(house)
    card = await trade.sell(1_000_000)
  }, 60_000)
  afterAll(() => house.close())

  const make = async (by: AdminBrowser = house.operator) =>
    done(await by.call('make-run', { cutOffMs: null }))
  const lineOf = async (runId: string, locationId = shop) =>
    done(await house.operator.call('read-run-line', { runId, locationId })).line
  const approve = (by: AdminBrowser, runId: string) =>
    by.call('approve-run', { runId, password: PASSWORD })
  const settle = async (runId: string) => {
    done(await approve(house.finance, runId))
    return untilRun(house.operator, runId, 'generated', 'settled')
  }

  test('a run: nothing to settle, and a cut-off that has not come, are refused', async () => {
    const empty = await house.operator.call('make-run', { cutOffMs: null })
    expect(codeOf(empty)).toBe('STATE_CONFLICT')
    const later = house.context.nowMs() + DAY_MS
    const early = await house.operator.call('make-run', { cutOffMs: later })
    expect(codeOf(early)).toBe('REQUEST_MALFORMED')
    expect(done(await house.operator.call('list-runs', {})).runs).toEqual([])
  })

  test('a cancelled draft: its stretch belongs to the next run', async () => {
    await trade.redeem(shop, card, 5_000)
    const { runId } = await make()
    const first = await lineOf(runId)
    const cancelled = await house.finance.call('cancel-run', { runId, reason: 'Too early' })
    expect(done(cancelled)).toMatchObject({ state: 'cancelled', reason: 'Too early' })
    expect(codeOf(await approve(house.finance, runId))).toBe('STATE_CONFLICT')
    await trade.redeem(shop, card, 300)
    const next = await make()
    expect(await lineOf(next.runId)).toMatchObject({
      ...{ fromId: first.fromId, redeemedMinor: 5_300, payoutMinor: 5_300, openingMinor: 0 },
    })
    await settle(next.runId)
    const late = await house.operator.call('cancel-run', { runId: next.runId, reason: 'Late' })
    expect(codeOf(late)).toBe('STATE_CONFLICT')
  })

  test('two who approve at once: one does, and each is paid once', async () => {
    await house.addStaff('finance', 'third@network.example')
    const third = await signIn(house.url, 'third@network.example')
    await trade.redeem(shop, card, 7_000)
    const { runId } = await make()
    const before = await accountsOf(house)
    const replies = await Promise.all([approve(house.finance, runId), approve(third, runId)])
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1)
    await untilRun(house.operator, runId, 'generated')
    const after = await accountsOf(house)
    const settling = `settling:${house.networkId}`
    expect((after[settling] ?? 0) - (before[settling] ?? 0)).toBe(7_000)
    expect(after[`payable:${shop}`]).toBe(0)
  })

  test('two who make a run at once: one does', async () => {
    await trade.redeem(shop, card, 400)
    const wish = { cutOffMs: null }
    const replies = await Promise.all([
      house.operator.call('make-run', wish),
      house.finance.call('make-run', wish),
    ])
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1)
    const [run] = done(await house.operator.call('list-runs', {})).runs
    expect(run).toMatchObject({ state: 'draft', totals: [{ payouts: 1, payoutMinor: 400 }] })
    const { runId } = run ?? { runId: '' }
    done(await house.finance.call('cancel-run', { runId, reason: 'A trial' }))
  })

  test('more than the bank takes in one entry: as many transfers as that needs', async () => {
    await trade.redeem(shop, card, 50_001)
    const { runId } = await make()
    const run = await settle(runId)
    const { payouts } = await lineOf(runId)
    expect(payouts.map(({ amountMinor }) => amountMinor)).toEqual([20_000, 20_000, 10_401])
    expect(run.files).toMatchObject([{ transfers: 3, creditsMinor: 50_401 }])
  })

  test('an account that is changed after the draft: the run is not approved', async () => {
    await trade.redeem(shop, card, 1_000)
    const { runId } = await make()
    const details = { country: 'us', routing: '231380104', account: '777', holder: 'business' }
    const typed = {
      ...details,
      country: 'us',
      accountType: 'checking',
      holder: 'business',
    } as const
    const entered = await house.operator.call('enter-bank-account', {
      ...{ locationId: shop, details: typed, again: typed, payeeName: 'Bakery' },
      ...{ contactEmail: 'owner@shop.example', verification: 'cheque', mandate: null },
      password: PASSWORD,
    })
    const { accountId } = done(entered)
    expect(codeOf(await approve(house.finance, runId))).toBe('STATE_CONFLICT')
    done(await house.operator.call('reject-bank-account', { accountId, reason: 'A trial' }))
    await settle(runId)
  })

  test('a location that owes: waits, and is debited where it gave a mandate', async () => {
    const owing = await addPlace(house, 'Owing Shop')
    await giveAccount(house, owing, 9, 'M-9')
    const operationId = await trade.redeem(owing, card, 2_000)
    await settle((await make()).runId)
    await trade.undo(owing, operationId)
    const waits = await make()
    expect(await lineOf(waits.runId, owing)).toMatchObject({
      ...{ dueMinor: -2_000, payoutMinor: 0, carriedMinor: -2_000, why: 'negative' },
    })
    await settle(waits.runId)
    const terms = { negative: 'collect' } as const
    const agreed = { basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD }
    const own = { locationId: owing, terms, ...agreed }
    done(await house.operator.call('change-location-terms', own))
    await new Promise((resolve) => setTimeout(resolve, 5))
    const collects = await make()
    expect(await lineOf(collects.runId, owing)).toMatchObject({
      ...{ openingMinor: -2_000, payoutMinor: -2_000, carriedMinor: 0, why: null },
    })
    const run = await settle(collects.runId)
    expect(run.files).toMatchObject([{ creditsMinor: 0, debitsMinor: 2_000 }])
    expect((await accountsOf(house))[`payable:${owing}`]).toBe(0)
  })

  test('a network that pays by itself: without accounts and files, and marked as paid', async () => {
    const added = await house.operator.call('add-bank-profile', {
      ...{ name: 'By ourselves', settings: null, calendar: 'target2', timeZone: 'Europe/Paris' },
      ...{ deliveryId: null, currency: currency('CAD'), lastFile: 0, password: PASSWORD },
    })
    done(added)
    const place = await house.operator.call('create-location', {
      ...{ name: 'Maple Shop', email: 'owner@maple.example', currency: currency('CAD') },
      timeZone: 'America/Toronto',
    })
    const { locationId } = done(place)
    await owe(house, locationId, 4_200)
    const { runId } = await make()
    expect(await lineOf(runId, locationId)).toMatchObject({ payoutMinor: 4_200, why: null })
    const unsent = { runId, locationId: null, reference: 'Cheque 17' }
    expect(codeOf(await house.operator.call('mark-run-paid', unsent))).toBe('STATE_CONFLICT')
    const run = await settle(runId)
    expect(run).toMatchObject({ state: 'generated', unpaid: 1 })
    expect(done(await house.operator.call('mark-run-paid', unsent))).toMatchObject({
      ...{ state: 'settled', unpaid: 0 },
    })
    expect(codeOf(await house.operator.call('mark-run-paid', unsent))).toBe('STATE_CONFLICT')
    expect((await lineOf(runId, locationId)).payouts).toMatchObject([
      { state: 'confirmed', paidReference: 'Cheque 17' },
    ])
  })

  test('an account to be tried out: its prenote goes with the next file', async () => {
    const fresh = await addPlace(house, 'New Shop')
    const details = { country: 'us', routing: '231380104', account: '888' } as const
    const typed = { ...details, accountType: 'checking', holder: 'business' } as const
    const entered = await house.operator.call('enter-bank-account', {
      ...{ locationId: fresh, details: typed, again: typed, payeeName: 'New Shop' },
      ...{ contactEmail: 'owner@shop.example', verification: 'prenote', mandate: null },
      password: PASSWORD,
    })
    const { accountId } = done(entered)
    done(await house.finance.call('approve-bank-account', { accountId, password: PASSWORD }))
    await trade.redeem(fresh, card, 900)
    const { runId } = await make()
    expect(await lineOf(runId, fresh)).toMatchObject({ why: 'unverified', carriedMinor: 900 })
    const run = await settle(runId)
    expect(run.files).toMatchObject([{ transfers: 1, creditsMinor: 0 }])
    const text = await fileOf(house.operator, run.files[0]?.fileId ?? '')
    expect(text.split('\n').filter((record) => record.startsWith('623'))).toHaveLength(1)
    expect((await lineOf(runId, fresh)).payouts).toMatchObject([{ purpose: 'prenote' }])
  })

  test('a location that closed before its account was tried out: tried out while anything is owed', async () => {
    const enter = async (locationId: LocationId, account: string) => {
      const details = { country: 'us', routing: '231380104', account } as const
      const typed = { ...details, accountType: 'checking', holder: 'business' } as const
      const entered = await house.operator.call('enter-bank-account', {
        ...{ locationId, details: typed, again: typed, payeeName: 'Gone' },
        ...{ contactEmail: 'owner@shop.example', verification: 'test', mandate: null },
        password: PASSWORD,
      })
      const { accountId } = done(entered)
      done(await house.finance.call('approve-bank-account', { accountId, password: PASSWORD }))
    }
    const close = async (locationId: LocationId, name: string) => {
      const place = { locationId, name, email: 'owner@shop.example', timeZone: 'America/New_York' }
      done(await house.operator.call('update-location', { ...place, state: 'closed' }))
    }
    const [owed, idle] = [await addPlace(house, 'Gone'), await addPlace(house, 'Gone and paid')]
    await enter(owed, '4711')
    await enter(idle, '4712')
    await trade.redeem(owed, card, 700)
    await close(owed, 'Gone')
    await close(idle, 'Gone and paid')
    const { runId } = await make()
    expect(await lineOf(runId, owed)).toMatchObject({ why: 'unverified', carriedMinor: 700 })
    const run = await settle(runId)
    expect(run.files).toMatchObject([{ transfers: 1, creditsMinor: 1 }])
    expect((await lineOf(runId, owed)).payouts).toMatchObject([{ purpose: 'test' }])
  })

  test('a schedule: makes the run by itself, and two people agree to it', async () => {
    const schedule = {
      rhythm: { every: 'week', weekday: 3 },
      cutOff: '18:00',
      timeZone: 'America/New_York',
      calendar: 'us-fed',
      leadDays: { nacha: 1, cpa005: 2, bambora: 2, forte: 2, sepa: 1, manual: 0 },
    } as const
    const agreed = { basedOn: 0, validFrom: null, reason: 'Weekly', password: PASSWORD }
    done(await house.operator.call('change-schedule', { schedule, ...agreed }))
    await trade.redeem(shop, card, 6_000)
    house.advance(8 * DAY_MS)
    await trade.redeem(shop, card, 11)
    while (await makeDue(house.context));
    const operator = await signIn(house.url, OPERATOR_EMAIL)
    const finance = await signIn(house.url, FINANCE_EMAIL)
    const [run] = done(await operator.call('list-runs', {})).runs
    expect(run).toMatchObject({ origin: 'schedule', state: 'draft', approvals: 2, agreedBy: null })
    const { runId } = run ?? { runId: '' }
    const asked = { runId, locationId: shop }
    expect(done(await operator.call('read-run-line', asked)).line.payoutMinor).toBe(6_000)
    expect(done(await approve(finance, runId)).state).toBe('draft')
    expect(codeOf(await approve(finance, runId))).toBe('NOT_PERMITTED')
    done(await approve(operator, runId))
    await untilRun(operator, runId, 'generated')
    expect(codeOf(await adminBrowser(house.url).call('list-runs', {}))).toBe('NOT_SIGNED_IN')
  })

  test('a return at the moment of arrival: the money is in one place, whoever was first', async () => {
    const [operator, finance] = [
      await signIn(house.url, OPERATOR_EMAIL),
      await signIn(house.url, FINANCE_EMAIL),
    ]
    for (let amount = 50_000; amount < 50_005; amount += 1) {
      await trade.redeem(shop, card, amount)
      const { runId } = await make(operator)
      done(await approve(finance, runId))
      const { files } = await untilRun(operator, runId, 'generated')
      for (const { fileId } of files) done(await operator.call('mark-file-sent', { fileId }))
    }
    const sent = await accountsOf(house)
    house.advance(12 * DAY_MS)
    const rows = await house.context.database.read
      .selectFrom('payout')
      .where('state', '=', 'sent')
      .where('purpose', '=', 'payout')
      .selectAll()
      .execute()
    const backs = rows.filter((_, at) => at % 2 === 0)
    const amounts = backs.map(({ amount_minor }) => amount_minor)
    const arrivals = Array.from({ length: 3 }, () => letArrive(house.context))
    const replies = await Promise.all(
      backs.map(({ reference }) =>
        recordOutcome(house.context, { reference }, outcome('returned')),
      ),
    )
    await Promise.all(arrivals)
    while (await letArrive(house.context));
    expect(replies.every(({ ok }) => ok)).toBe(true)
    const back = amounts.reduce((sum, amount) => sum + amount, 0)
    const [payable, settling, bank] = [`payable:${shop}`, ...['settling', 'bank'].map(ofNetwork)]
    const after = await accountsOf(house)
    const moved = (name = '') => (after[name] ?? 0) - (sent[name] ?? 0)
    expect(backs.length).toBeGreaterThan(3)
    expect(moved(payable)).toBe(back)
    expect(moved(settling) + moved(bank)).toBe(-back)
    const open = await house.context.database.read
      .selectFrom('payout')
      .where('owed', 'is not', null)
      .select('reference')
      .execute()
    expect(open).toEqual([])
  })

  const ofNetwork = (name: string) => `${name}:${house.networkId}`
}

/** Makes a network owe a location that no card was used at: put right by hand. */
async function owe(house: PayoutHouse, locationId: LocationId, amount: number): Promise<void> {
  const { database } = house.context
  const { reply } = await database.ledger.execute({
    ...{ kind: 'payable_adjust', requestId: `adjust-${locationId}` as never },
    contentHash: new Uint8Array(32),
    caller: { key: 'staff:one', locationId: null, channel: 'admin', clerk: null },
    ...{ locationId, networkId: house.networkId, amountMinor: minor(amount) },
    ...{ currency: currency('CAD'), reason: 'Taken over', reference: 'first' },
  })
  done(reply)
}
