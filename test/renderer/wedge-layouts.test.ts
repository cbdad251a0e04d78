import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { luhnDigit } from '../../src/contract/card-number.ts'
import { SCREEN } from '../../src/contract/screen/commands.ts'
import { decodeKeys } from '../../src/main/station/scanners/wedge-layout.ts'
import { openRandom, type Random } from '../helpers/random.ts'
import { type KeyPlayer, playKeys } from './key-player.ts'
import { LAYOUTS, type Layout } from './keyboard-layouts.ts'
import { type ScreenTest, startScreenTest } from './screen-page.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Of each layout; three of them make a thousand. */
const SCANS = IS_FULL ? 334 : 16
const WORDS = IS_FULL ? 334 : 30
const WAIT = { timeout: 60_000 }
const SHORT = { timeout: 5_000 }
const NAMES = Object.keys(LAYOUTS) as (keyof typeof LAYOUTS)[]

let screen: ScreenTest
let page: Page
let keys: KeyPlayer
let random: Random

beforeAll(async () => {
  screen = await startScreenTest()
})
afterAll(() => screen.close())
beforeEach(async () => {
  screen.host.sent.length = 0
  screen.host.play({})
  page = await screen.open()
  await page.waitForSelector('.zones')
  keys = await playKeys(page)
  random = openRandom(20_261_122)
})
afterEach(() => page.context().close())

const below = (count: number) => random.below(count)
const digits = (count: number) => Array.from({ length: count }, () => String(below(10))).join('')
function cardNumber(): string {
  const body = `997001${digits(12)}`
  return body + luhnDigit(body)
}

/** What scanners send in shops: numbers, swipes, links, with and without identifiers. */
function code(): string {
  const number = cardNumber()
  return random.pick([
    number,
    `]C0${number}`,
    `%B${number}^GIFT/CARD^49120000000000?;${number}=49120000000000000?`,
    `;${number}=4912?`,
    `https://cards.example/c/${digits(6)}Ab-_${digits(6)}xZ`,
  ])
}

/** The bursts that the page sent, as the station reads them. */
function readings(): string[] {
  return screen.host.sent
    .filter(({ name }) => name === 'read-keys')
    .map(({ params }) => decodeKeys(SCREEN['read-keys'].params.parse(params).keys).text)
}

describe.each(NAMES)('a scanner that types, on a PC set to %s', (name) => {
  const layout: Layout = LAYOUTS[name]

  test(`${SCANS} scans at 1 to 19 ms a key: none wrong, none lost`, async () => {
    const codes = Array.from({ length: SCANS }, code)
    for (const text of codes) {
      keys.scan(text, layout, 1 + below(19), random.pick(['Enter', 'Enter', 'Tab', 'none']))
      keys.pause(500)
      await keys.played()
    }
    await expect.poll(() => readings().length, WAIT).toBe(SCANS)
    expect(readings()).toEqual(codes)
    expect(screen.host.sent).toHaveLength(SCANS)
  })

  test(`${WORDS} typed words: none taken for a scan, none lost, also with scans between them`, async () => {
    await page.keyboard.press('F3')
    const field = page.getByLabel('Card number or link')
    await field.waitFor()
    const letters = layout.flatMap(({ plain }) => (/^\p{L}$/u.test(plain) ? [plain] : []))
    const scanned: string[] = []
    for (let from = 0; from < WORDS; from += 10) {
      const words = Array.from({ length: Math.min(10, WORDS - from) }, () =>
        Array.from({ length: 2 + below(12) }, () => random.pick(letters)).join(''),
      )
      const [first = '', ...rest] = words
      keys.type(`${first} `, layout, personsGap())
      keys.pause(60 + below(200))
      scanned.push(code())
      keys.scan(scanned.at(-1) ?? '', layout, 1 + below(19))
      keys.pause(200)
      keys.type(rest.join(' '), layout, personsGap())
      keys.pause(500)
      await keys.played()
      await expect.poll(() => field.inputValue(), WAIT).toBe(words.join(' '))
      await field.fill('')
    }
    await expect.poll(() => readings().length, WAIT).toBe(scanned.length)
    expect(readings()).toEqual(scanned)
    expect(screen.host.sent).toHaveLength(scanned.length)
  })
})

/** 60 to 220 ms from key to key, and now and then two or three keys rolled in 8 to 30 ms. */
function personsGap(): () => number {
  let rolled = 0
  return () => {
    rolled = random.oneIn(7) && rolled < 2 ? rolled + 1 : 0
    return rolled > 0 ? 8 + below(22) : 60 + below(160)
  }
}

describe('a scanner that types, in other ways', () => {
  test('CR and LF are two Enters: neither presses a button', async () => {
    const number = cardNumber()
    keys.scan(number, LAYOUTS.QWERTY, 6)
    keys.scan('', LAYOUTS.QWERTY, 6)
    await keys.played()
    await expect.poll(readings, WAIT).toEqual([number])
    expect(screen.host.sent).toHaveLength(1)
  })

  test('each character as Alt and its number: read, and no trace of it in a field', async () => {
    await page.keyboard.press('F3')
    const field = page.getByLabel('Card number or link')
    keys.type('abc', LAYOUTS.QWERTY, () => 120)
    keys.pause(300)
    const number = cardNumber()
    for (const character of number) keys.altCode(character, 4)
    keys.altCode('\r', 4)
    await keys.played()
    await expect.poll(readings, SHORT).toEqual([number])
    expect(await field.inputValue()).toBe('abc')
    const about = screen.host.sent.find((command) => command.name === 'read-keys')?.params
    expect(about).toMatchObject({ burst: { altCodes: true, ending: 'enter-key' } })
  })

  test('a person’s Alt and number is a person’s', async () => {
    await page.keyboard.press('F3')
    const field = page.getByLabel('Card number or link')
    await field.waitFor()
    for (const character of 'AB') keys.altCode(character, 150)
    await keys.played()
    await expect.poll(() => field.inputValue(), WAIT).toBe('AB')
    expect(readings()).toEqual([])
  })

  test('what the page tells of a burst: its times, its end', async () => {
    keys.scan(cardNumber(), LAYOUTS.QWERTY, 7, 'Tab')
    await keys.played()
    await expect.poll(readings, WAIT).toHaveLength(1)
    expect(screen.host.sent[0]?.params).toMatchObject({
      burst: {
        timing: { fastestMs: 7, medianMs: 7, slowestMs: 7 },
        ending: 'tab-key',
        altCodes: false,
        capsLock: false,
      },
    })
  })
})
