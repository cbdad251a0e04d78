import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DayEndLine } from '../../../src/contract/screen/day-end.ts'
import type { WireException } from '../../../src/contract/wire/exceptions.ts'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { lockJournal } from '../../helpers/station/faults.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
beforeEach(async () => {
  counter = await setUpCounter()
  await counter.until('online', (state) => state.server.status === 'ok')
})
afterEach(() => counter.stop())

const MINUTE_MS = 60_000

async function lines(): Promise<readonly DayEndLine[]> {
  const reply = await counter.call('list-day-end')
  if (!reply.ok) throw new Error('no list')
  return (reply.value as { lines: DayEndLine[] }).lines
}

const unsent = async () =>
  ((await counter.call('list-day-end')) as { value: { unsent: number } }).value.unsent

const settle = (line: DayEndLine | undefined, reason: string, more: object = {}) =>
  counter.call('settle-exception', {
    ...{ subject: line?.subject, id: line?.id, reason, note: '', ...more },
  })

/** Everything that the server was told, the newest revision of each. */
function told(): WireException[] {
  const all = counter.server.requests
    .filter(({ name }) => name === 'report-exceptions')
    .flatMap(({ params }) => params['exceptions'] as WireException[])
  return [...new Map(all.map((one) => [one.exceptionId, one])).values()]
}

async function takeAmount(amountMinor: number): Promise<void> {
  counter.scan(CARD)
  await counter.until('the card', (state) => state.card?.status === 'known')
  const lastFour = CARD.slice(-4)
  await counter.call('redeem-amount', { amountMinor, partial: 'deny', lastFour })
  await counter.until('taken', (state) => state.outcome.kind === 'approved')
  await counter.call('next-customer')
}

