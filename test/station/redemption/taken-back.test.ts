import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReversalView } from '../../../src/contract/screen/matching.ts'
import type { ScreenState } from '../../../src/contract/screen/state.ts'
import type { CapturedPaper } from '../../../src/main/station/ports.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
beforeEach(async () => {
  counter = await setUpCounter()
  await counter.until('online', (state) => state.server.status === 'ok')
})
afterEach(() => counter.stop())

const HOUR_MS = 3_600_000

/** A sale of receipt R-7 on till 1, or what takes it back. */
function print(change: Partial<CapturedPaper> = {}): void {
  const rows = [
    'QUAY BAKERY',
    'Receipt R-7',
    JSON.stringify(change.tenders ?? 'sale'),
    change.kind ?? '',
  ]
  counter.print({ receiptNumber: 'R-7', till: '1', rows, tenders: [readTender(2_460)], ...change })
}

const voided = (amountMinor = 2_460) =>
  ({ kind: 'void', tenders: [readTender(amountMinor)] }) as const
const refunded = (amountMinor: number) => ({
  tenders: [readTender(amountMinor, { kind: 'refund', sign: 'minus' })],
})

const cashSale = (): Partial<CapturedPaper> => ({ receiptNumber: 'R-6', tenders: [] })
const cashVoid = (): Partial<CapturedPaper> => ({ ...cashSale(), kind: 'void' })
const listed = ({ takenBack }: ScreenState) => takenBack.reversals.length

async function take(): Promise<void> {
  print()
  const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
  await select(waiting[0]?.paymentId)
}

async function select(paymentId: string | undefined): Promise<void> {
  counter.scan(CARD)
  await counter.until('the card', (state) => state.card?.status === 'known')
  await counter.call('select-payment', { paymentId, partial: 'allow', lastFour: CARD.slice(-4) })
  await counter.until('taken', (state) => state.outcome.kind === 'approved')
  await counter.call('next-customer')
}

async function keyOfPayment(): Promise<string> {
  const journal = new Sqlite(join(counter.directory, 'journal.db'), { readonly: true })
  const row = journal.prepare('SELECT payment_key AS paymentKey FROM payment').get()
  journal.close()
  return (row as { paymentKey: string }).paymentKey
}

const first = ({ takenBack }: ScreenState): ReversalView | undefined => takenBack.reversals[0]
const until = (status: ReversalView['status']) =>
  counter.until(`a sale taken back: ${status}`, (state) => first(state)?.status === status)
const confirm = () =>
  counter.call('confirm-reversal', { reversalId: first(counter.state())?.reversalId })
const written = (name: string) => counter.server.requests.filter((asked) => asked.name === name)

