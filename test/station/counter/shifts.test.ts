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
