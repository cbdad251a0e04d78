import { afterAll, beforeAll, expect, test } from 'vitest'
import { approveRun, finishRun, makeRun } from '../../../server/payouts/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { DEFAULT_SCHEDULE } from '../../../src/contract/schedule.ts'
import { type Fee, NO_TERMS } from '../../../src/contract/terms.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { addPlace, openPayoutHouse, type PayoutHouse, signIn, tradeOf } from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PLAN_MINOR = 900
const NETWORK_MINOR = 5_000

let house: PayoutHouse
let busy: LocationId
let idle: LocationId
let card: Awaited<ReturnType<ReturnType<typeof tradeOf>['sell']>>
beforeAll(async () => {
  house = await openPayoutHouse()
  busy = await addPlace(house, 'Main Street Bakery')
  idle = await addPlace(house, 'River Books')
  card = await tradeOf(house).sell(10_000_000)
}, 60_000)
afterAll(() => house.close())

/** Something is redeemed at the busy shop, and a run goes up to now. */
async function settle(): Promise<{ readonly runId: string; readonly cutOffMs: number }> {
  await tradeOf(house).redeem(busy, card, 5_000)
  house.advance(1_000)
  const { context, networkId } = house
  const who = { networkId, actor: 'staff:one', ip: null } as const
  const { runId } = done(await makeRun(context, who, { origin: 'demand', cutOffMs: null }))
  done(await approveRun(context, { ...who, actor: 'staff:two' }, runId))
  await finishRun(context, runId, () => undefined)
  const run = context.database.read.selectFrom('settlement_run').where('id', '=', runId)
  const { cut_off_ms } = await run.select('cut_off_ms').executeTakeFirstOrThrow()
  return { runId, cutOffMs: cut_off_ms }
}

async function chargedAt(runId: string, locationId: LocationId): Promise<number> {
  const row = await house.context.database.read
    .selectFrom('settlement_line')
    .where('run_id', '=', runId)
    .where('location_id', '=', locationId)
    .select('fees_minor')
    .executeTakeFirst()
  return row?.fees_minor ?? 0
}

async function chargedToNetwork(runId: string): Promise<number> {
  const row = await house.context.database.read
    .selectFrom('settlement_run')
    .where('id', '=', runId)
    .select('charges')
    .executeTakeFirstOrThrow()
  const charges: { amountMinor: number }[] = JSON.parse(row.charges)
  return charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

function monthsBetween(fromMs: number, toMs: number): number {
  const [from, to] = [new Date(fromMs), new Date(toMs)]
  const years = to.getUTCFullYear() - from.getUTCFullYear()
  return years * 12 + to.getUTCMonth() - from.getUTCMonth()
}

const agreed = { validFrom: null, reason: 'Agreed', password: PASSWORD } as const

test('a plan that is agreed later: no month of before it is charged, at an idle location neither', async () => {
  let last = await settle()
  for (let month = 0; month < 3; month += 1) {
    house.advance(32 * DAY_MS)
    last = await settle()
  }
  const plan = { name: 'Shop window', monthlyMinor: minor(PLAN_MINOR), tax: null } as const
  const fee: Fee = {
    ...{ id: 'platform', label: 'Platform', basisPoints: 0, fixedMinor: minor(NETWORK_MINOR) },
    ...{ tax: null, minimumMinor: null, maximumMinor: null },
    kind: 'platform',
    payer: 'network',
    basis: 'network_month',
    collection: 'netted',
  }
  const terms = { ...NO_TERMS, plan: { ...plan, collection: 'netted' as const }, fees: [fee] }
  const operator = await signIn(house.url, OPERATOR_EMAIL)
  const change = { currency: currency('USD'), terms, basedOn: 0, ...agreed }
  done(await operator.call('change-terms', change))
  house.advance(32 * DAY_MS)
  const { runId, cutOffMs } = await settle()
  const months = monthsBetween(last.cutOffMs, cutOffMs)
  expect(await chargedAt(runId, busy)).toBe(months * PLAN_MINOR)
  expect(await chargedAt(runId, idle)).toBe(months * PLAN_MINOR)
})

test('the zone of the schedule changes between two runs: no month is charged twice', async () => {
  const now = new Date(house.context.nowMs())
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 1)
  house.advance(first - now.getTime())
  // It is the first of the month in UTC, and still the last in Toronto.
  await settle()
  const operator = await signIn(house.url, OPERATOR_EMAIL)
  const schedule = { ...DEFAULT_SCHEDULE, timeZone: 'America/Toronto' }
  done(await operator.call('change-schedule', { schedule, basedOn: 0, ...agreed }))
  house.advance(10 * DAY_MS)
  const { runId } = await settle()
  expect(await chargedAt(runId, busy)).toBe(0)
  expect(await chargedAt(runId, idle)).toBe(0)
  expect(await chargedToNetwork(runId)).toBe(0)
})
