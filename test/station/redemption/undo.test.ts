import { afterEach, describe, expect, test } from 'vitest'
import { refusal as refusalOf } from '../../../src/contract/refusals.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
} from '../../helpers/station/counter-under-test.ts'
import {
  injectFates,
  lockJournal,
  nextCustomer,
  outcome,
  select,
  sent,
  setUpReady,
  undo,
} from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const balances = () => [CARD, OTHER_CARD].map((card) => counter.ledger.balances.get(card))
const undoOf = (reference: string | undefined) => counter.call('undo-last', { reference })

/** The reference on the approved screen. */
async function approved(): Promise<string> {
  const { outcome: shown } = await outcome(counter, 'approved')
  return shown.kind === 'approved' ? shown.reference : 'none'
}

describe('undo', () => {
  test('an older redemption that settles later: the one on the screen is undone, not that one', async () => {
    counter = await setUpReady()
    const busy = { reply: { ok: false, error: unavailable(30_000) } }
    const first = injectFates(counter, 'redeem', busy)
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    await nextCustomer(counter, OTHER_CARD)
    await select(counter)
    const shown = await approved()
    expect(counter.state().unsettledCount).toBe(1)
    await counter.passUntil('the older one', ({ unsettledCount }) => unsettledCount === 0)
    first.expectAllInjected()
    expect(balances()).toEqual([1_540, 9_500])
    expect(counter.state().lastRedemption).toMatchObject({ reference: shown, appliedMinor: 500 })
    expect(await undoOf(shown)).toEqual({ ok: true, value: {} })
    expect((await outcome(counter, 'voided')).outcome).toMatchObject({ amountMinor: 500 })
    expect(balances()).toEqual([1_540, 10_000])
  })

  test('any other reference than the one on the screen: refused in words, nothing sent', async () => {
    counter = await setUpReady()
    await select(counter)
    const first = await approved()
    await nextCustomer(counter, OTHER_CARD)
    await select(counter)
    const second = await approved()
    for (const reference of [first, 'no such reference']) {
      expect(await undoOf(reference)).toMatchObject({
        error: { code: 'STATE_CONFLICT', message: expect.stringContaining('another redemption') },
      })
    }
    expect(counter.state().outcome).toMatchObject({ kind: 'approved', reference: second })
    expect(sent(counter, 'void')).toEqual([])
    expect(balances()).toEqual([1_540, 9_500])
  })

  test('another card is in the place of the lost one by then: said of the card that has it', async () => {
    counter = await setUpReady()
    await select(counter)
    await approved()
    counter.ledger.successors.set(CARD, OTHER_CARD)
    await undo(counter)
    const { outcome: shown, card } = await outcome(counter, 'voided')
    expect(shown).toMatchObject({ lastFour: OTHER_CARD.slice(-4), balanceMinor: 12_460 })
    expect(card).toMatchObject({ lastFour: CARD.slice(-4), balanceMinor: 1_540 })
  })

  test('the clock of the PC set back in between: still the newest', async () => {
    counter = await setUpReady()
    await select(counter)
    await approved()
    counter.clock.setBy(-3_600_000)
    await nextCustomer(counter, OTHER_CARD)
    await select(counter)
    const reference = await approved()
    expect(counter.state().lastRedemption).toMatchObject({ reference, appliedMinor: 500 })
    await counter.call('next-customer')
    await outcome(counter, 'idle')
    await undo(counter)
    await outcome(counter, 'voided')
    expect(balances()).toEqual([1_540, 10_000])
  })

  test('the journal held by another program when the answer came: still the newest', async () => {
    counter = await setUpReady()
    await select(counter)
    await approved()
    await nextCustomer(counter, OTHER_CARD)
    let release: (() => void) | undefined
    counter.server.fate = ({ name }) => {
      if (name === 'redeem') release ??= lockJournal(counter)
      return 'answer'
    }
    await select(counter)
    const reference = await approved()
    expect(counter.state().journal.problem).toBe('journal-unwritable')
    expect(counter.state().lastRedemption).toMatchObject({ reference, appliedMinor: 500 })
    expect(await counter.call('list-activity')).toMatchObject({
      value: { lines: [{ state: 'posted', amountMinor: 500, reference }, { state: 'posted' }] },
    })
    release?.()
    expect(await undo(counter)).toEqual({ ok: true, value: {} })
    await outcome(counter, 'voided')
    expect(counter.state().lastRedemption).toMatchObject({ reference, state: 'voided' })
    expect(balances()).toEqual([1_540, 10_000])
    counter.clock.advance(5_000)
    await counter.until('writable', ({ journal }) => journal.problem === null)
    await counter.restart()
    expect(counter.state().lastRedemption).toMatchObject({ reference, state: 'voided' })
  })

  test('an older one that was left unknown and is on the screen after a restart: that one', async () => {
    counter = await setUpReady()
    counter.server.fate = (request) =>
      request.name === 'redeem' && request.params['amountMinor'] === 2_460 ? 'mute' : 'answer'
    await select(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    await nextCustomer(counter, OTHER_CARD)
    await select(counter)
    await approved()
    counter.server.fate = () => 'answer'
    await counter.restart()
    const reference = await approved()
    expect(counter.state().outcome).toMatchObject({ appliedMinor: 2_460 })
    expect(await undoOf(reference)).toEqual({ ok: true, value: {} })
    await outcome(counter, 'voided')
    expect(balances()).toEqual([4_000, 9_500])
  })

  test.each([
    ['offline', 'NOT_CONNECTED'],
    ['a journal that cannot be written', 'UNAVAILABLE'],
  ])('%s: the command hears of it, and the approval stays on the screen', async (why, code) => {
    counter = await setUpReady()
    await select(counter)
    const reference = await approved()
    const sounds = counter.sounds.length
    let release = () => {}
    if (why === 'offline') {
      counter.server.greeting = 4_010
      counter.server.cut()
      await counter.until('offline', ({ server }) => server.status === 'attention')
    } else release = lockJournal(counter)
    expect(await undo(counter)).toMatchObject({ error: { code } })
    release()
    expect(counter.state().outcome).toMatchObject({ kind: 'approved', reference })
    expect(counter.sounds).toHaveLength(sounds)
    expect(sent(counter, 'void')).toEqual([])
  })

  test('refused by the server: the amount stays taken, and goods scanned do not hide that', async () => {
    counter = await setUpReady()
    await select(counter)
    await approved()
    const refusal = refusalOf('ORIGINAL_NOT_REVERSIBLE')
    injectFates(counter, 'void', { reply: { ok: false, refusal } }).injected()
    await undo(counter)
    const { outcome: shown } = await outcome(counter, 'refused')
    expect(shown).toMatchObject({
      ...{ what: 'undo', code: 'ORIGINAL_NOT_REVERSIBLE', amountMinor: 2_460, currency: 'CAD' },
      lastFour: CARD.slice(-4),
    })
    counter.scan('5901234123457')
    await counter.untilTrue('refused', () => counter.sounds.at(-1) === 'refused')
    expect((await counter.call('next-customer')).ok).toBe(true)
    await outcome(counter, 'idle')
    expect(counter.states.map((state) => state.outcome)).not.toContainEqual(
      expect.objectContaining({ kind: 'refused', what: 'redeem' }),
    )
    expect(balances()[0]).toBe(1_540)
  })

  test('an undo without an answer that was left: not begun a second time', async () => {
    counter = await setUpReady()
    await select(counter)
    const reference = await approved()
    injectFates(counter, 'void', 'mute', 'mute')
    await undo(counter)
    await counter.pass(8_000)
    await outcome(counter, 'unknown')
    await counter.call('next-customer')
    await outcome(counter, 'idle')
    expect(await undoOf(reference)).toMatchObject({
      error: { code: 'STATE_CONFLICT', message: expect.stringContaining('being undone') },
    })
    expect(new Set(sent(counter, 'void').map(({ bytes }) => bytes)).size).toBe(1)
  })
})

function unavailable(retryAfterMs: number) {
  const nextAction = 'retry_same_id'
  return { code: 'UNAVAILABLE', message: 'disk', retryable: true, nextAction, retryAfterMs }
}
