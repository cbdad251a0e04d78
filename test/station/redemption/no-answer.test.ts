import { afterEach, describe, expect, test } from 'vitest'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import type { Fate, ReceivedRequest } from '../../helpers/station/test-server.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const isOnline = () => counter.until('online', ({ server }) => server.status === 'ok')
const outcome = (kind: string) => counter.until(kind, ({ outcome: { kind: is } }) => is === kind)
const sent = (name: string) => counter.server.requests.filter((request) => request.name === name)
const balance = () => counter.ledger.balances.get(CARD)

/** A payment of 24.60 and a card of 40.00 in hand. */
async function ready() {
  counter = await setUpCounter()
  await isOnline()
  counter.print({})
  counter.scan(CARD)
  const state = await counter.until('the balance', ({ card }) => card?.status === 'known')
  const paymentId = state.waiting[0]?.paymentId
  return { select: () => counter.call('select-payment', { paymentId, partial: 'deny' }), paymentId }
}

/** This fate for the first requests of this name, in order; the rest are answered. */
function fates(name: string, ...list: readonly Fate[]) {
  const left = [...list]
  let injected = 0
  counter.server.fate = (request: ReceivedRequest) => {
    if (request.name !== name) return 'answer'
    const fate = left.shift()
    if (fate !== undefined) injected += 1
    return fate ?? 'answer'
  }
  return { injected: () => injected, expected: list.length }
}

/** The bytes of all requests of this name must be one and the same. */
function expectSameBytes(name: string, atLeast: number) {
  expect(sent(name).length).toBeGreaterThanOrEqual(atLeast)
  expect(new Set(sent(name).map(({ bytes }) => bytes)).size).toBe(1)
}

