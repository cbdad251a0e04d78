import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { TRAINING_CARD } from '../../../src/contract/screen/counter.ts'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { outcome, select, sent, setUpReady, undo } from '../../helpers/station/faults.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const train = (on: boolean) => counter.call('set-training', { on })
const isTraining = (wanted: boolean) =>
  counter.until(`training ${wanted}`, (state) => state.counter.isTraining === wanted)

/** Rung on the till in its training mode, as the receipt reader tells it. */
function ringTraining(amountMinor: number): void {
  counter.print({ kind: 'training', tenders: [readTender(amountMinor, { kind: 'training' })] })
}

async function startTraining(): Promise<void> {
  counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
  expect(await train(true)).toMatchObject({ ok: true })
  await isTraining(true)
}

test('a whole redemption and its undo: the screen is the same, and the server hears nothing', async () => {
  await startTraining()
  const before = counter.server.requests.filter(({ name }) => name !== 'heartbeat').length
  ringTraining(2_000)
  await counter.until('the payment', ({ waiting }) => waiting.length === 1)
  counter.scan(TRAINING_CARD)
  await counter.until('the balance', ({ card }) => card?.status === 'known')
  await select(counter)
  const approved = await outcome(counter, 'approved')
  expect(approved.outcome).toMatchObject({ appliedMinor: 2_000, balanceMinor: 3_000 })
  await undo(counter)
  expect((await outcome(counter, 'voided')).outcome).toMatchObject({ balanceMinor: 5_000 })
  expect(counter.server.requests.filter(({ name }) => name !== 'heartbeat')).toHaveLength(before)
  expect([...counter.ledger.balances.values()]).toEqual([4_000, 10_000, 5_000])
})

test('a real card: refused on the spot, and not sent', async () => {
  await startTraining()
  counter.scan(CARD)
  expect((await outcome(counter, 'refused')).outcome).toMatchObject({
    code: 'CARD_NOT_ACCEPTED_HERE',
  })
  expect(sent(counter, 'card-inquire')).toEqual([])
})

test('a real sale rung meanwhile waits for the end of training; a training sale is none then', async () => {
  await startTraining()
  counter.print({})
  ringTraining(700)
  const training = await counter.until('its payment', ({ waiting }) => waiting.length === 1)
  expect(training.waiting[0]?.amountMinor).toBe(700)
  expect(await train(false)).toMatchObject({ ok: true })
  const real = await isTraining(false)
  expect(real.waiting.map(({ amountMinor }) => amountMinor)).toEqual([2_460])
  counter.scan(CARD)
  await counter.until('the real card', ({ card }) => card?.status === 'known')
  await select(counter)
  await outcome(counter, 'approved')
  expect(counter.ledger.balances.get(CARD)).toBe(1_540)
})

test('books and reports of its own, kept for the next training; a start is never in training', async () => {
  await startTraining()
  ringTraining(1_500)
  counter.scan(TRAINING_CARD)
  await counter.until(
    'ready',
    ({ card, waiting }) => card?.status === 'known' && waiting.length === 1,
  )
  await select(counter)
  await outcome(counter, 'approved')
  expect(await counter.call('close-shift')).toMatchObject({
    value: { zNumber: 1, totals: [{ netMinor: 1_500 }] },
  })
  await counter.restart()
  await isTraining(false)
  expect(await counter.call('list-reports')).toMatchObject({ value: { reports: [] } })
  expect(existsSync(join(counter.directory, 'training/training.db'))).toBe(true)
  await train(true)
  await isTraining(true)
  counter.scan(TRAINING_CARD)
  const again = await counter.until('the card again', ({ card }) => card?.status === 'known')
  expect(again.card).toMatchObject({ balanceMinor: 3_500 })
  expect(await counter.call('list-reports')).toMatchObject({ value: { reports: [{ zNumber: 1 }] } })
})

test('while a customer is served, and before activation: refused with what to do', async () => {
  counter = await setUpReady()
  expect(await train(true)).toMatchObject({
    error: { code: 'STATE_CONFLICT', message: expect.stringContaining('Put the card away') },
  })
  await counter.stop()
  counter = await setUpCounter({ activated: false })
  expect(await train(true)).toMatchObject({
    error: { message: expect.stringContaining('Activate it first') },
  })
})
