import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { success } from '../../../src/contract/refusals.ts'
import {
  type ScannerReading,
  type ScannersView,
  scannersViewSchema,
} from '../../../src/contract/screen/scanners.ts'
import { systemClock } from '../../../src/main/station/host/clock.ts'
import { createScanning } from '../../../src/main/station/scanners/scanning.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { keyFor, LAYOUTS, type Layout, typedBy } from '../../renderer/keyboard-layouts.ts'

const BANK = '4111111111111111'

let counter: CounterUnderTest
beforeEach(async () => {
  counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
})
afterEach(() => counter.stop())

async function view(watching = false): Promise<ScannersView> {
  const reply = await counter.call('watch-scanners', { watching })
  if (!reply.ok) throw new Error('not answered')
  return scannersViewSchema.parse(JSON.parse(JSON.stringify(reply.value)))
}
const newest = async (): Promise<ScannerReading | undefined> => (await view()).readings[0]

/** The keys of a scanner set to the US layout, as a page on that PC tells them. */
function keysOf(text: string, layout: Layout) {
  return [...text].map((character) => {
    const { code, shift } = keyFor(LAYOUTS.QWERTY, character)
    return { code, key: typedBy(layout, code, shift), shift, altGraph: false }
  })
}
const burst = (part: object = {}) => ({
  timing: { fastestMs: 6, medianMs: 6, slowestMs: 9 },
  ending: 'enter-key',
  altCodes: false,
  capsLock: false,
  ...part,
})

describe('the page of scanners', () => {
  test('a reading as it may be shown: kind, framing, length, shape, four digits', async () => {
    counter.scan(`]C0${CARD}`)
    expect(await newest()).toMatchObject({
      ordinal: 1,
      way: 'serial',
      scanner: 'test',
      framing: 'cr',
      symbology: 'code-128',
      length: CARD.length + 3,
      shape: `]x•${'•'.repeat(CARD.length)}`,
      meaning: 'card',
      lastFour: CARD.slice(-4),
      advice: [],
    })
  })

  test.each([
    ['%E?;E?+E?', 'not-read', ['swipe-again']],
    ['bonjour', 'not-a-card', ['send-code-kind']],
    [`;${CARD}=4912?`, 'card', []],
    [`${CARD.slice(0, -1)}${(Number(CARD.slice(-1)) + 1) % 10}`, 'wrong-check-digit', []],
  ])('%s: %s', async (text, meaning, advice) => {
    counter.scan(text)
    expect(await newest()).toMatchObject({ meaning, advice })
  })

  test('what is kept for showing has no number, no PIN and no link in it', async () => {
    for (const text of [`${CARD}#8642`, `https://cards.example/c/Secret9`, OTHER_CARD, BANK]) {
      counter.scan(text)
    }
    const { readings } = await view()
    expect(readings).toHaveLength(4)
    const shown = JSON.stringify(readings)
    for (const secret of [CARD.slice(0, -4), OTHER_CARD.slice(0, -4), '8642', 'Secret', '4111'])
      expect(shown).not.toContain(secret)
  })

  test('of a bank’s card: only that there was one', async () => {
    counter.scan(`%B${BANK}^DOE/JANE^3012101?;${BANK}=3012101?`)
    expect(await newest()).toEqual({
      ordinal: 1,
      atMs: counter.clock.nowMs(),
      way: 'serial',
      scanner: 'test',
      length: null,
      shape: null,
      symbology: 'magnetic-stripe',
      framing: 'cr',
      timing: null,
      meaning: 'bank-card',
      lastFour: null,
      advice: [],
    })
  })

  test('watched, a reading is shown and leads to nothing, until nobody asks any more', async () => {
    await view(true)
    counter.scan(CARD)
    const { readings } = await view(true)
    expect(readings).toHaveLength(1)
    expect(counter.state().card).toBeNull()
    expect(counter.sounds.at(-1)).toBe('scan')
    await counter.pass(6_000)
    counter.scan(CARD)
    await counter.until('the card', ({ card }) => card?.lastFour === CARD.slice(-4))
  })

  test('the newest twelve, newest first', async () => {
    for (let each = 0; each < 15; each += 1) counter.scan('bonjour')
    const { readings } = await view()
    expect(readings.map(({ ordinal }) => ordinal)).toEqual([
      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
    ])
  })

  test('a scanner that types: its times, and what to change on it', async () => {
    const type = (layout: Layout, part: object) =>
      counter.call('read-keys', { keys: keysOf(CARD, layout), burst: burst(part) })
    await type(LAYOUTS.Czech, {})
    expect(await newest()).toMatchObject({
      way: 'wedge',
      meaning: 'card',
      timing: { medianMs: 6 },
      advice: ['use-own-mode'],
    })
    await type(LAYOUTS.QWERTY, {
      capsLock: true,
      ending: 'silence',
      timing: { fastestMs: 20, medianMs: 29, slowestMs: 34 },
    })
    expect((await newest())?.advice).toEqual([
      'caps-lock-is-on',
      'shorten-key-delay',
      'add-terminator',
      'use-own-mode',
    ])
    await type(LAYOUTS.QWERTY, { altCodes: true })
    expect((await newest())?.advice).toEqual(['switch-alt-codes-off', 'use-own-mode'])
  })

  test('a scanner set to the PC’s own layout: read, and said', async () => {
    const keys = [...CARD].map((key) => ({
      code: `Digit${key}`,
      key,
      shift: true,
      altGraph: false,
    }))
    await counter.call('read-keys', { keys, burst: burst() })
    expect(await newest()).toMatchObject({
      meaning: 'card',
      advice: ['set-us-keyboard', 'use-own-mode'],
    })
  })

  test('the same with a short number of another system, and text typed around it', async () => {
    const taken: string[] = []
    const scanning = createScanning({
      clock: systemClock,
      rules: () => ({ prefixes: ['*'], serverUrl: null }),
      take: (text) => {
        taken.push(text)
        return success({})
      },
      wedge: { prefix: 'X', suffix: '#' },
      onWatched: () => undefined,
    })
    const keys = [...'X60012345#'].map((key) => ({
      code: /\d/.test(key) ? `Digit${key}` : 'KeyX',
      key,
      shift: true,
      altGraph: false,
    }))
    scanning.readKeys(keys)
    expect(taken).toEqual(['60012345'])
    expect(scanning.watch(false)[0]?.advice).toContain('set-us-keyboard')
  })

  test('what a scanner was told to type around each code is taken off', async () => {
    await counter.stop()
    counter = await setUpCounter({ station: { wedge: { prefix: '<<', suffix: '>' } } })
    await counter.until('online', ({ server }) => server.status === 'ok')
    for (const text of [`<<${CARD}>`, CARD]) {
      await counter.call('read-keys', { keys: keysOf(text, LAYOUTS.AZERTY), burst: burst() })
      expect(await newest()).toMatchObject({ meaning: 'card', lastFour: CARD.slice(-4) })
    }
  })

  test('a code that the camera saw is a reading like any other', async () => {
    await counter.call('read-code', { text: `]Q1${CARD}` })
    await counter.until('the card', ({ card }) => card?.lastFour === CARD.slice(-4))
    expect(await newest()).toMatchObject({ way: 'camera', framing: 'picture', symbology: 'qr' })
  })
})
