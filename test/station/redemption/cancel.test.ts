import { afterEach, describe, expect, test } from 'vitest'
import { CARD, type CounterUnderTest } from '../../helpers/station/counter-under-test.ts'
import {
  expectSameBytes,
  injectFates,
  outcome,
  select,
  selectPayment,
  sent,
  setUpReady,
} from '../../helpers/station/faults.ts'
import type { ReceivedRequest } from '../../helpers/station/test-server.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

describe('cancel', () => {
  test('of a redemption that had arrived: the value is back, the payment waits', async () => {
    counter = await setUpReady()
    const paymentId = counter.state().waiting[0]?.paymentId
    const faults = injectFates(counter, 'redeem', 'cut-after')
    await select(counter)
    await outcome(counter, 'unknown')
    expect(counter.ledger.balances.get(CARD)).toBe(1_540)
    await counter.call('cancel-redemption')
    await counter.until(
      'the cancel unknown',
      (state) => state.outcome.kind === 'unknown' && state.outcome.what === 'cancel',
    )
    await counter.call('keep-trying')
    const state = await outcome(counter, 'voided')
    expect(state.outcome).toMatchObject({ what: 'cancel', amountMinor: 2_460, balanceMinor: 4_000 })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.unsettledCount).toBe(0)
    expect(faults.injected()).toBe(1)
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    expect(sent(counter, 'redeem')).toHaveLength(1)
  })

  test('of a redemption that never arrived: voided, and it never will', async () => {
    counter = await setUpReady()
    const faults = injectFates(counter, 'redeem', 'cut-before')
    await select(counter)
    await outcome(counter, 'unknown')
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
    injectFates(counter, 'redeem', 'hold')
    await selectPayment(counter, state.waiting[0]?.paymentId, 'allow')
    await outcome(counter, 'working')
    await counter.call('cancel-redemption')
    const { outcome: shown } = await outcome(counter, 'voided')
    expect(shown).toMatchObject({ what: 'cancel', balanceMinor: null })
    expect(counter.ledger.balances.get(CARD)).toBe(1_540)
    const late = sent(counter, 'redeem').at(-1)
    expect(counter.ledger.redeem(late?.params ?? {})).toMatchObject({
      refusal: { code: 'VOIDED_BEFORE_ARRIVAL' },
    })
  })

  test("whose answer is lost: the void's bytes again, undone once", async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'mute', 'mute', 'mute')
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    const faults = injectFates(counter, 'void', 'cut-after', 'cut-before')
    await counter.call('cancel-redemption')
    await counter.until('offline', ({ server }) => server.status === 'attention')
    await counter.call('keep-trying')
    await counter.untilTrue('both faults', () => faults.injected() === 2)
    await counter.passUntil('voided', (state) => state.outcome.kind === 'voided')
    expectSameBytes(counter, 'void', 3)
    expect(counter.ledger.balances.get(CARD)).toBe(4_000)
    expect(counter.ledger.moved.map(({ minor }) => minor)).toEqual([-2_460, 2_460])
  })

  test('overtaken by the refusal of the redemption: voided all the same', async () => {
    counter = await setUpReady()
    const paymentId = counter.state().waiting[0]?.paymentId
    counter.ledger.balances.set(CARD, 100)
    let held: ReceivedRequest | undefined
    counter.server.fate = (request) => {
      if (request.name === 'redeem') held = request
      return request.name === 'redeem' ? 'mute' : 'answer'
    }
    await select(counter)
    await counter.untilTrue('the redemption', () => held !== undefined)
    await counter.call('cancel-redemption')
    const state = await outcome(counter, 'voided')
    expect(state.outcome).toMatchObject({ what: 'cancel', balanceMinor: null })
    expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(state.unsettledCount).toBe(0)
    expect(counter.ledger.moved).toEqual([])
  })

  test('refused by the server: what became of the redemption is the truth', async () => {
    counter = await setUpReady()
    counter.server.fate = ({ name }) =>
      name === 'void'
        ? { reply: { ok: false, refusal: refusalOf('ORIGINAL_NOT_REVERSIBLE') } }
        : sent(counter, 'redeem').length === 1
          ? 'mute'
          : 'answer'
    await select(counter)
    await outcome(counter, 'working')
    await counter.call('cancel-redemption')
    expect((await outcome(counter, 'approved')).outcome).toMatchObject({ balanceMinor: 1_540 })
    expectSameBytes(counter, 'redeem', 2)
    expect(counter.ledger.moved).toHaveLength(1)
  })
})

function refusalOf(code: string) {
  return { code, message: code, retryable: false, nextAction: 'do_not_retry' }
}