describe('a sale taken back at the till', () => {
  test('void before SELECT: the payment leaves the list, nothing is asked of anybody', async () => {
    print()
    await counter.until('a payment', (state) => state.waiting.length === 1)
    print(voided())
    const state = await until('withdrawn')
    expect(state.waiting).toEqual([])
    expect(first(state)).toMatchObject({ amountMinor: 2_460, action: null, receiptNumber: 'R-7' })
    expect(written('void')).toEqual([])
  })

  test('void after SELECT: proposed, confirmed with one command, undone whole', async () => {
    await take()
    print(voided())
    const proposed = first(await until('proposed'))
    expect(proposed).toMatchObject({ action: 'void', amountMinor: 2_460, lastFour: CARD.slice(-4) })
    expect(await confirm()).toEqual({ ok: true, value: {} })
    const state = await until('given_back')
    expect(state.outcome.kind).toBe('idle')
    expect(state.waiting).toEqual([])
    expect(state.lastRedemption?.state).toBe('voided')
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    expect(written('void')[0]?.params).toMatchObject({ reason: 'pos' })
    expect((await confirm()).ok).toBe(false)
    expect(written('void')).toHaveLength(1)
  })

  test('refund the next day: a refund linked to the redemption, with its payment', async () => {
    await take()
    await counter.stopStation()
    counter.clock.advance(26 * HOUR_MS)
    await counter.startStation()
    await counter.until('online', (state) => state.server.status === 'ok')
    print(refunded(2_460))
    expect(first(await until('proposed'))).toMatchObject({ action: 'refund', amountMinor: 2_460 })
    await confirm()
    await until('given_back')
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    const [redeem] = written('redeem')
    const payment = redeem?.params['payment'] as { paymentKey: string }
    expect(written('refund')[0]?.params).toMatchObject({
      original: { requestId: redeem?.params['requestId'] },
      ...{ amountMinor: 2_460, paymentKey: payment.paymentKey, reason: 'pos' },
    })
  })

  test('refund when another card is in the place of the lost one: said of the card that has it', async () => {
    await take()
    counter.ledger.successors.set(CARD, OTHER_CARD)
    print(refunded(500))
    expect(first(await until('proposed'))).toMatchObject({ lastFour: CARD.slice(-4) })
    await confirm()
    expect(first(await until('given_back'))).toMatchObject({ lastFour: OTHER_CARD.slice(-4) })
    expect(counter.ledger.balances.get(OTHER_CARD)).toBe(10_500)
    expect(await counter.call('list-activity')).toMatchObject({
      value: { lines: [{ what: 'refund', lastFour: OTHER_CARD.slice(-4) }, { what: 'redeem' }] },
    })
  })

  test('refund of a part, then of the rest, then once more: never more than was taken', async () => {
    await take()
    for (const amountMinor of [1_000, 1_460]) {
      print(refunded(amountMinor))
      await counter.until('proposed', (state) => first(state)?.amountMinor === amountMinor)
      await confirm()
      await counter.until('back', (state) => first(state)?.status === 'given_back')
    }
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    print(refunded(500))
    await until('not_found')
    expect(written('refund')).toHaveLength(2)
  })

  test('a slip printed twice, as a copy, or in training: once, or not at all', async () => {
    await take()
    print({ ...voided(), kind: 'copy' })
    print({ ...voided(), kind: 'training' })
    print(voided())
    print(voided())
    const { takenBack } = await until('proposed')
    expect(takenBack.reversals).toHaveLength(1)
  })

  test('a slip printed twice in the minute when the day ends in UTC, an evening in Toronto: once', async () => {
    await take()
    const atMs = Math.ceil(counter.clock.nowMs() / (24 * HOUR_MS)) * 24 * HOUR_MS - 30_000
    counter.clock.setBy(atMs - counter.clock.nowMs())
    print(refunded(500))
    await until('proposed')
    await confirm()
    await until('given_back')
    counter.clock.setBy(60_000)
    print(refunded(500))
    print(refunded(600))
    const { takenBack } = await counter.until('the other slip', (state) => listed(state) > 1)
    const shown = takenBack.reversals.map(({ amountMinor, status }) => [amountMinor, status])
    expect(shown).toEqual([
      [600, 'proposed'],
      [500, 'given_back'],
    ])
  })

  test('a void that names only the receipt: all of its payments', async () => {
    await take()
    print({ kind: 'void', tenders: [] })
    expect(first(await until('proposed'))).toMatchObject({ action: 'void', amountMinor: 2_460 })
  })

  test.each([
    ['names only the receipt', { kind: 'void', tenders: [] } as const],
    ['names the sum', voided(3_460)],
    ['gives back the sum', refunded(3_460)],
  ])(
    'a sale with two gift cards, and a slip that %s: both, neither stays to be paid',
    async (_, slip) => {
      print({ tenders: [readTender(2_460), readTender(1_000)] })
      const { waiting } = await counter.until('both', (state) => state.waiting.length === 2)
      await select(waiting.find(({ amountMinor }) => amountMinor === 2_460)?.paymentId)
      print(slip)
      const state = await until('proposed')
      expect(state.waiting).toEqual([])
      expect(
        state.takenBack.reversals.map(({ status, amountMinor }) => [status, amountMinor]),
      ).toEqual([
        ['proposed', 2_460],
        ['withdrawn', 1_000],
      ])
      print(slip)
      await confirm()
      const after = await counter.until('given back', ({ takenBack }) =>
        takenBack.reversals.some(({ status }) => status === 'given_back'),
      )
      expect(listed(after)).toBe(2)
      expect(counter.ledger.balances.get(CARD)).toBe(4_000)
      expect([...written('void'), ...written('refund')]).toHaveLength(1)
    },
  )

  test('a refund of less than two gift cards paid is of the one that it fits', async () => {
    print({ tenders: [readTender(2_460), readTender(1_000)] })
    const { waiting } = await counter.until('both', (state) => state.waiting.length === 2)
    await select(waiting.find(({ amountMinor }) => amountMinor === 2_460)?.paymentId)
    print(refunded(1_500))
    const state = await until('proposed')
    expect(first(state)).toMatchObject({ action: 'refund', amountMinor: 1_500 })
    expect(listed(state)).toBe(1)
    expect(state.waiting).toHaveLength(1)
  })

  test('a receipt that nobody knows: listed, nothing given back', async () => {
    await take()
    print({ ...voided(), receiptNumber: 'R-8' })
    const state = await until('not_found')
    expect(first(state)).toMatchObject({ action: null, receiptNumber: 'R-8' })
    expect((await confirm()).ok).toBe(false)
  })

  test('while the outcome is unknown: waits, then is proposed when it was taken', async () => {
    print()
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    counter.scan(CARD)
    await counter.until('the card', (state) => state.card?.status === 'known')
    counter.server.fate = ({ name }) => (name === 'redeem' ? 'mute' : 'answer')
    const paymentId = waiting[0]?.paymentId
    await counter.call('select-payment', { paymentId, partial: 'deny', lastFour: CARD.slice(-4) })
    await counter.until('under way', (state) => state.outcome.kind === 'working')
    print(voided())
    expect(first(await until('waiting'))?.action).toBeNull()
    counter.server.fate = () => 'answer'
    counter.server.cut()
    await counter.passUntil('proposed', (state) => first(state)?.status === 'proposed')
  })

  test('undone by the clerk meanwhile: nothing is left, and the payment is off the list', async () => {
    await take()
    print(voided())
    await until('proposed')
    const { lastRedemption } = counter.state()
    await counter.call('undo-last', { reference: lastRedemption?.reference })
    await until('withdrawn')
    expect(counter.state().waiting).toEqual([])
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  })

  test('by rule: off unless it is set, then given back without anybody', async () => {
    await take()
    print(voided())
    expect((await until('proposed')).takenBack.byRule).toBe(false)
    await counter.call('set-reversal-rule', { byRule: true })
    expect((await until('given_back')).takenBack.byRule).toBe(true)
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  })

  test('without a connection: refused in words, and still proposed', async () => {
    await take()
    print(voided())
    await until('proposed')
    counter.server.greeting = 'mute'
    counter.server.cut()
    await counter.until('offline', (state) => state.server.status !== 'ok')
    expect(await confirm()).toMatchObject({ ok: false, error: { code: 'NOT_CONNECTED' } })
    expect(first(counter.state())?.status).toBe('proposed')
  })

  test('the station ended before the answer: taken up again, beside the customer, once', async () => {
    await take()
    print(voided())
    await until('proposed')
    counter.server.fate = ({ name }) => (name === 'void' ? 'mute' : 'answer')
    await confirm()
    await counter.untilTrue('sent', () => written('void').length === 1)
    counter.server.fate = () => 'answer'
    await counter.restart()
    const state = await until('given_back')
    expect(state.outcome.kind).toBe('idle')
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    const sent = written('void').map(({ params }) => JSON.stringify(params))
    expect(new Set(sent).size).toBe(1)
  })

  test('refused by the server: said, and it can be tried again', async () => {
    await take()
    print(refunded(1_000))
    await until('proposed')
    counter.ledger.void({
      requestId: 'v',
      originalRequestId: written('redeem')[0]?.params['requestId'],
    })
    await confirm()
    const refused = first(await until('refused'))
    expect(refused?.code).toBe('REFUND_EXCEEDS_REDEEMED')
  })

  test('taken at another station: told live, refused here, and its void is not ours', async () => {
    print()
    const { waiting } = await counter.until('a payment', (state) => state.waiting.length === 1)
    const paymentKey = await keyOfPayment()
    counter.server.event('payment-standing', { paymentKey, isTaken: true })
    const isTold = ({ waiting: [row] }: ScreenState) => row?.reasons.includes('taken-elsewhere')
    await counter.until('told', (state) => isTold(state) === true)
    counter.scan(CARD)
    await counter.until('the card', (state) => state.card?.status === 'known')
    const lastFour = CARD.slice(-4)
    const { paymentId } = waiting[0] ?? {}
    const reply = await counter.call('select-payment', { paymentId, partial: 'deny', lastFour })
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'PAYMENT_ALREADY_TAKEN' } })
    await counter.until('refused', (state) => state.outcome.kind === 'refused')
    print(voided())
    await until('nothing_taken')
    expect(written('void')).toEqual([])
  })

  test('a void of a sale that nobody knows, heard later: what can be given back stays first', async () => {
    await take()
    print(voided())
    await until('proposed')
    counter.clock.advance(5_000)
    print({ kind: 'void', tenders: [], receiptNumber: 'R-9' })
    const { takenBack } = await counter.until('both', (state) => listed(state) === 2)
    expect(takenBack.reversals.map(({ status }) => status)).toEqual(['proposed', 'not_found'])
    counter.clock.advance(5_000)
    await confirm()
    await until('given_back')
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  })

  test.each([
    ['sale first', [cashSale(), cashVoid()]],
    ['void first', [cashVoid(), cashSale()]],
  ])(
    'the void of a sale paid in cash, %s: over at once, nothing for the clerk',
    async (_, slips) => {
      for (const slip of slips) print(slip)
      const state = await until('nothing_taken')
      expect(state.takenBack.unpairedCount).toBe(0)
      await counter.pass(3 * 60_000)
      await counter.call('set-language', { language: 'fr' })
      const later = await counter.until('drawn', ({ language }) => language === 'fr')
      expect(later.takenBack.reversals).toEqual([])
    },
  )

  test.each([
    ['another till', { till: '2' }],
    ['a gift card on the slip', voided(700)],
  ])(
    'a cash sale of the same number, but %s: still for the clerk to look at',
    async (_, change) => {
      print(cashSale())
      print({ ...cashVoid(), ...change })
      expect((await until('not_found')).takenBack.unpairedCount).toBe(1)
    },
  )

  test('an amount was typed about when that sale was rung: its void is for the clerk to look at', async () => {
    print(cashSale())
    counter.scan(CARD)
    await counter.until('the card', (state) => state.card?.status === 'known')
    const lastFour = CARD.slice(-4)
    await counter.call('redeem-amount', { amountMinor: 300, partial: 'deny', lastFour })
    await counter.until('taken', (state) => state.outcome.kind === 'approved')
    print(cashVoid())
    await until('not_found')
  })

  test('told before its sale, within a moment: the sale never gets on the list', async () => {
    print(voided())
    await until('not_found')
    print()
    expect((await until('withdrawn')).waiting).toEqual([])
  })
})
