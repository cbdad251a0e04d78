import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { ScreenState } from '../../../src/contract/screen/state.ts'
import { PIN_KEPT_MS } from '../../../src/main/station/limits.ts'
import {
  type CounterUnderTest,
  OTHER_CARD,
  PIN,
  PIN_CARD,
  setUpCounter,
  withLuhn,
} from '../../helpers/station/counter-under-test.ts'
import {
  injectFates,
  outcome,
  redeemAmount,
  select,
  sent,
  undo,
} from '../../helpers/station/faults.ts'
import { PIN_PREFIX } from '../../helpers/station/test-ledger.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const WRONG = '11112222'
const lastFour = PIN_CARD.slice(-4)

const promptOf = ({ card }: ScreenState) => (card?.status === 'pin-asked' ? card.prompt : null)
const prompted = () => counter.until('the prompt', (state) => promptOf(state) !== null)
const asked = () => counter.until('PIN needed', ({ card }) => card?.status === 'pin-asked')
const given = (pin: string) => counter.call('give-pin', { pin, lastFour })
const answered = (code: string) => counter.until(code, (state) => promptOf(state)?.code === code)

/** A payment of 24.60 waiting, and the card that needs its PIN in hand. */
async function setUpAsked() {
  counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
  counter.print({})
  counter.scan(PIN_CARD)
  return asked()
}

