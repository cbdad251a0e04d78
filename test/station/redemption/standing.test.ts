import { afterEach, describe, expect, test } from 'vitest'
import { CARD, type CounterUnderTest } from '../../helpers/station/counter-under-test.ts'
import {
  expectSameBytes,
  injectFates,
  outcome,
  select,
  sent,
  setUpReady,
} from '../../helpers/station/faults.ts'
import type { ReceivedRequest } from '../../helpers/station/test-server.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

/** Somebody at the operator's desk voids the redemption that the server has. */
function voidElsewhere() {
  const originalRequestId = sent(counter, 'redeem')[0]?.params['requestId']
  counter.ledger.void({ requestId: 'desk-1', originalRequestId })
  expect(counter.ledger.balances.get(CARD)).toBe(4_000)
}

describe('voided elsewhere before its answer came', () => {
  test.each(['sent again', 'sent again after a restart'])(
    '%s: shown as voided, and the payment waits again',
    async (how) => {
      counter = await setUpReady()
      const paymentId = counter.state().waiting[0]?.paymentId
      const faults = injectFates(counter, 'redeem', 'cut-after')
      counter.server.greeting = 'welcome'
      await select(counter)
      await outcome(counter, 'unknown')
      faults.expectAllInjected()
      voidElsewhere()
      if (how.endsWith('restart')) await counter.restart()
      else await counter.call('keep-trying')
      const state = await outcome(counter, 'voided')
      expect(state.outcome).toMatchObject({
        what: 'elsewhere',
        amountMinor: 2_460,
        balanceMinor: null,
      })
      expect(state.waiting.map((payment) => payment.paymentId)).toEqual([paymentId])
      expect(state.unsettledCount).toBe(0)
      expect(state.lastRedemption).toMatchObject({ state: 'voided' })
      expect(counter.sounds).not.toContain('approved')
      expect(counter.sounds.at(-1)).toBe('voided')
      expectSameBytes(counter, 'redeem', 2)
      expect(await counter.call('list-activity')).toMatchObject({
        value: { lines: [{ what: 'redeem', state: 'voided', amountMinor: 2_460 }] },
      })
    },
  )

  test('and left in the background: no approval, the payment waits again', async () => {
    counter = await setUpReady()
    injectFates(counter, 'redeem', 'mute')
    await select(counter)
    await counter.pass(7_900)
    voidElsewhere()
    counter.server.fate = () => 'hold'
    await counter.pass(200)
    await outcome(counter, 'unknown')
    await counter.call('next-customer')
    await outcome(counter, 'idle')
    counter.server.fate = () => 'answer'
    const state = await counter.passUntil('settled', ({ unsettledCount }) => unsettledCount === 0)
    expect(state.outcome.kind).toBe('idle')
    expect(state.waiting).toHaveLength(1)
    expect(state.lastRedemption).toMatchObject({ state: 'voided' })
  })

  test('a cancel that the server refuses after it: voided elsewhere is the truth', async () => {
    counter = await setUpReady()
    const held: ReceivedRequest[] = []
    counter.server.fate = (request) => {
      if (request.name !== 'redeem' && request.name !== 'void') return 'answer'
      held.push(request)
      return request.name === 'redeem' ? 'mute' : 'hold'
    }
    await select(counter)
    await outcome(counter, 'working')
    await counter.untilTrue('the redemption', () => held.length === 1)
    voidElsewhere()
    await counter.call('cancel-redemption')
    await counter.untilTrue('the cancel', () => held.length === 2)
    const [redemption, cancel] = held
    if (redemption === undefined || cancel === undefined) throw new Error('not both were sent')
    counter.server.reply(redemption, counter.ledger.redeem(redemption.params))
    counter.server.reply(cancel, { ok: false, refusal: refusalOf('ORIGINAL_NOT_REVERSIBLE') })
    const state = await outcome(counter, 'voided')
    expect(state.outcome).toMatchObject({ what: 'elsewhere', amountMinor: 2_460 })
    expect(state.waiting).toHaveLength(1)
    expect(state.unsettledCount).toBe(0)
    expect(counter.sounds).not.toContain('approved')
  })
})

function refusalOf(code: string) {
  return { code, message: code, retryable: false, nextAction: 'do_not_retry' }
}
