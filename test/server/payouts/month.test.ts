import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordOutcome } from '../../../server/payouts/index.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { RunLine, RunView } from '../../../src/contract/admin/payout-views.ts'
import { openRandom } from '../../helpers/random.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { closePeriod, type Entry, emptyPeriod } from './clerks-book.ts'
import { openShops, openTrade, type Shop } from './month.ts'
import {
  accountsOf,
  addNacha,
  FINANCE_EMAIL,
  openPayoutHouse,
  outcome,
  type PayoutHouse,
  signIn,
  untilRun,
} from './payout-house.ts'

const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const [SHOPS, REDEMPTIONS] = isFull ? [1_000, 200_000] : [80, 1_600]
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_261)
const DAY_MS = 24 * 60 * 60 * 1000

let house: PayoutHouse
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
}, 60_000)
afterAll(() => house.close())

async function linesOf(browser: AdminBrowser, runId: string): Promise<Map<string, RunLine>> {
  const found = new Map<string, RunLine>()
  for (let cursor: string | undefined; ; ) {
    const asked = cursor === undefined ? { runId } : { runId, cursor }
    const page = done(await browser.call('list-run-lines', asked))
    for (const line of page.lines) found.set(line.locationId, line)
    if (page.next === null) return found
    cursor = page.next
  }
}

/** What the clerk adds up of a period, held against a run, to the cent. */
async function close(
  browser: AdminBrowser,
  shops: readonly Shop[],
  runId: string,
): Promise<readonly Entry[]> {
  const lines = await linesOf(browser, runId)
  const entries = shops.map(({ account, period }) => closePeriod(account, period))
  for (const [at, { locationId, period }] of shops.entries()) {
    const [line, entry] = [lines.get(locationId), entries[at]]
    expect({
      ...{ due: line?.dueMinor ?? 0, fees: line?.feesMinor ?? 0, paid: line?.payoutMinor ?? 0 },
      ...{ left: line?.carriedMinor ?? 0, count: line?.redemptionCount ?? 0 },
    }).toEqual({ ...entry, count: period.redemptions })
  }
  return entries
}

/** Agrees to a run and waits for its files; tells how long that took, for the figures. */
async function settle(runId: string): Promise<RunView> {
  const finance = await signIn(house.url, FINANCE_EMAIL)
  const beganMs = performance.now()
  done(await finance.call('approve-run', { runId, password: PASSWORD }))
  const run = await untilRun(finance, runId, 'generated', 'sent', 'settled')
  figure('approved, posted and written', performance.now() - beganMs)
  return run
}

function figure(what: string, tookMs: number): void {
  if (!isFull) return
  const megabytes = Math.round(process.memoryUsage().rss / 1_048_576)
  process.stderr.write(`${what}: ${Math.round(tookMs)} ms, ${megabytes} MB resident\n`)
}

function monthsBetween(fromMs: number, toMs: number): number {
  const [from, to] = [new Date(fromMs), new Date(toMs)]
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

async function freeze(): Promise<{ runId: string; operator: AdminBrowser }> {
  const operator = await signIn(house.url, OPERATOR_EMAIL)
  const beganMs = performance.now()
  const { runId } = done(await operator.call('make-run', { cutOffMs: null }))
  figure('frozen', performance.now() - beganMs)
  return { runId, operator }
}

test('a month of a network: every amount agrees with a book kept by hand, and nothing is paid twice', async () => {
  const random = openRandom(SEED)
  const openedMs = house.context.nowMs()
  const shops = await openShops(house, SHOPS)
  house.advance(31 * DAY_MS)
  const trade = openTrade(house, shops, random)
  await trade.sellCards()
  const beganMs = performance.now()
  await trade.redeem(Math.floor(REDEMPTIONS * 0.9))
  figure(`${REDEMPTIONS * 0.9} redemptions`, performance.now() - beganMs)

  const first = await freeze()
  for (const shop of shops) shop.period.months = monthsBetween(openedMs, house.context.nowMs())
  const paidFirst = await close(first.operator, shops, first.runId)
  const redemptions = sum(shops.map(({ period }) => period.redemptions))
  const sentRun = await settle(first.runId)
  const firstCutOffMs = sentRun.cutOffMs
  for (const { fileId } of sentRun.files)
    done(await first.operator.call('mark-file-sent', { fileId }))
  for (const shop of shops) shop.period = emptyPeriod(0)

  // Some of it comes back, and some redemptions turn out to be wrong.
  const lines = await linesOf(first.operator, first.runId)
  let returned = 0
  for (const shop of shops.filter((_, at) => at % 40 === 11)) {
    const [payout] = lines.get(shop.locationId)?.payouts ?? []
    if (payout === undefined) continue
    const back = outcome('returned', { amountMinor: payout.amountMinor })
    done(await recordOutcome(house.context, payout, back))
    shop.period.returned += payout.amountMinor
    shop.period.returns += 1
    returned += payout.amountMinor
  }
  expect(returned).toBeGreaterThan(0)
  house.advance(10 * DAY_MS)
  await trade.voidLate()
  await trade.redeem(
    Math.floor(REDEMPTIONS * 0.1),
    shops.filter(({ account }) => !account.collects),
  )
  const second = await freeze()
  for (const shop of shops) shop.period.months = monthsBetween(firstCutOffMs, house.context.nowMs())
  const paidSecond = await close(second.operator, shops, second.runId)
  const later = sum(shops.map(({ period }) => period.redemptions))
  await settle(second.runId)

  const paid = [...paidFirst, ...paidSecond]
  expect(sum(paidSecond.filter((entry) => entry.paid < 0).map((entry) => entry.paid))).toBeLessThan(
    0,
  )
  const { networkId } = house
  const ledger = await accountsOf(house)
  for (const { locationId, account } of shops)
    expect(ledger[`payable:${locationId}`] ?? 0).toBe(account.owed)
  // What was sent first has arrived meanwhile.
  const away = (ledger[`settling:${networkId}`] ?? 0) + (ledger[`bank:${networkId}`] ?? 0)
  expect(away).toBe(sum(paid.map((entry) => entry.paid)) - returned)
  const networkFees = 15 * (redemptions + later)
  expect(ledger[`charges:${networkId}`]).toBe(-networkFees)
  expect(ledger[`fee:${networkId}`]).toBe(sum(paid.map((entry) => entry.fees)) + networkFees)

  // Once more: whatever is still owed is less than is paid, or has nowhere to go.
  const third = await freeze()
  const again = done(await third.operator.call('read-run', { runId: third.runId }))
  expect(sum(again.totals.map((total) => total.payoutMinor + total.collectedMinor))).toBe(0)
  await settle(third.runId)
  const after = await accountsOf(house)
  expect((after[`settling:${networkId}`] ?? 0) + (after[`bank:${networkId}`] ?? 0)).toBe(away)
  await house.stop()
  expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
}, 3_600_000)