describe("the day's end", () => {
  test('a payment settled with a reason: off the list, told to the server once', async () => {
    counter.print({ receiptNumber: 'R-1' })
    await counter.until('a payment', (state) => state.takenBack.unpairedCount === 1)
    const [line] = await lines()
    expect(line).toMatchObject({ subject: 'payment', amountMinor: 2_460, receiptNumber: 'R-1' })
    expect(await settle(line, 'paid_otherwise')).toEqual({ ok: true, value: {} })
    await counter.until('off the list', (state) => state.waiting.length === 0)
    await counter.untilTrue('told', () => told().length === 1)
    expect(told()[0]).toMatchObject({
      ...{ kind: 'payment_without_redemption', state: 'settled', reason: 'paid_otherwise' },
      ...{ amountMinor: 2_460, receiptNumber: 'R-1', till: '1', revision: 1 },
    })
    expect(await settle(line, 'paid_otherwise')).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    })
    expect(await unsent()).toBe(0)
  })

  test('a redemption without a payment: settled, and nothing moves on the card', async () => {
    await takeAmount(500)
    const [line] = await lines()
    expect(line).toMatchObject({
      ...{ subject: 'redemption', amountMinor: 500, lastFour: CARD.slice(-4) },
    })
    await settle(line, 'till_down')
    expect(await lines()).toEqual([])
    await counter.untilTrue('told', () => told().length === 1)
    expect(told()[0]).toMatchObject({ kind: 'redemption_without_payment', reason: 'till_down' })
    expect(counter.ledger.balances.get(CARD)).toBe(3_500)
  })

  test('the card came before the payment: both are paired, and settled as one sale', async () => {
    await takeAmount(2_460)
    counter.print({ receiptNumber: 'R-2' })
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    expect(waiting[0]?.reasons).toContain('paid-already')
    const [payment, redemption] = await lines()
    expect([payment?.pairId, redemption?.pairId]).toEqual([redemption?.id, payment?.id])
    expect(await settle(payment, 'belongs_together')).toMatchObject({ ok: false })
    await settle(payment, 'belongs_together', { pairId: payment?.pairId })
    expect(await lines()).toEqual([])
    await counter.untilTrue('told', () => told().length === 2)
    expect(new Set(told().map(({ reason }) => reason))).toEqual(new Set(['belongs_together']))
  })

  test('a reason of another kind, or "other" without a note: refused, nothing is settled', async () => {
    counter.print({ receiptNumber: 'R-3' })
    await counter.until('a payment', (state) => state.waiting.length === 1)
    const [line] = await lines()
    for (const reason of ['till_down', 'other']) {
      expect(await settle(line, reason)).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } })
    }
    expect(await settle(line, 'other', { note: `paid with ${CARD}` })).toMatchObject({ ok: true })
    await counter.untilTrue('told', () => told().length === 1)
    expect(told()[0]?.note).toBe(`paid with •••• ${CARD.slice(-4)}`)
  })

  test('a refund of a sale that nobody knows: listed, and settled', async () => {
    const tenders = [readTender(700, { kind: 'refund', sign: 'minus' })]
    counter.print({ receiptNumber: 'R-4', tenders })
    await counter.until('listed', (state) => state.takenBack.unpairedCount === 1)
    const [line] = await lines()
    expect(line).toMatchObject({ subject: 'reversal', amountMinor: 700, canGiveBack: false })
    await settle(line, 'given_otherwise')
    await counter.until('settled', (state) => state.takenBack.unpairedCount === 0)
    expect(counter.state().takenBack.reversals).toEqual([])
  })

  test('a refund of a sale that was taken here: the list offers to give it back to the card', async () => {
    counter.print({ receiptNumber: 'R-8' })
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    counter.scan(CARD)
    await counter.until('the card', (state) => state.card?.status === 'known')
    const lastFour = CARD.slice(-4)
    const { paymentId } = waiting[0] ?? {}
    await counter.call('select-payment', { paymentId, partial: 'deny', lastFour })
    await counter.until('taken', (state) => state.outcome.kind === 'approved')
    counter.print({ receiptNumber: 'R-8', kind: 'void', tenders: [] })
    await counter.until('listed', (state) => state.takenBack.unpairedCount === 1)
    const [line] = await lines()
    expect(line).toMatchObject({
      subject: 'reversal',
      canGiveBack: true,
      amountMinor: 2_460,
      lastFour,
    })
    await counter.call('confirm-reversal', { reversalId: line?.id })
    await counter.until('back', (state) => state.takenBack.unpairedCount === 0)
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  })

  test('waiting for half an hour: told as open, stays on the list, and came right when selected', async () => {
    counter.print({ receiptNumber: 'R-5' })
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    await counter.pass(31 * MINUTE_MS)
    await counter.untilTrue('told', () => told().length === 1)
    expect(told()[0]).toMatchObject({ state: 'open', reason: null })
    expect(await lines()).toMatchObject([{ isOld: true }])
    counter.scan(CARD)
    const known = await counter.until('the card', (state) => state.card?.status === 'known')
    expect(known.waiting[0]?.reasons).toContain('abandoned')
    const lastFour = CARD.slice(-4)
    const { paymentId } = waiting[0] ?? {}
    await counter.call('select-payment', { paymentId, partial: 'deny', lastFour })
    await counter.until('taken', (state) => state.outcome.kind === 'approved')
    await counter.pass(2 * MINUTE_MS)
    expect(told()).toMatchObject([{ state: 'settled', reason: 'came_right', revision: 2 }])
  })

  test('the server does not answer, the station ends: told again until it is acknowledged', async () => {
    counter.print({ receiptNumber: 'R-6' })
    await counter.until('a payment', (state) => state.waiting.length === 1)
    counter.server.fate = ({ name }) => (name === 'report-exceptions' ? 'hold' : 'answer')
    await settle((await lines())[0], 'mistake')
    await counter.untilTrue('sent', () => told().length === 1)
    expect(await unsent()).toBe(1)
    counter.server.fate = () => 'answer'
    await counter.restart()
    await counter.until('online', (state) => state.server.status === 'ok')
    await counter.untilTrue('told again', () => reports() === 2)
    await vi.waitFor(async () => expect(await unsent()).toBe(0), { timeout: 30_000 })
    expect(told()).toHaveLength(1)
  })

  test('a journal that cannot note what the server acknowledged: told again, not without end', async () => {
    counter.print({ receiptNumber: 'R-8' })
    await counter.until('a payment', (state) => state.waiting.length === 1)
    counter.server.fate = ({ name }) => (name === 'report-exceptions' ? 'hold' : 'answer')
    await settle((await lines())[0], 'mistake')
    await counter.untilTrue('sent', () => reports() === 1)
    const release = lockJournal(counter)
    counter.print({ receiptNumber: 'R-9' })
    await counter.until('not writable', (state) => state.journal.problem !== null)
    counter.server.fate = () => 'answer'
    counter.server.cut()
    await counter.until('offline', (state) => state.server.status !== 'ok')
    counter.clock.advance(500)
    await counter.until('online', (state) => state.server.status === 'ok')
    await counter.untilTrue('told again', () => reports() >= 2)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(reports()).toBeLessThan(5)
    release()
    counter.clock.advance(5_000)
    await counter.until('heard in between', (state) => state.waiting.length === 1)
    expect(counter.logLines.filter((line) => line.includes('dropped'))).toEqual([])
    await counter.pass(MINUTE_MS)
    await vi.waitFor(async () => expect(await unsent()).toBe(0), { timeout: 30_000 })
  })

  test('taken off the list on the main screen, with words of its own: told as well', async () => {
    counter.print({ receiptNumber: 'R-7' })
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    const { paymentId } = waiting[0] ?? {}
    await counter.call('dismiss-payment', { paymentId, reason: 'Paid in cash' })
    await counter.pass(MINUTE_MS)
    await counter.untilTrue('told', () => told().length === 1)
    expect(told()[0]).toMatchObject({ state: 'settled', reason: 'other', note: 'Paid in cash' })
  })
})

const reports = () =>
  counter.server.requests.filter(({ name }) => name === 'report-exceptions').length
