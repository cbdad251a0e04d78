import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ScannerReading, ScannersView } from '../../src/contract/screen/scanners.ts'
import {
  FRAMINGS,
  READING_MEANINGS,
  READING_WAYS,
  SCANNER_ADVICE,
  SYMBOLOGIES,
} from '../../src/contract/screen/scanners.ts'
import { en } from '../../src/renderer/words/en.ts'
import { fr } from '../../src/renderer/words/fr.ts'
import { pictureInBoth } from './pictures.ts'
import {
  accessibilityProblems,
  layoutProblems,
  type ScreenTest,
  startScreenTest,
} from './screen-page.ts'

const NOW_MS = 1_795_000_000_000
const READING: ScannerReading = {
  ordinal: 20,
  atMs: NOW_MS,
  way: 'wedge',
  scanner: '',
  length: 19,
  shape: '•'.repeat(19),
  symbology: null,
  framing: 'silence',
  timing: { fastestMs: 21, medianMs: 29, slowestMs: 34 },
  meaning: 'card',
  lastFour: '4417',
  advice: ['caps-lock-is-on', 'shorten-key-delay', 'add-terminator', 'use-own-mode'],
}
const SCANNERS: ScannersView['scanners'] = [
  {
    name: 'serial /dev/serial/by-id/usb-Honeywell_Imaging_Xenon_1900-if00',
    health: {
      status: 'attention',
      problem: 'scanner-unplugged',
      detail: '/dev/serial/by-id/usb-Honeywell_Imaging_Xenon_1900-if00',
      lastSeenAtMs: NOW_MS,
    },
  },
  {
    name: 'USB HID',
    health: {
      status: 'attention',
      problem: 'scanner-hid-missing',
      detail: 'libusb-1.0-0',
      lastSeenAtMs: null,
    },
  },
]
const earlier = (count: number): ScannerReading[] =>
  Array.from({ length: count }, (_, index) => ({
    ...READING,
    ordinal: 19 - index,
    way: 'serial',
    meaning: READING_MEANINGS[index % READING_MEANINGS.length] ?? 'card',
    lastFour: index === 0 ? '4417' : null,
  }))

let screen: ScreenTest
let page: Page
beforeAll(async () => {
  screen = await startScreenTest()
})
afterAll(() => screen.close())
beforeEach(() => {
  screen.host.sent.length = 0
  screen.host.play({})
})

async function show(view: ScannersView): Promise<void> {
  screen.host.answer('watch-scanners', { ok: true, value: view })
  page = await screen.open()
  await page.waitForSelector('.zones')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('heading', { name: 'Scanners', exact: true }).waitFor()
}

describe('the page of scanners', () => {
  test('before the first reading: what to do', async () => {
    await show({ scanners: [], readings: [] })
    await page.getByText('Scan or swipe something.').waitFor()
    expect(await layoutProblems(page)).toEqual([])
    await pictureInBoth(page, screen.host, 'scanners-empty')
    await page.context().close()
  })

  test('a reading taken apart, with what to change; all fits, and axe finds nothing', async () => {
    await show({ scanners: SCANNERS, readings: [READING, ...earlier(8)] })
    await page.locator('[data-reading="20"]').waitFor()
    await page.getByText(/Set the delay between characters to 0/).waitFor()
    await page.getByText(/libusb-1\.0-0/).waitFor()
    await pictureInBoth(page, screen.host, 'scanners-reading')
    expect(await layoutProblems(page)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    await page.context().close()
  })

  test('the longest there is, in French, on the small screen', async () => {
    const longest = {
      ...READING,
      scanner: 'Honeywell Imaging & Mobility Xenon 1900',
      shape: '%x'.repeat(20),
      symbology: 'magnetic-stripe' as const,
      framing: 'stx-etx' as const,
      advice: ['use-own-mode', 'shorten-key-delay', 'add-terminator'] as const,
    }
    await show({
      scanners: SCANNERS,
      readings: [{ ...longest, advice: [...longest.advice] }, ...earlier(8)],
    })
    await page.locator('[data-reading="20"]').waitFor()
    await pictureInBoth(page, screen.host, 'scanners-longest')
    screen.host.play({}, 'fr')
    await page.locator('html[lang="fr"]').waitFor()
    expect(await layoutProblems(page)).toEqual([])
    await page.context().close()
  })

  test('a bank’s card: forgotten at once, without a digit', async () => {
    const bank = {
      ...READING,
      length: null,
      shape: null,
      lastFour: null,
      meaning: 'bank-card' as const,
      advice: [],
    }
    await show({ scanners: [], readings: [bank] })
    await page.getByText('Forgotten at once').waitFor()
    await pictureInBoth(page, screen.host, 'scanners-bank')
    await page.context().close()
  })

  test('open, it asks again and again; left, it says so', async () => {
    await show({ scanners: [], readings: [] })
    const asked = () => screen.host.sent.filter(({ name }) => name === 'watch-scanners')
    await expect.poll(() => asked().length, { timeout: 20_000 }).toBeGreaterThan(3)
    expect(asked()[0]?.params).toEqual({ watching: true })
    await page.keyboard.press('Escape')
    await expect
      .poll(() => asked().at(-1)?.params, { timeout: 20_000 })
      .toEqual({ watching: false })
    await page.context().close()
  })

  test('every word of the contract has its words in both languages', () => {
    for (const { scanners } of [en, fr]) {
      const has = (part: object, names: readonly string[]) =>
        expect(Object.keys(part).sort()).toEqual([...names].sort())
      has(scanners.way, READING_WAYS)
      has(scanners.meaning, READING_MEANINGS)
      has(scanners.symbology, SYMBOLOGIES)
      has(scanners.framing, FRAMINGS)
      has(scanners.advice, SCANNER_ADVICE)
    }
  })
})
