import { afterEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../src/contract/refusals.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  paperOf,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { redeemAmount, selectPayment, undo } from '../../helpers/station/faults.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const isOnline = () => counter.until('online', ({ server }) => server.status === 'ok')
const known = () => counter.until('the balance', ({ card }) => card?.status === 'known')
const outcome = (kind: string) => counter.until(kind, ({ outcome: { kind: is } }) => is === kind)
const redeems = () => counter.server.requests.filter(({ name }) => name === 'redeem')

/** As a server refuses it at a counter: for good. */
const OVER_LIMIT = {
  ...refusal('VELOCITY_LIMIT'),
  ...{ retryable: false, nextAction: 'do_not_retry' },
}

async function paymentAndCard(amountMinor = 2_460) {
  counter = await setUpCounter()
  await isOnline()
  counter.print({ tenders: [readTender(amountMinor)] })
  counter.scan(CARD)
  const { waiting } = await known()
  return waiting[0]?.paymentId ?? ''
}

describe('redemption', () => {
  test('payment, then card, then SELECT: approved with the balance left', async () => {
    const paymentId = await paymentAndCard()
    const before = counter.state()
    expect(before.waiting).toMatchObject([{ amountMinor: 2_460, fit: 'full', suggested: true }])
    expect(await selectPayment(counter, paymentId)).toEqual({
      ok: true,
      value: {},
    })
    const after = await outcome('approved')
    expect(after.outcome).toMatchObject({
      appliedMinor: 2_460,
      remainingDueMinor: 0,
      balanceMinor: 1_540,
      lastFour: CARD.slice(-4),
      undoUntilMs: counter.clock.nowMs() + 60_000,
    })
    expect(after.waiting).toEqual([])
    expect(after.lastRedemption).toMatchObject({ appliedMinor: 2_460, state: 'posted' })
    expect(after.unsettledCount).toBe(0)
    expect(counter.sounds).toEqual(['payment', 'scan', 'approved'])
    expect(redeems()[0]?.params).toMatchObject({
      amountMinor: 2_460,
      partial: 'deny',
      payment: { till: '1', label: 'GIFT CARD', amountMinor: 2_460 },
    })
  })

  test('card, then payment: the same, and Enter has one to select', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.scan(CARD)
    await known()
    counter.print({ tenders: [readTender(825)] })
    const { waiting } = await counter.until('the payment', (state) => state.waiting.length === 1)
    expect(waiting[0]).toMatchObject({ fit: 'full', suggested: true })
  })

  test('short balance with partial allowed: approved, with what to collect', async () => {
    const paymentId = await paymentAndCard(5_000)
    expect(counter.state().waiting[0]).toMatchObject({ fit: 'partial', suggested: true })
    await selectPayment(counter, paymentId, 'allow')
    const { outcome: shown } = await outcome('approved')
    expect(shown).toMatchObject({
      appliedMinor: 4_000,
      remainingDueMinor: 1_000,
      balanceMinor: 0,
    })
    expect(counter.sounds).toContain('partial')
  })

  test('short balance with partial denied: refused, and the payment waits again', async () => {
    const paymentId = await paymentAndCard(5_000)
    await selectPayment(counter, paymentId)
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'INSUFFICIENT_FUNDS', lastFour: CARD.slice(-4) })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.lastRedemption).toBeNull()
  })

  test('taken at another station: refused, and the payment leaves the list', async () => {
    const paymentId = await paymentAndCard()
    counter.server.fate = ({ name }) =>
      name === 'redeem' ? { reply: refusalOf('PAYMENT_ALREADY_TAKEN') } : 'answer'
    await selectPayment(counter, paymentId)
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'PAYMENT_ALREADY_TAKEN' })
    expect(state.waiting).toEqual([])
  })

  test('over what the program allows in an hour: refused at once, and not taken later', async () => {
    const paymentId = await paymentAndCard()
    let redemptions = 0
    counter.server.fate = ({ name }) => {
      if (name !== 'redeem') return 'answer'
      redemptions += 1
      return redemptions > 1 ? 'answer' : { reply: { ok: false, refusal: OVER_LIMIT } }
    }
    await selectPayment(counter, paymentId)
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'VELOCITY_LIMIT' })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    // The customer pays otherwise and goes.
    await counter.call('next-customer')
    await outcome('idle')
    for (let minutes = 0; minutes < 5; minutes += 1) await counter.pass(60_000)
    expect(redemptions).toBe(1)
    expect(counter.ledger.moved).toEqual([])
  })

  test('the same words a day later, without a date: waits again, and is never paid twice', async () => {
    counter = await setUpCounter()
    await isOnline()
    const words = { ...paperOf(), endedAtMs: counter.clock.nowMs() }
    counter.print(words)
    counter.scan(CARD)
    const paymentId = (await known()).waiting[0]?.paymentId
    await selectPayment(counter, paymentId)
    await outcome('approved')
    counter.print({ ...words, endedAtMs: words.endedAtMs + 25 * 3_600_000 })
    await counter.until('it waits', ({ waiting }) => waiting[0]?.paymentId === paymentId)
    counter.scan(OTHER_CARD)
    await counter.until('the other card', ({ card }) => card?.lastFour === OTHER_CARD.slice(-4))
    await known()
    await selectPayment(counter, paymentId)
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'PAYMENT_ALREADY_TAKEN' })
    expect(state.waiting).toEqual([])
    const keys = redeems().map(
      ({ params }) => (params['payment'] as { paymentKey: string }).paymentKey,
    )
    expect(keys).toEqual([keys[0], keys[0]])
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('ten clicks on SELECT: one operation, one frame, one redemption', async () => {
    const paymentId = await paymentAndCard()
    const clicks = await Promise.all(
      Array.from({ length: 10 }, () => selectPayment(counter, paymentId)),
    )
    expect(clicks.filter(({ ok }) => ok)).toHaveLength(1)
    expect(clicks.filter((reply) => !reply.ok && 'error' in reply)).toHaveLength(9)
    await outcome('approved')
    expect(await selectPayment(counter, paymentId)).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(redeems()).toHaveLength(1)
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('Enter again on the approved screen: takes nothing from the same card', async () => {
    const paymentId = await paymentAndCard(500)
    counter.print({ tenders: [readTender(700)] })
    const { waiting } = await counter.until('two payments', (state) => state.waiting.length === 2)
    const other = waiting.find((payment) => payment.paymentId !== paymentId)?.paymentId
    await selectPayment(counter, paymentId)
    await outcome('approved')
    expect(await selectPayment(counter, other)).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
    counter.clock.advance(3_100)
    counter.scan(CARD)
    await outcome('idle')
    await known()
    expect(await selectPayment(counter, other)).toEqual({
      ok: true,
      value: {},
    })
    await outcome('approved')
    expect(counter.ledger.balances.get(CARD)).toBe(2_800)
  })

  test('another card read between seeing and pressing: nothing is taken from it', async () => {
    const paymentId = await paymentAndCard()
    const lastFour = counter.state().card?.lastFour
    counter.scan(OTHER_CARD)
    await counter.until('the other card', ({ card }) => card?.lastFour === OTHER_CARD.slice(-4))
    await known()
    const commands = [
      ['select-payment', { paymentId, partial: 'deny', lastFour }],
      ['redeem-amount', { amountMinor: 500, partial: 'deny', lastFour }],
    ] as const
    for (const [name, params] of commands) {
      expect(await counter.call(name, params)).toMatchObject({
        error: { code: 'STATE_CONFLICT', message: expect.stringContaining('Another card') },
      })
    }
    expect(redeems()).toEqual([])
    expect(counter.state()).toMatchObject({ outcome: { kind: 'idle' }, unsettledCount: 0 })
    expect(await selectPayment(counter, paymentId)).toEqual({ ok: true, value: {} })
    await outcome('approved')
    expect(counter.ledger.balances.get(OTHER_CARD)).toBe(7_540)
  })

  test('a typed amount without a payment: approved', async () => {
    counter = await setUpCounter()
    await isOnline()
    await counter.call('set-clerk', { name: 'Dana' })
    await counter.call('type-card', { text: `${CARD.slice(0, 6)} ${CARD.slice(6)}` })
    await known()
    await redeemAmount(counter, 1_250)
    expect((await outcome('approved')).outcome).toMatchObject({ balanceMinor: 2_750 })
    expect(redeems()[0]?.params).toMatchObject({ payment: null, clerk: 'Dana' })
  })

  test.each([0, -5, 1_000_000_001])(
    'an amount of %i: AMOUNT_INVALID, nothing sent',
    async (amountMinor) => {
      await paymentAndCard()
      expect(await redeemAmount(counter, amountMinor)).toMatchObject({
        refusal: { code: 'AMOUNT_INVALID' },
      })
      expect(redeems()).toEqual([])
    },
  )

  test('undo inside the minute: the value is back and the payment waits again', async () => {
    const paymentId = await paymentAndCard()
    await selectPayment(counter, paymentId)
    await outcome('approved')
    await counter.pass(59_000)
    await undo(counter)
    const state = await outcome('voided')
    expect(state.outcome).toMatchObject({ what: 'undo', amountMinor: 2_460, balanceMinor: 4_000 })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.lastRedemption).toMatchObject({ state: 'voided' })
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    expect(await undo(counter)).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
  })

  test('a payment that was undone: another card can pay it', async () => {
    const paymentId = await paymentAndCard()
    await selectPayment(counter, paymentId)
    await outcome('approved')
    await undo(counter)
    await outcome('voided')
    counter.scan(OTHER_CARD)
    await counter.until('the other card', ({ card }) => card?.lastFour === OTHER_CARD.slice(-4))
    await known()
    await selectPayment(counter, paymentId)
    await outcome('approved')
    expect(counter.ledger.balances.get(OTHER_CARD)).toBe(7_540)
    const activity = await counter.call('list-activity')
    expect(activity).toMatchObject({
      value: {
        lines: [
          { what: 'redeem', state: 'posted', receiptNumber: expect.stringMatching(/^\d{6}$/) },
          { what: 'void', state: 'posted', amountMinor: 2_460 },
          { what: 'redeem', state: 'voided' },
        ],
      },
    })
  })

  test('undo after the minute: refused, nothing sent', async () => {
    const paymentId = await paymentAndCard()
    await selectPayment(counter, paymentId)
    await outcome('approved')
    await counter.pass(60_000)
    expect(await undo(counter)).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
    expect(counter.server.requests.some(({ name }) => name === 'void')).toBe(false)
  })
})

function refusalOf(code: string) {
  return {
    ok: false,
    refusal: { code, message: code, retryable: false, nextAction: 'do_not_retry' },
  }
}