describe('no answer', () => {
  test.each(['cut-before', 'cut-after'] as const)(
    'socket %s the redemption: unknown, then the same bytes again, then approved, once',
    async (fate) => {
      const { select } = await ready()
      const faults = fates('redeem', fate)
      await select()
      const unknown = await outcome('unknown')
      expect(unknown.outcome).toMatchObject({ what: 'redeem', amountMinor: 2_460, attempts: 1 })
      expect(unknown.unsettledCount).toBe(1)
      expect(unknown.waiting).toEqual([])
      counter.clock.advance(500)
      const state = await outcome('approved')
      expect(state.outcome).toMatchObject({ appliedMinor: 2_460, balanceMinor: 1_540 })
      expect(state.unsettledCount).toBe(0)
      expect(faults.injected()).toBe(faults.expected)
      expectSameBytes('redeem', 2)
      expect(counter.ledger.moved).toHaveLength(1)
      expect(counter.sounds.slice(-2)).toEqual(['unknown', 'approved'])
    },
  )

  test('slow at 3 s, unknown at 8 s, sent again on the same connection, final when it answers', async () => {
    const { select } = await ready()
    const faults = fates('redeem', 'mute', 'mute')
    await select()
    await outcome('working')
    counter.clock.advance(3_000)
    await counter.until('slow', (state) => state.outcome.kind === 'working' && state.outcome.slow)
    await counter.pass(5_000)
    await outcome('unknown')
    await counter.untilTrue('the second sending', () => sent('redeem').length === 2)
    await counter.pass(20_000)
    await outcome('approved')
    expect(faults.injected()).toBe(2)
    expect(counter.server.sessions()).toBe(1)
    expectSameBytes('redeem', 3)
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('an answer that comes twice: approved once', async () => {
    const { select } = await ready()
    const faults = fates('redeem', 'twice')
    await select()
    await outcome('approved')
    await counter.pass(5_000)
    expect(faults.injected()).toBe(1)
    expect(counter.state().outcome.kind).toBe('approved')
    expect(counter.server.isConnected()).toBe(true)
    expect(counter.sounds.filter((sound) => sound === 'approved')).toHaveLength(1)
  })

  test('the server asks to repeat: the same id until it is done', async () => {
    const { select } = await ready()
    const busy = { ok: false, error: errorOf('UNAVAILABLE', true) }
    const faults = fates('redeem', { reply: busy }, { reply: busy })
    await select()
    await counter.passUntil('approved', (state) => state.outcome.kind === 'approved')
    expect(faults.injected()).toBe(2)
    expectSameBytes('redeem', 3)
  })

  test('an error to the only sending: refused; to a second sending: still unknown', async () => {
    const { select } = await ready()
    const broken = { reply: { ok: false, error: errorOf('REQUEST_MALFORMED', false) } }
    const first = fates('redeem', broken)
    await select()
    expect((await outcome('refused')).outcome).toMatchObject({ code: 'REQUEST_MALFORMED' })
    expect(first.injected()).toBe(1)
    const second = fates('redeem', 'cut-after', broken)
    await select()
    await outcome('unknown')
    counter.clock.advance(1_000)
    await counter.untilTrue('both faults', () => second.injected() === 2)
    expect(counter.state().outcome.kind).toBe('unknown')
    await counter.call('keep-trying')
    expect((await outcome('approved')).outcome).toMatchObject({ balanceMinor: 1_540 })
  })

  test('keep trying while offline: connects at once, before the next turn', async () => {
    const { select } = await ready()
    fates('redeem', 'cut-before')
    await select()
    await outcome('unknown')
    expect(counter.server.sessions()).toBe(1)
    await counter.call('keep-trying')
    await outcome('approved')
    expect(counter.server.sessions()).toBe(2)
    expect(balance()).toBe(1_540)
  })

  test('not connected at SELECT: refused, nothing journaled, the payment still waits', async () => {
    const { select, paymentId } = await ready()
    counter.server.greeting = 4_010
    counter.server.cut()
    await counter.until('offline', ({ server }) => server.status === 'attention')
    expect(await select()).toMatchObject({ error: { code: 'NOT_CONNECTED' } })
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(state.unsettledCount).toBe(0)
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(await counter.call('list-activity')).toEqual({ ok: true, value: { lines: [] } })
  })
})

describe('cancel', () => {
  test('of a redemption that had arrived: the value is back, the payment waits', async () => {
    const { select, paymentId } = await ready()
    const faults = fates('redeem', 'cut-after')
    await select()
    await outcome('unknown')
    expect(balance()).toBe(1_540)
    await counter.call('cancel-redemption')
    await counter.until(
      'the cancel unknown',
      (state) => state.outcome.kind === 'unknown' && state.outcome.what === 'cancel',
    )
    await counter.call('keep-trying')
    const state = await outcome('voided')
    expect(state.outcome).toMatchObject({ what: 'cancel', amountMinor: 2_460, balanceMinor: 4_000 })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.unsettledCount).toBe(0)
    expect(faults.injected()).toBe(1)
    expect(balance()).toBe(4_000)
    expect(sent('redeem')).toHaveLength(1)
  })

  test('of a redemption that never arrived: voided, and it never will', async () => {
    const { select } = await ready()
    const faults = fates('redeem', 'cut-before')
    await select()
    await outcome('unknown')
    await counter.call('keep-trying')
    await counter.until('approved or not', ({ unsettledCount }) => unsettledCount === 0)
    expect(faults.injected()).toBe(1)
    await counter.call('next-customer')
    counter.print({})
    counter.scan(CARD)
    const state = await counter.until(
      'card and payment',
      ({ card, waiting }) => card?.status === 'known' && waiting.length === 1,
    )
    fates('redeem', 'hold')
    await counter.call('select-payment', {
      paymentId: state.waiting[0]?.paymentId,
      partial: 'allow',
    })
    await outcome('working')
    await counter.call('cancel-redemption')
    const { outcome: shown } = await outcome('voided')
    expect(shown).toMatchObject({ what: 'cancel', balanceMinor: null })
    expect(balance()).toBe(1_540)
    const late = sent('redeem').at(-1)
    expect(counter.ledger.redeem(late?.params ?? {})).toMatchObject({
      refusal: { code: 'VOIDED_BEFORE_ARRIVAL' },
    })
  })

  test("whose answer is lost: the void's bytes again, undone once", async () => {
    const { select } = await ready()
    fates('redeem', 'mute')
    await select()
    await counter.pass(8_000)
    await outcome('unknown')
    const faults = fates('void', 'cut-after', 'cut-before')
    await counter.call('cancel-redemption')
    await counter.until('offline', ({ server }) => server.status === 'attention')
    await counter.call('keep-trying')
    await counter.untilTrue('both faults', () => faults.injected() === 2)
    await counter.passUntil('voided', (state) => state.outcome.kind === 'voided')
    expectSameBytes('void', 3)
    expect(balance()).toBe(4_000)
    expect(counter.ledger.moved.map(({ minor }) => minor)).toEqual([-2_460, 2_460])
  })

  test('overtaken by the refusal of the redemption: voided all the same', async () => {
    const { select, paymentId } = await ready()
    counter.ledger.balances.set(CARD, 100)
    let held: ReceivedRequest | undefined
    counter.server.fate = (request) => {
      if (request.name === 'redeem') held = request
      return request.name === 'redeem' ? 'mute' : 'answer'
    }
    await select()
    await counter.untilTrue('the redemption', () => held !== undefined)
    await counter.call('cancel-redemption')
    const state = await outcome('voided')
    expect(state.outcome).toMatchObject({ what: 'cancel', balanceMinor: null })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.unsettledCount).toBe(0)
    expect(counter.ledger.moved).toEqual([])
  })

  test('refused by the server: what became of the redemption is the truth', async () => {
    const { select } = await ready()
    counter.server.fate = ({ name }) =>
      name === 'void'
        ? { reply: { ok: false, refusal: refusalOf('ORIGINAL_NOT_REVERSIBLE') } }
        : sent('redeem').length === 1
          ? 'mute'
          : 'answer'
    await select()
    await outcome('working')
    await counter.call('cancel-redemption')
    expect((await outcome('approved')).outcome).toMatchObject({ balanceMinor: 1_540 })
    expectSameBytes('redeem', 2)
    expect(counter.ledger.moved).toHaveLength(1)
  })
})

