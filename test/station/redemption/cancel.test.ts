import { afterEach, describe, expect, test } from 'vitest'
import { CARD, type CounterUnderTest } from '../../helpers/station/counter-under-test.ts'
import {
  expectSameBytes,
  injectFates,
  lockJournal,
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

  test.each([
    ['working', ['mute']],
    ['unknown', ['mute', 'mute']],
  ] as const)(
    'of one that is %s, and cannot be written: the command hears of it, the screen stays',
    async (phase, fates) => {
      counter = await setUpReady()
      const faults = injectFates(counter, 'redeem', ...fates)
      await select(counter)
      await outcome(counter, 'working')
      if (phase === 'unknown') await counter.pass(8_000)
      await outcome(counter, phase)
      const sounds = counter.sounds.length
      const release = lockJournal(counter)
      expect(await counter.call('cancel-redemption')).toMatchObject({
        error: { code: 'UNAVAILABLE', message: expect.stringContaining('journal') },
      })
      release()
      await counter.until('the sign', ({ journal }) => journal.problem === 'journal-unwritable')
      expect(counter.state()).toMatchObject({ outcome: { kind: phase }, unsettledCount: 1 })
      expect(counter.sounds).toHaveLength(sounds)
      await counter.passUntil('approved', (state) => state.outcome.kind === 'approved')
      faults.expectAllInjected()
      expect(counter.sounds.at(-1)).toBe('approved')
      expect(counter.state().unsettledCount).toBe(0)
      expect(sent(counter, 'void')).toEqual([])
      expect(counter.ledger.moved).toHaveLength(1)
    },
  )

  test('of one that was sent twice and is answered twice, otherwise: the first answer stands', async () => {
    counter = await setUpReady()
    const held: ReceivedRequest[] = []
    counter.server.fate = (request) => {
      if (request.name !== 'redeem' && request.name !== 'void') return 'answer'
      held.push(request)
      return request.name === 'redeem' ? 'mute' : 'hold'
    }
    await select(counter)
    await counter.pass(8_000)
    await counter.untilTrue('the redemption, twice', () => held.length === 2)
    await counter.call('cancel-redemption')
    await counter.untilTrue('the cancel', () => held.length === 3)
    const [redemption, again, cancel] = held
    if (!redemption || !again || !cancel) throw new Error('not all were sent')
    expect(again.bytes).toBe(redemption.bytes)
    const first = counter.ledger.redeem(redemption.params)
    counter.server.reply(redemption, first)
    counter.server.reply(again, { ok: false, refusal: refusalOf('INSUFFICIENT_FUNDS') })
    await counter.pass(5_000)
    expect(counter.state().outcome).toMatchObject({ what: 'cancel' })
    expect(counter.state().unsettledCount).toBe(2)
    counter.server.reply(cancel, { ok: false, refusal: refusalOf('ORIGINAL_NOT_REVERSIBLE') })
    const { outcome: shown } = await outcome(counter, 'approved')
    expect(shown).toMatchObject({ appliedMinor: 2_460, balanceMinor: 1_540 })
    expect(counter.state()).toMatchObject({ waiting: [], unsettledCount: 0 })
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
