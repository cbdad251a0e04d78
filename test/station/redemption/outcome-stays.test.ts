import { afterEach, describe, expect, test } from 'vitest'
import type { ScreenState } from '../../../src/contract/screen/state.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  withLuhn,
} from '../../helpers/station/counter-under-test.ts'
import { outcome, select, selectPayment, setUpReady, undo } from '../../helpers/station/faults.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const NO_CARDS: ReadonlyArray<readonly [string, string]> = [
  ['goods', '5901234123457'],
  ['a bank card', '4242424242424242'],
  ["another network's card", withLuhn('997555123456789012')],
  ['a number that no card has', withLuhn('997001555566667777')],
]

/** An approved redemption of all of 24.60. */
async function approve(): Promise<void> {
  counter = await setUpReady()
  await select(counter)
  await outcome(counter, 'approved')
}

/** 40.00 of 100.00 were taken; 60.00 are to be collected. */
async function approvePart(): Promise<void> {
  counter = await setUpReady()
  counter.print({ tenders: [readTender(10_000)] })
  const { waiting } = await counter.until('the sale', (state) => state.waiting.length === 2)
  const dear = waiting.find(({ amountMinor }) => amountMinor === 10_000)
  await selectPayment(counter, dear?.paymentId, 'allow')
  await outcome(counter, 'approved')
}

const heard = (sound: string) => {
  const before = counter.sounds.length
  return () => counter.untilTrue(sound, () => counter.sounds.slice(before).includes(sound as never))
}

/** What the screen shows after everything until now was drawn. */
async function shownNow(): Promise<ScreenState['outcome']> {
  const language = counter.state().language === 'en' ? 'fr' : 'en'
  await counter.call('set-language', { language })
  return (await counter.until('drawn', (state) => state.language === language)).outcome
}

describe('an outcome on the screen', () => {
  test.each(NO_CARDS)('%s read after an approval: heard, and Approved stays', async (_, text) => {
    await approve()
    const shown = counter.state().outcome
    const refused = heard('refused')
    counter.scan(text)
    await refused()
    expect(await shownNow()).toEqual(shown)
  })

  test.each(NO_CARDS)('%s read after an undo: heard, and the outcome stays', async (_, text) => {
    await approve()
    await undo(counter)
    const { outcome: shown } = await outcome(counter, 'voided')
    const refused = heard('refused')
    counter.scan(text)
    await refused()
    expect(await shownNow()).toEqual(shown)
  })

  test('goods typed after an approval: told to look at the screen, not to ask for other money', async () => {
    await approve()
    const reply = await counter.call('type-card', { text: '5901234123457' })
    expect(reply).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
  })

  test('a card read while the server is away: Approved stays', async () => {
    await approve()
    counter.server.greeting = 4_010
    counter.server.cut()
    await counter.until('offline', ({ server }) => server.status === 'attention')
    const refused = heard('refused')
    counter.scan(OTHER_CARD)
    await refused()
    expect((await shownNow()).kind).toBe('approved')
  })

  test('the same card again at once, and as long as it lies there: not taken, not heard', async () => {
    await approve()
    const shown = counter.state().outcome
    const sounds = counter.sounds.length
    for (let reading = 0; reading < 5; reading += 1) {
      counter.scan(CARD)
      counter.clock.advance(1_000)
    }
    expect(await shownNow()).toEqual(shown)
    expect(counter.sounds).toHaveLength(sounds)
  })

  test('the same card a while later: the next customer', async () => {
    await approve()
    counter.clock.advance(3_100)
    counter.scan(CARD)
    const { card } = await outcome(counter, 'idle')
    expect(card).toMatchObject({ status: 'known', availableMinor: 1_540 })
  })

  test('the same card at once after an undo: in hand again, with all that is on it', async () => {
    await approve()
    await undo(counter)
    await outcome(counter, 'voided')
    counter.scan(CARD)
    const { card } = await outcome(counter, 'idle')
    expect(card).toMatchObject({ status: 'known', availableMinor: 4_000 })
  })

  test('another card: the next customer, once the server knows it', async () => {
    await approve()
    counter.scan(OTHER_CARD)
    const { card } = await outcome(counter, 'idle')
    expect(card).toMatchObject({ status: 'known', lastFour: OTHER_CARD.slice(-4) })
  })

  test('something is left to collect: the same card never ends it, another one does', async () => {
    await approvePart()
    expect(counter.state().outcome).toMatchObject({ remainingDueMinor: 6_000 })
    const shown = counter.state().outcome
    counter.scan(CARD)
    counter.clock.advance(10_000)
    const refused = heard('refused')
    counter.scan(CARD)
    await refused()
    expect(await shownNow()).toEqual(shown)
    counter.scan(OTHER_CARD)
    await outcome(counter, 'idle')
  })

  test('something is left to collect: Next customer ends it', async () => {
    await approvePart()
    await counter.call('next-customer')
    expect((await outcome(counter, 'idle')).card).toBeNull()
  })

  test('an undo pressed while the next card is asked for: the undo goes on, the card is read again', async () => {
    await approve()
    counter.server.fate = ({ name }) => (name === 'card-inquire' ? 'mute' : 'answer')
    counter.scan(OTHER_CARD)
    await undo(counter)
    await outcome(counter, 'voided')
    counter.server.fate = () => 'answer'
    counter.scan(OTHER_CARD)
    const { card } = await outcome(counter, 'idle')
    expect(card).toMatchObject({ lastFour: OTHER_CARD.slice(-4) })
  })
})
