import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { replyError } from '../../../src/contract/refusals.ts'
import type { ShiftReport } from '../../../src/contract/screen/counter.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
} from '../../helpers/station/counter-under-test.ts'
import {
  injectFates,
  nextCustomer,
  outcome,
  select,
  setUpReady,
  undo,
} from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

async function reportOf(name: string, params: unknown = {}): Promise<ShiftReport> {
  const reply = await counter.call(name, params)
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply)}`)
  return reply.value as ShiftReport
}

const xReport = () => reportOf('read-report', { zNumber: null })

async function redeem(): Promise<void> {
  await select(counter)
  await outcome(counter, 'approved')
}

test('a shift: taken, undone and refused are counted once, by cashier, in gapless numbers', async () => {
  counter = await setUpReady()
  await counter.call('set-clerk', { name: 'Ana' })
  expect(await counter.call('open-shift')).toMatchObject({ ok: true })
  expect(await counter.call('open-shift')).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
  await counter.until('the shift', (state) => state.counter.shift?.openedBy === 'Ana')
  await redeem()
  await nextCustomer(counter, OTHER_CARD)
  await redeem()
  await undo(counter)
  await outcome(counter, 'voided')
  await counter.call('set-clerk', { name: 'Ben' })
  await nextCustomer(counter, OTHER_CARD)
  await redeem()
  const soFar = await xReport()
  expect(soFar).toMatchObject({
    zNumber: null,
    openedBy: 'Ana',
    refusedCount: 0,
    openCount: 0,
    totals: [
      {
        redeemed: { count: 3, amountMinor: 3_460 },
        voided: { count: 1, amountMinor: 500 },
        refunded: { count: 0, amountMinor: 0 },
        netMinor: 2_960,
      },
    ],
  })
  expect(soFar.byCashier.map(({ name, totals }) => [name, totals.netMinor])).toEqual([
    ['Ana', 2_460],
    ['Ben', 500],
  ])
  const first = await reportOf('close-shift')
  expect(first).toEqual({ ...soFar, zNumber: 1, closedBy: 'Ben', atMs: first.atMs })
  expect(first.totals[0]?.netMinor).toBe(4_000 - 1_540 + 500)
  expect([CARD, OTHER_CARD].map((card) => counter.ledger.balances.get(card))).toEqual([
    1_540, 9_500,
  ])
  expect((await xReport()).totals).toEqual([])

  await nextCustomer(counter, OTHER_CARD)
  await redeem()
  const second = await reportOf('close-shift')
  expect(second).toMatchObject({ zNumber: 2, totals: [{ netMinor: 500 }], openedAtMs: null })
  expect(await counter.call('close-shift')).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
  const list = await counter.call('list-reports')
  expect(list).toEqual({ ok: true, value: { reports: [second, first] } })
  expect(await reportOf('read-report', { zNumber: 1 })).toEqual(first)
  await counter.restart()
  expect(await reportOf('read-report', { zNumber: 2 })).toEqual(second)
})

test('without an answer at the close: named as open, and counted in the shift that learns it', async () => {
  counter = await setUpReady()
  const busy = { reply: { ok: false, error: replyError('UNAVAILABLE', 'busy', 30_000) } }
  const silence = injectFates(counter, 'redeem', busy)
  await select(counter)
  await counter.pass(8_000)
  await outcome(counter, 'unknown')
  await counter.call('open-shift')
  expect(await reportOf('close-shift')).toMatchObject({ zNumber: 1, openCount: 1, totals: [] })
  await counter.passUntil('the outcome', ({ unsettledCount }) => unsettledCount === 0)
  silence.expectAllInjected()
  expect(await reportOf('close-shift')).toMatchObject({
    zNumber: 2,
    openCount: 0,
    totals: [{ redeemed: { count: 1, amountMinor: 2_460 } }],
  })
})

test('the record: numbers have no gaps, and reports neither change nor go', async () => {
  counter = await setUpReady()
  await redeem()
  await reportOf('close-shift')
  await counter.stopStation()
  const file = new Sqlite(join(counter.directory, 'journal.db'))
  const run = (sql: string) => () => file.exec(sql)
  expect(run(`UPDATE shift SET report = '{}' WHERE z_number = 1`)).toThrow(/does not change/)
  expect(run('UPDATE shift SET z_number = 7 WHERE z_number = 1')).toThrow(/without gaps/)
  expect(run('DELETE FROM shift')).toThrow(/are kept/)
  file.exec('INSERT INTO shift (opened_at_ms) VALUES (1)')
  expect(run(`UPDATE shift SET z_number = 3, report = '{}' WHERE z_number IS NULL`)).toThrow(
    /without gaps/,
  )
  expect(run('INSERT INTO shift (opened_at_ms) VALUES (2)')).toThrow(/UNIQUE/)
  file.close()
  await counter.startStation()
})

/** Every line of a report is the sum of its parts by cashier. */
function expectSums(report: ShiftReport): void {
  for (const { currency, netMinor, voided, redeemed } of report.totals) {
    const parts = report.byCashier
      .map(({ totals }) => totals)
      .filter((totals) => totals.currency === currency)
    const sum = (of: (totals: (typeof parts)[number]) => number) =>
      parts.reduce((total, part) => total + of(part), 0)
    expect(sum((part) => part.netMinor)).toBe(netMinor)
    expect(sum((part) => part.voided.amountMinor)).toBe(voided.amountMinor)
    expect(sum((part) => part.redeemed.amountMinor)).toBe(redeemed.amountMinor)
  }
}

test('cancelled without an answer: nothing was taken, and nothing counts as given back', async () => {
  counter = await setUpReady()
  injectFates(counter, 'redeem', 'mute', 'mute')
  await select(counter)
  await counter.pass(8_000)
  await outcome(counter, 'unknown')
  await counter.call('cancel-redemption')
  await outcome(counter, 'voided')
  expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  const report = await reportOf('close-shift')
  expect(report.totals).toMatchObject([
    { redeemed: { count: 0 }, voided: { count: 0 }, netMinor: 0 },
  ])
  expectSums(report)
})

test('voided by somebody else before the answer came: nothing counts as taken', async () => {
  counter = await setUpReady()
  let asked = 0
  counter.server.fate = ({ name, params }) => {
    if (name !== 'redeem') return 'answer'
    asked += 1
    if (asked > 1) return 'answer'
    counter.ledger.redeem(params)
    counter.ledger.void({ requestId: 'by-operator', originalRequestId: params['requestId'] })
    return 'mute'
  }
  await select(counter)
  await counter.pass(8_000)
  await counter.passUntil('voided', (state) => state.outcome.kind === 'voided')
  expect(counter.state().outcome).toMatchObject({ what: 'elsewhere' })
  expect((await xReport()).totals).toMatchObject([
    { redeemed: { count: 0 }, voided: { count: 0 }, netMinor: 0 },
  ])
})

test('undone in the next shift: given back there, by the cashier who took it', async () => {
  counter = await setUpReady()
  await counter.call('set-clerk', { name: 'Ana' })
  await redeem()
  await reportOf('close-shift')
  await undo(counter)
  await outcome(counter, 'voided')
  const report = await xReport()
  expect(report.totals).toMatchObject([{ redeemed: { count: 0 }, netMinor: -2_460 }])
  expect(report.byCashier).toMatchObject([{ name: 'Ana', totals: { netMinor: -2_460 } }])
  expectSums(report)
})

test.each(['in its own shift', 'in the next one'])(
  'voided by the operator after it was counted, and undone here %s: given back once',
  async (when) => {
    counter = await setUpReady()
    await redeem()
    if (when === 'in the next one') await reportOf('close-shift')
    const [taken] = counter.server.requests.filter(({ name }) => name === 'redeem')
    counter.ledger.void({
      requestId: 'by-operator',
      originalRequestId: taken?.params['requestId'],
    })
    await undo(counter)
    await outcome(counter, 'voided')
    const report = await xReport()
    const redeemedMinor = when === 'in the next one' ? 0 : 2_460
    expect(report.totals).toMatchObject([
      {
        redeemed: { amountMinor: redeemedMinor },
        voided: { count: 1, amountMinor: 2_460 },
        netMinor: redeemedMinor - 2_460,
      },
    ])
    expectSums(report)
  },
)