describe('while the outcome is unknown', () => {
  test('another card: not taken, heard as refused, the unknown one stays', async () => {
    const { select } = await ready()
    fates('redeem', 'mute', 'mute', 'mute', 'mute')
    await select()
    await counter.pass(8_000)
    await outcome('unknown')
    const before = sent('card-inquire').length
    counter.scan(OTHER_CARD)
    expect(await counter.call('type-card', { text: OTHER_CARD })).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    })
    expect(counter.sounds.slice(-2)).toEqual(['refused', 'refused'])
    expect(counter.state().outcome).toMatchObject({ kind: 'unknown', lastFour: CARD.slice(-4) })
    expect(sent('card-inquire')).toHaveLength(before)
  })

  test('next customer: it settles in the background, and the next card is served', async () => {
    const { select } = await ready()
    fates('redeem', 'mute', 'mute')
    await select()
    await counter.pass(8_000)
    await outcome('unknown')
    await counter.call('next-customer')
    expect((await outcome('idle')).unsettledCount).toBe(1)
    counter.scan(OTHER_CARD)
    await counter.until('the other card', ({ card }) => card?.lastFour === OTHER_CARD.slice(-4))
    await counter.pass(16_000)
    const state = await counter.until('settled', ({ unsettledCount }) => unsettledCount === 0)
    expect(state.outcome.kind).toBe('idle')
    expect(state.card).toMatchObject({ lastFour: OTHER_CARD.slice(-4) })
    expect(state.lastRedemption).toMatchObject({ appliedMinor: 2_460, lastFour: CARD.slice(-4) })
    expect(balance()).toBe(1_540)
  })
})

describe('restart', () => {
  test.each(['cut-before', 'cut-after', 'hold'] as const)(
    'after a sending that was %s: the identical bytes again, and one redemption',
    async (fate) => {
      const { select } = await ready()
      const faults = fates('redeem', fate)
      await select()
      await counter.untilTrue('the sending', () => faults.injected() === 1)
      await counter.restart()
      const first = counter.states[0]
      expect(first?.outcome).toMatchObject({ kind: 'unknown', what: 'redeem', amountMinor: 2_460 })
      const state = await outcome('approved')
      expect(state.lastRedemption).toMatchObject({ appliedMinor: 2_460 })
      expect(state.waiting).toEqual([])
      expectSameBytes('redeem', 2)
      expect(counter.ledger.moved).toHaveLength(1)
    },
  )

  test('with a cancel under way: only the void is sent again', async () => {
    const { select } = await ready()
    fates('redeem', 'mute')
    await select()
    await outcome('working')
    const faults = fates('void', 'cut-before')
    await counter.call('cancel-redemption')
    await counter.untilTrue('the cut', () => faults.injected() === 1)
    await counter.restart()
    expect(counter.states[0]?.outcome).toMatchObject({ kind: 'unknown', what: 'cancel' })
    expect(counter.states[0]?.unsettledCount).toBe(2)
    await outcome('voided')
    expect(counter.state().unsettledCount).toBe(0)
    expect(sent('redeem')).toHaveLength(1)
    expectSameBytes('void', 2)
    expect(balance()).toBe(4_000)
  })

  test('with several left open: all sent in their order, the newest on the screen', async () => {
    const { select } = await ready()
    counter.server.fate = ({ name }) => (name === 'redeem' ? 'mute' : 'answer')
    await select()
    await counter.pass(8_000)
    await outcome('unknown')
    await counter.call('next-customer')
    await outcome('idle')
    counter.print({
      tenders: [{ label: 'GIFT CARD', amountMinor: 500, currency: 'CAD', row: 2 } as never],
    })
    counter.scan(OTHER_CARD)
    const { waiting } = await counter.until(
      'the next customer',
      ({ card }) => card?.status === 'known',
    )
    const paymentId = waiting[0]?.paymentId
    expect(await counter.call('select-payment', { paymentId, partial: 'deny' })).toEqual({
      ok: true,
      value: {},
    })
    await outcome('working')
    await counter.stopStation()
    const before = sent('redeem').length
    counter.server.fate = () => 'answer'
    await counter.restart()
    expect((await outcome('approved')).outcome).toMatchObject({ appliedMinor: 500 })
    await counter.until('all settled', ({ unsettledCount }) => unsettledCount === 0)
    const replayed = sent('redeem').slice(before)
    expect(replayed.map(({ params }) => params['amountMinor'])).toEqual([2_460, 500])
    expect(counter.ledger.moved).toHaveLength(2)
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

function refusalOf(code: string) {
  return { code, message: code, retryable: false, nextAction: 'do_not_retry' }
}
