import { afterEach, describe, expect, test } from 'vitest'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
} from '../../helpers/station/counter-under-test.ts'
import {
  expectSameBytes,
  injectFates,
  outcome,
  select,
  sent,
  setUpReady,
} from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

describe('no answer', () => {
  test.each(['cut-before', 'cut-after'] as const)(
    'socket %s the redemption: unknown, then the same bytes again, then approved, once',
    async (fate) => {
      counter = await setUpReady()
      const faults = injectFates(counter, 'redeem', fate)
      await select(counter)
      const unknown = await outcome(counter, 'unknown')
      expect(unknown.outcome).toMatchObject({ what: 'redeem', amountMinor: 2_460, attempts: 1 })
      expect(unknown.unsettledCount).toBe(1)
      expect(unknown.waiting).toEqual([])
      counter.clock.advance(500)
      const state = await outcome(counter, 'approved')
      expect(state.outcome).toMatchObject({ appliedMinor: 2_460, balanceMinor: 1_540 })
      expect(state.unsettledCount).toBe(0)
      faults.expectAllInjected()
      expectSameBytes(counter, 'redeem', 2)
      expect(counter.ledger.moved).toHaveLength(1)
      expect(counter.sounds.slice(-2)).toEqual(['unknown', 'approved'])
    },
  )

  test('slow at 3 s, unknown at 8 s, sent again on the same connection, final when it answers', async () => {
    counter = await setUpReady()
    const faults = injectFates(counter, 'redeem', 'mute', 'mute')
    await select(counter)
    await outcome(counter, 'working')
    counter.clock.advance(3_000)
    await counter.until('slow', (state) => state.outcome.kind === 'working' && state.outcome.slow)
    await counter.pass(5_000)
    await outcome(counter, 'unknown')
    await counter.untilTrue('the second sending', () => sent(counter, 'redeem').length === 2)
    await counter.pass(20_000)
    await outcome(counter, 'approved')
    expect(faults.injected()).toBe(2)
    expect(counter.server.sessions()).toBe(1)
    expectSameBytes(counter, 'redeem', 3)
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('an answer that comes twice: approved once', async () => {
    counter = await setUpReady()
    const faults = injectFates(counter, 'redeem', 'twice')
    await select(counter)
    await outcome(counter, 'approved')
    await counter.pass(5_000)
    expect(faults.injected()).toBe(1)
    expect(counter.state().outcome.kind).toBe('approved')
    expect(counter.server.isConnected()).toBe(true)
    expect(counter.sounds.filter((sound) => sound === 'approved')).toHaveLength(1)
  })

  test('the server asks to repeat: the same id until it is done', async () => {
    counter = await setUpReady()
    const busy = { ok: false, error: errorOf('UNAVAILABLE', true) }
    const faults = injectFates(counter, 'redeem', { reply: busy }, { reply: busy })
    await select(counter)
    await counter.passUntil('approved', (state) => state.outcome.kind === 'approved')
    expect(faults.injected()).toBe(2)
    expectSameBytes(counter, 'redeem', 3)
  })

  test('an error to the only sending: refused; to a second sending: still unknown', async () => {
    counter = await setUpReady()
    const broken = { reply: { ok: false, error: errorOf('REQUEST_MALFORMED', false) } }
    const first = injectFates(counter, 'redeem', broken)
    await select(counter)
    expect((await outcome(counter, 'refused')).outcome).toMatchObject({ code: 'REQUEST_MALFORMED' })
    expect(first.injected()).toBe(1)
    const second = injectFates(counter, 'redeem', 'cut-after', broken)
    await select(counter)
    await outcome(counter, 'unknown')
    counter.clock.advance(1_000)
    await counter.untilTrue('both faults', () => second.injected() === 2)
    expect(counter.state().outcome.kind).toBe('unknown')
    await counter.call('keep-trying')
    expect((await outcome(counter, 'approved')).outcome).toMatchObject({ balanceMinor: 1_540 })
  })

  test('keep trying while offline: connects at once, before the next turn', async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'cut-before')
    await select(counter)
    await outcome(counter, 'unknown')
    expect(counter.server.sessions()).toBe(1)
    await counter.call('keep-trying')
    await outcome(counter, 'approved')
    expect(counter.server.sessions()).toBe(2)
    expect(counter.ledger.balances.get(CARD)).toBe(1_540)
  })

  test('not connected at SELECT: refused, nothing journaled, the payment still waits', async () => {
    counter = await setUpReady()
    const paymentId = counter.state().waiting[0]?.paymentId
    counter.server.greeting = 4_010
    counter.server.cut()
    await counter.until('offline', ({ server }) => server.status === 'attention')
    expect(await select(counter)).toMatchObject({ error: { code: 'NOT_CONNECTED' } })
    const state = await outcome(counter, 'refused')
    expect(state.outcome).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(state.unsettledCount).toBe(0)
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(await counter.call('list-activity')).toEqual({ ok: true, value: { lines: [] } })
  })
})

describe('while the outcome is unknown', () => {
  test('another card: not taken, heard as refused, the unknown one stays', async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'mute', 'mute', 'mute', 'mute')
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    const before = sent(counter, 'card-inquire').length
    counter.scan(OTHER_CARD)
    expect(await counter.call('type-card', { text: OTHER_CARD })).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    })
    expect(counter.sounds.slice(-2)).toEqual(['refused', 'refused'])
    expect(counter.state().outcome).toMatchObject({ kind: 'unknown', lastFour: CARD.slice(-4) })
    expect(sent(counter, 'card-inquire')).toHaveLength(before)
  })

  test('next customer: it settles in the background, and the next card is served', async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'mute', 'mute')
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    await counter.call('next-customer')
    expect((await outcome(counter, 'idle')).unsettledCount).toBe(1)
    counter.scan(OTHER_CARD)
    await counter.until('the other card', ({ card }) => card?.lastFour === OTHER_CARD.slice(-4))
    await counter.pass(16_000)
    const state = await counter.until('settled', ({ unsettledCount }) => unsettledCount === 0)
    expect(state.outcome.kind).toBe('idle')
    expect(state.card).toMatchObject({ lastFour: OTHER_CARD.slice(-4) })
    expect(state.lastRedemption).toMatchObject({ appliedMinor: 2_460, lastFour: CARD.slice(-4) })
    expect(counter.ledger.balances.get(CARD)).toBe(1_540)
  })
})

function errorOf(code: string, retryable: boolean) {
  return {
    code,
    message: code,
    retryable,
    nextAction: retryable ? 'retry_same_id' : 'correct_and_resend',
  }
}