/** Everything that the station and its screen left anywhere. */
function traces(): string {
  const files = readdirSync(counter.directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(counter.directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
  return [...files, ...counter.logLines, JSON.stringify(counter.states)].join('\n')
}

describe('a card whose program asks for the PIN at the station', () => {
  test('scanned: the clerk sees that its PIN is needed, and nothing else of it', async () => {
    const { card, waiting } = await setUpAsked()
    expect(card).toEqual({ status: 'pin-asked', lastFour, prompt: null })
    expect(waiting).toMatchObject([{ fit: 'none', suggested: true }])
    expect(counter.sounds).not.toContain('refused')
  })

  test('a number that no card has: the same, and its PIN is wrong like any other', async () => {
    counter = await setUpCounter()
    await counter.until('online', ({ server }) => server.status === 'ok')
    const nobodys = withLuhn(`${PIN_PREFIX}000000000000`)
    counter.scan(nobodys)
    const { card } = await asked()
    expect(card).toEqual({ status: 'pin-asked', lastFour: nobodys.slice(-4), prompt: null })
    await counter.call('refresh-balance')
    await prompted()
    await counter.call('give-pin', { pin: PIN, lastFour: nobodys.slice(-4) })
    await answered('CARD_NOT_FOUND_OR_PIN_INVALID')
  })

  test('SELECT: the prompt, a wrong PIN, the right one, approved without a second SELECT', async () => {
    await setUpAsked()
    await select(counter)
    const open = promptOf(await prompted())
    expect(open).toEqual({ amountMinor: 2_460, currency: 'CAD', isChecking: false, code: null })
    await given(WRONG)
    const wrong = await answered('CARD_NOT_FOUND_OR_PIN_INVALID')
    expect(wrong.waiting).toHaveLength(1)
    expect(sent(counter, 'redeem')).toEqual([])
    await given(PIN)
    const { outcome: approved } = await outcome(counter, 'approved')
    expect(approved).toMatchObject({ appliedMinor: 2_460, balanceMinor: 2_540 })
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('a typed amount: the prompt, then taken', async () => {
    await setUpAsked()
    await redeemAmount(counter, 700)
    expect(promptOf(await prompted())).toMatchObject({ amountMinor: 700, currency: 'CAD' })
    await given(PIN)
    expect((await outcome(counter, 'approved')).outcome).toMatchObject({ appliedMinor: 700 })
  })

  test('the balance alone: asked with the PIN, once; then SELECT asks for none', async () => {
    await setUpAsked()
    await counter.call('refresh-balance')
    expect(promptOf(await prompted())).toMatchObject({ amountMinor: null })
    await given(PIN)
    const { card } = await counter.until('the balance', (state) => state.card?.status === 'known')
    expect(card).toMatchObject({ balanceMinor: 5_000 })
    await counter.call('refresh-balance')
    await counter.untilTrue('asked again', () => sent(counter, 'card-inquire').length === 3)
    expect(sent(counter, 'card-inquire').at(-1)?.bytes).not.toContain(PIN)
    await select(counter)
    await outcome(counter, 'approved')
  })

  test('less on the card than was wanted: the balance is shown, and nothing is taken yet', async () => {
    await setUpAsked()
    counter.ledger.balances.set(PIN_CARD, 1_000)
    await select(counter)
    await prompted()
    await given(PIN)
    const state = await counter.until('the balance', ({ card }) => card?.status === 'known')
    expect(state.waiting).toMatchObject([{ fit: 'partial' }])
    expect(sent(counter, 'redeem')).toEqual([])
  })

  test('three wrong PINs: locked, said on the screen, and the payment still waits', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    for (let tries = 1; tries <= 3; tries += 1) {
      await given(WRONG)
      await counter.untilTrue('judged', () => sent(counter, 'card-inquire').length === 1 + tries)
      await answered('CARD_NOT_FOUND_OR_PIN_INVALID')
    }
    await given(PIN)
    const state = await outcome(counter, 'refused')
    expect(state.outcome).toMatchObject({ code: 'PIN_LOCKED', what: 'redeem', lastFour })
    expect(state.waiting).toHaveLength(1)
    expect(state.card).toBeNull()
    expect(counter.ledger.moved).toEqual([])
  })
})

describe('while the prompt is open', () => {
  test('a scan is heard and does nothing', async () => {
    await setUpAsked()
    await select(counter)
    const before = await prompted()
    counter.sounds.length = 0
    counter.scan(OTHER_CARD)
    counter.scan(PIN)
    await counter.untilTrue('heard', () => counter.sounds.length === 2)
    expect(counter.sounds).toEqual(['refused', 'refused'])
    expect(counter.state().card).toEqual(before.card)
    expect(sent(counter, 'card-inquire')).toHaveLength(1)
  })

  test('closed: the card stays, nothing is wanted any more, and a late answer takes nothing', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    injectFates(counter, 'card-inquire', 'hold')
    await given(PIN)
    await counter.untilTrue('sent', () => sent(counter, 'card-inquire').length === 2)
    await counter.call('close-pin')
    const [, withPin] = sent(counter, 'card-inquire')
    if (withPin === undefined) throw new Error('no question')
    counter.server.reply(withPin, counter.ledger.inquire(withPin.params))
    await counter.pass(10_000)
    expect(counter.state().card).toEqual({ status: 'pin-asked', lastFour, prompt: null })
    expect(sent(counter, 'redeem')).toEqual([])
  })

  test('a PIN for another card than the one that was seen: refused', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    const reply = await counter.call('give-pin', { pin: PIN, lastFour: '0000' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'STATE_CONFLICT' } })
    expect(sent(counter, 'card-inquire')).toHaveLength(1)
  })

  test('the connection breaks while the PIN is judged: said, nothing taken, asked anew', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    injectFates(counter, 'card-inquire', 'cut-before')
    await given(PIN)
    await answered('NOT_CONNECTED')
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
    // It is not sent again by itself: nothing kept it.
    expect(sent(counter, 'card-inquire')).toHaveLength(2)
    await given(PIN)
    await outcome(counter, 'approved')
    expect(counter.ledger.moved).toHaveLength(1)
  })

  test('another screen wants something else meanwhile: only what the customer saw is taken', async () => {
    await setUpAsked()
    await redeemAmount(counter, 700)
    await prompted()
    injectFates(counter, 'card-inquire', 'hold')
    await given(PIN)
    await counter.untilTrue('sent', () => sent(counter, 'card-inquire').length === 2)
    const more = { amountMinor: 4_000, partial: 'deny', lastFour }
    for (const [name, params] of [['redeem-amount', more], ['refresh-balance']] as const) {
      const reply = await counter.call(name, params)
      expect(reply).toMatchObject({ ok: false, error: { code: 'STATE_CONFLICT' } })
    }
    expect(promptOf(counter.state())).toMatchObject({ amountMinor: 700, isChecking: true })
    const [, withPin] = sent(counter, 'card-inquire')
    if (withPin === undefined) throw new Error('no question')
    counter.server.reply(withPin, counter.ledger.inquire(withPin.params))
    expect((await outcome(counter, 'approved')).outcome).toMatchObject({ appliedMinor: 700 })
  })

  test('its payment is gone when the PIN is right: said, and nothing is taken', async () => {
    const { waiting } = await setUpAsked()
    await select(counter)
    await prompted()
    const [paymentId] = waiting.map((payment) => payment.paymentId)
    await counter.call('dismiss-payment', { paymentId, reason: 'other' })
    await given(PIN)
    const state = await outcome(counter, 'refused')
    expect(state.outcome).toMatchObject({ code: 'NOT_FOUND', what: 'redeem', lastFour })
    expect(state.card).toMatchObject({ status: 'known' })
    expect(sent(counter, 'redeem')).toEqual([])
  })

  test('a PIN is still being checked when it would close: what was wanted is taken', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    await counter.pass(PIN_KEPT_MS - 1_000)
    injectFates(counter, 'card-inquire', 'hold')
    await given(PIN)
    await counter.untilTrue('sent', () => sent(counter, 'card-inquire').length === 2)
    await counter.pass(2_000)
    const [, withPin] = sent(counter, 'card-inquire')
    if (withPin === undefined) throw new Error('no question')
    counter.server.reply(withPin, counter.ledger.inquire(withPin.params))
    await outcome(counter, 'approved')
  })

  test('nobody answers it: it closes by itself', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    await counter.pass(PIN_KEPT_MS)
    await counter.until('closed', (state) => promptOf(state) === null)
    expect(counter.state().card).toMatchObject({ status: 'pin-asked' })
  })
})

