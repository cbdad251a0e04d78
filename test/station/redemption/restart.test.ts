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
  redeemAmount,
  select,
  selectPayment,
  sent,
  setUpReady,
} from '../../helpers/station/faults.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

describe('restart', () => {
  test.each(['cut-before', 'cut-after', 'hold'] as const)(
    'after a sending that was %s: the identical bytes again, and one redemption',
    async (fate) => {
      counter = await setUpReady()
      const faults = injectFates(counter, 'redeem', fate)
      await select(counter)
      await counter.untilTrue('the sending', () => faults.injected() === 1)
      await counter.restart()
      const first = counter.states[0]
      expect(first?.outcome).toMatchObject({ kind: 'unknown', what: 'redeem', amountMinor: 2_460 })
      const state = await outcome(counter, 'approved')
      expect(state.lastRedemption).toMatchObject({ appliedMinor: 2_460 })
      expect(state.waiting).toEqual([])
      expectSameBytes(counter, 'redeem', 2)
      expect(counter.ledger.moved).toHaveLength(1)
    },
  )

  test('with a cancel under way: only the void is sent again', async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'mute')
    await select(counter)
    await outcome(counter, 'working')
    const faults = injectFates(counter, 'void', 'cut-before')
    await counter.call('cancel-redemption')
    await counter.untilTrue('the cut', () => faults.injected() === 1)
    await counter.restart()
    expect(counter.states[0]?.outcome).toMatchObject({ kind: 'unknown', what: 'cancel' })
    expect(counter.states[0]?.unsettledCount).toBe(2)
    await outcome(counter, 'voided')
    expect(counter.state().unsettledCount).toBe(0)
    expect(sent(counter, 'redeem')).toHaveLength(1)
    expectSameBytes(counter, 'void', 2)
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
  })

  test('with several left open: all sent in their order, the newest on the screen', async () => {
    counter = await setUpReady()
    counter.server.fate = ({ name }) => (name === 'redeem' ? 'mute' : 'answer')
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    await counter.call('next-customer')
    await outcome(counter, 'idle')
    counter.print({
      tenders: [readTender(500)],
    })
    counter.scan(OTHER_CARD)
    const { waiting } = await counter.until(
      'the next customer',
      ({ card }) => card?.status === 'known',
    )
    const paymentId = waiting[0]?.paymentId
    expect(await selectPayment(counter, paymentId)).toEqual({
      ok: true,
      value: {},
    })
    await outcome(counter, 'working')
    await counter.stopStation()
    const before = sent(counter, 'redeem').length
    counter.server.fate = () => 'answer'
    await counter.restart()
    expect((await outcome(counter, 'approved')).outcome).toMatchObject({ appliedMinor: 500 })
    await counter.until('all settled', ({ unsettledCount }) => unsettledCount === 0)
    const replayed = sent(counter, 'redeem').slice(before)
    expect(replayed.map(({ params }) => params['amountMinor'])).toEqual([2_460, 500])
    expect(counter.ledger.moved).toHaveLength(2)
  })

  test('with a day of them: a window at a time, every one once, in order', async () => {
    counter = await setUpReady()
    counter.server.fate = ({ name }) => (name === 'redeem' ? 'hold' : 'answer')
    const wanted = 20
    for (let each = 1; each <= wanted; each += 1) {
      expect(await redeemAmount(counter, each)).toEqual({
        ok: true,
        value: {},
      })
      await counter.pass(8_000)
      await outcome(counter, 'unknown')
      await counter.call('next-customer')
      await outcome(counter, 'idle')
      counter.scan(CARD)
      await counter.until('the card', ({ card }) => card?.status === 'known')
    }
    await counter.stopStation()
    const before = counter.server.requests.length
    let held = 0
    counter.server.fate = ({ name }) => {
      if (name === 'redeem') held += 1
      return name === 'redeem' ? 'hold' : 'answer'
    }
    await counter.startStation()
    await counter.untilTrue('a window', () => held === 16)
    await counter.pass(1_000)
    expect(held).toBe(16)
    counter.server.fate = () => 'answer'
    await counter.call('keep-trying')
    await counter.until('all settled', ({ unsettledCount }) => unsettledCount === 0)
    const first = new Set<unknown>()
    for (const { params } of counter.server.requests.slice(before)) {
      if (params['amountMinor'] !== undefined) first.add(params['amountMinor'])
    }
    expect([...first]).toEqual(Array.from({ length: wanted }, (_, index) => index + 1))
    expect(counter.ledger.moved).toHaveLength(wanted)
  })
})
