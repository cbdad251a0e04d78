import { afterEach, describe, expect, test } from 'vitest'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  setUpCounter,
  withLuhn,
} from '../../helpers/station/counter-under-test.ts'
import { selectPayment, setUpReady } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const isOnline = () => counter.until('online', ({ server }) => server.status === 'ok')
const known = () => counter.until('the balance', ({ card }) => card?.status === 'known')
const outcome = (kind: string) => counter.until(kind, ({ outcome: { kind: is } }) => is === kind)

describe('readings', () => {
  test.each([
    ['a bank card', '4242424242424242', 'BANK_CARD_REFUSED'],
    [
      'a wrong check digit',
      `${CARD.slice(0, -1)}${(Number(CARD.at(-1)) + 1) % 10}`,
      'NUMBER_CHECK_DIGIT',
    ],
    ['a bar code of goods', 'HELLO', 'READING_NOT_A_CARD'],
    ['a swipe that could not be read', '%E?;E?', 'SWIPE_NOT_READ'],
    ["another network's card", withLuhn('997555123456789012'), 'CARD_NOT_ACCEPTED_HERE'],
  ])('%s: refused on the spot and never sent', async (_, reading, code) => {
    counter = await setUpReady()
    const asked = counter.server.requests.length
    counter.scan(reading)
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code })
    expect(state.card).toBeNull()
    expect(counter.server.requests.slice(asked).filter(({ name }) => name !== 'heartbeat')).toEqual(
      [],
    )
    expect(JSON.stringify([counter.states, counter.logLines])).not.toContain(reading.slice(0, 12))
  })

  test('an unknown card: the refusal of the server, and no card in hand', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.scan(withLuhn('997001555566667777'))
    const state = await outcome('refused')
    expect(state.outcome).toMatchObject({ code: 'CARD_NOT_FOUND_OR_PIN_INVALID' })
    expect(state.card).toBeNull()
  })

  test('two scans one after the other: the second card counts, whichever answer comes last', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.scan(CARD)
    counter.scan(OTHER_CARD)
    const state = await known()
    expect(state.card).toMatchObject({ lastFour: OTHER_CARD.slice(-4), balanceMinor: 10_000 })
    expect(counter.server.requests.filter(({ name }) => name === 'card-inquire')).toHaveLength(2)
  })

  test.each([
    ['track 2 unreadable', [`%B${CARD}^GIFT/CARD^4912?`, ';E?']],
    ['track 3 unreadable', [`;${CARD}=4912?`, '+E?']],
    ['tracks 2 and 3 without a number', [`%B${CARD}^GIFT/CARD^4912?`, ';17=?', '+0117=?']],
    ['all tracks', [`%B${CARD}^GIFT/CARD^4912?`, `;${CARD}=4912?`, ';E?']],
  ])('a swipe that ends each track by itself, %s: one card, asked for once', async (_, tracks) => {
    counter = await setUpCounter()
    await isOnline()
    for (const track of tracks) counter.scan(track)
    const state = await known()
    expect(state.card).toMatchObject({ lastFour: CARD.slice(-4) })
    expect(state.outcome).toEqual({ kind: 'idle' })
    expect(counter.server.requests.filter(({ name }) => name === 'card-inquire')).toHaveLength(1)
    expect(counter.sounds).toEqual(['scan'])
  })

  test.each([
    ['another card', `;${OTHER_CARD}=4912?`, 0],
    ['a bank card', ';4242424242424242=3012?', 0],
    ['a swipe that could not be read, later', ';E?', 1_001],
    ['the same, of the first track', '%E?', 0],
  ])('behind a swipe, %s: a reading of its own', async (_, text, laterMs) => {
    counter = await setUpCounter()
    await isOnline()
    counter.scan(`%B${CARD}^GIFT/CARD^4912?`)
    await known()
    counter.clock.advance(laterMs)
    counter.scan(text)
    await counter.until('the other reading', ({ card }) => card?.lastFour !== CARD.slice(-4))
  })

  test('the balance changed elsewhere: asked again without a hand', async () => {
    counter = await setUpReady()
    counter.ledger.balances.set(CARD, 1_111)
    counter.server.event('card-changed', { cardToken: `token-of-card-${CARD.slice(-6)}` })
    await counter.until(
      'the new balance',
      ({ card }) => card?.status === 'known' && card.balanceMinor === 1_111,
    )
  })

  test('a wedge burst: read by its physical keys', async () => {
    counter = await setUpCounter()
    await isOnline()
    const keys = [...CARD].map((digit) => ({
      code: `Digit${digit}`,
      key: '&é"\'(-è_çà'.charAt(Number(digit)),
      shift: false,
      altGraph: false,
    }))
    await counter.call('read-keys', { keys })
    expect((await known()).card).toMatchObject({ lastFour: CARD.slice(-4) })
  })

  test('params outside the table: an error that names the place, nothing changed', async () => {
    counter = await setUpReady()
    const before = counter.state()
    expect(await selectPayment(counter, 'x')).toMatchObject({
      error: { code: 'REQUEST_MALFORMED', message: expect.stringContaining('paymentId') },
    })
    expect(await counter.call('open-drawer')).toMatchObject({
      error: { code: 'REQUEST_MALFORMED' },
    })
    expect(counter.state()).toEqual(before)
  })
})