describe('the answer to the redemption is lost', () => {
  test('sent again without the PIN, with the same bytes, and done once', async () => {
    await setUpAsked()
    injectFates(counter, 'redeem', 'cut-after')
    await select(counter)
    await prompted()
    await given(PIN)
    await outcome(counter, 'unknown')
    await counter.restart()
    await counter.passUntil('approved', (state) => state.outcome.kind === 'approved')
    expect(counter.ledger.moved).toHaveLength(1)
    expect(new Set(sent(counter, 'redeem').map(({ bytes }) => bytes)).size).toBe(1)
    expect(traces()).not.toContain(PIN)
  })
})

describe('a PIN is forgotten', () => {
  const known = () => counter.until('the balance', ({ card }) => card?.status === 'known')
  async function setUpProved() {
    await setUpAsked()
    await counter.call('refresh-balance')
    await prompted()
    await given(PIN)
    await known()
  }

  test('when the card is put away and read again', async () => {
    await setUpProved()
    await counter.call('clear-card')
    await counter.until('put away', ({ card }) => card === null)
    counter.scan(PIN_CARD)
    await asked()
  })

  test('after an undo', async () => {
    await setUpProved()
    await select(counter)
    await outcome(counter, 'approved')
    await undo(counter)
    const { card } = await outcome(counter, 'voided')
    expect(card).toEqual({ status: 'pin-asked', lastFour, prompt: null })
    await counter.call('redeem-amount', { amountMinor: 100, partial: 'deny', lastFour })
    await prompted()
    expect(sent(counter, 'redeem')).toHaveLength(1)
  })

  test('when the cashier signs out', async () => {
    await setUpProved()
    await counter.call('sign-out')
    await asked()
  })

  test('after a while without a hand', async () => {
    await setUpProved()
    await counter.pass(PIN_KEPT_MS)
    await asked()
  })

  test('it is found nowhere: not in the journal, the log, or what the screen was sent', async () => {
    await setUpAsked()
    await select(counter)
    await prompted()
    await given(WRONG)
    await answered('CARD_NOT_FOUND_OR_PIN_INVALID')
    await given(PIN)
    await outcome(counter, 'approved')
    await counter.call('give-pin', { pin: `${PIN}9`, lastFour })
    expect(traces()).toContain(lastFour)
    for (const pin of [PIN, WRONG]) expect(traces()).not.toContain(pin)
    await counter.stopStation()
    for (const pin of [PIN, WRONG]) expect(traces()).not.toContain(pin)
  })
})

describe('number#PIN, typed', () => {
  async function setUpTyped(number: string) {
    counter = await setUpCounter()
    await counter.until('online', ({ server }) => server.status === 'ok')
    await counter.call('type-card', { text: `${number}#${PIN}` })
    return counter.until('the balance', ({ card }) => card?.status === 'known')
  }

  test('the card in hand, and its PIN forgotten like any other', async () => {
    await setUpTyped(PIN_CARD)
    await redeemAmount(counter, 300)
    await outcome(counter, 'approved')
    await undo(counter)
    expect((await outcome(counter, 'voided')).card).toMatchObject({ status: 'pin-asked' })
    expect(traces()).not.toContain(PIN)
  })

  test('where no PIN is asked for: nothing is forgotten, and nothing asked', async () => {
    await setUpTyped(OTHER_CARD)
    await redeemAmount(counter, 300)
    await outcome(counter, 'approved')
    await undo(counter)
    expect((await outcome(counter, 'voided')).card).toMatchObject({ status: 'known' })
  })
})

test('a server that knows no look-up: the card is refused as before', async () => {
  counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
  const error = { code: 'REQUEST_MALFORMED', message: 'name', retryable: false }
  counter.server.fate = ({ name }) =>
    name === 'card-lookup'
      ? { reply: { ok: false, error: { ...error, nextAction: 'correct_and_resend' } } }
      : 'answer'
  counter.scan(PIN_CARD)
  const state = await outcome(counter, 'refused')
  expect(state.outcome).toMatchObject({ code: 'CARD_NOT_FOUND_OR_PIN_INVALID', lastFour })
})
