import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { createPace } from '../../src/renderer/pin/pace.ts'
import { drawn, eachOnItsPage, type ScreenTest } from './screen-page.ts'
import { chosen, type PlainState, STATES } from './states.ts'
import { scanAsWedge } from './wedge-keys.ts'

const PIN = '48201573'

/** Scans of all kinds, too short and too slow ones among them: none is ever a PIN. */
const SCANS = [
  { name: 'a card', text: '9970011234567890128', gapMs: 6 },
  { name: 'an EAN-8', text: '96385074', gapMs: 10 },
  { name: 'a short code', text: '4011', gapMs: 4 },
  { name: 'a code of eight at 45 ms a key', text: '96385074', gapMs: 45 },
  { name: 'gaps of 19 and 40 ms', text: '4820', gapMs: (at: number) => (at % 2 ? 40 : 19) },
  { name: 'an EAN-8 with a pause', text: '96385074', gapMs: (at: number) => (at === 4 ? 60 : 6) },
  { name: 'a code without an end', text: '96385074', gapMs: 10, terminator: 'none' as const },
]

let screen: ScreenTest
let page: Page

eachOnItsPage((opened, fresh) => {
  screen = opened
  page = fresh
})

const show = async (name: string, part: PlainState = {}) =>
  drawn(page, screen.host.play({ ...STATES[name], ...part }))
const field = () => page.getByLabel('PIN', { exact: true })
const commands = () => screen.host.sent.filter(({ name }) => name !== 'read-keys')
const typePin = (text: string) => page.keyboard.type(text, { delay: 130 })

async function sent(name: string): Promise<unknown> {
  await expect.poll(() => screen.host.sent.find((command) => command.name === name)).toBeTruthy()
  return screen.host.sent.findLast((command) => command.name === name)?.params
}

describe('a card that needs its PIN', () => {
  test('said at once; SELECT names the payment, F2 and the button ask for the PIN', async () => {
    await show('ready-pin-suggested')
    await expect.poll(() => page.getByText('PIN needed').count()).toBeGreaterThan(0)
    await page.keyboard.press('F2')
    await sent('refresh-balance')
    await page.getByRole('button', { name: 'Enter the PIN' }).click()
    await expect.poll(() => commands().length).toBe(2)
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
  })

  test('a typed amount is asked for whole, and is still there after the PIN', async () => {
    await show('ready-pin')
    await page.keyboard.press('F6')
    await page.getByRole('textbox', { name: 'Amount' }).fill('60')
    await page.keyboard.press('Enter')
    const wanted = { amountMinor: 6000, partial: 'deny', lastFour: '4417' }
    expect(await sent('redeem-amount')).toEqual(wanted)
    await show('pin-payment')
    await field().waitFor()
    await show('ready-suggested')
    const amount = page.getByRole('textbox', { name: 'Amount' })
    await amount.waitFor()
    expect(await amount.inputValue()).toBe('60')
  })
})

describe('the prompt', () => {
  beforeEach(async () => {
    await show('pin-payment')
    await field().waitFor()
  })

  test('has the focus, hides its digits, and sends them by Enter; then it is empty', async () => {
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password')
    await typePin(PIN)
    expect(await field().inputValue()).toBe(PIN)
    expect(await page.locator('body').textContent()).not.toContain(PIN)
    await page.keyboard.press('Enter')
    expect(await sent('give-pin')).toEqual({ pin: PIN, lastFour: '4417' })
    expect(await field().inputValue()).toBe('')
    const kept = await page.evaluate(async () => {
      const databases = (await indexedDB.databases()).length
      const stored = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])
      return `${stored} ${databases} ${location.href} ${document.documentElement.outerHTML}`
    })
    expect(kept).not.toContain(PIN)
  })

  test('touched and typed in turns: the keys go on where the fingers were', async () => {
    await page.getByRole('button', { name: '4', exact: true }).click()
    await typePin('82')
    await page.getByRole('button', { name: '0', exact: true }).click()
    await page.getByRole('button', { name: 'Erase one' }).click()
    await page.locator('#pin-title').click()
    await page.waitForFunction(() => document.activeElement?.matches('.pin-field input'))
    await typePin('01')
    expect(await field().inputValue()).toBe('48201')
    await page.getByRole('button', { name: 'OK' }).click()
    expect(await sent('give-pin')).toEqual({ pin: '48201', lastFour: '4417' })
  })

  test('less than four digits: Enter sends nothing; Esc closes it; no other key leaves it', async () => {
    await typePin('482')
    await page.keyboard.press('Enter')
    for (const key of ['F2', 'F3', 'F4', 'F6', 'F8', 'F9', 'ArrowDown']) {
      await page.keyboard.press(key)
    }
    expect(commands()).toEqual([])
    expect(await field().inputValue()).toBe('482')
    await page.keyboard.press('Escape')
    await sent('close-pin')
    expect(commands().map(({ name }) => name)).toEqual(['close-pin'])
  })

  test('a paste is no PIN', async () => {
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('.pin-field input')
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {}
      if (input) set?.call(input, '48201573')
      input?.dispatchEvent(new Event('input', { bubbles: true }))
    })
    expect(await field().inputValue()).toBe('')
  })

  test.each(SCANS)('$name: neither a PIN nor its end', async (scan) => {
    await typePin('48')
    await page.waitForTimeout(700)
    await scanAsWedge(page, scan.text, scan)
    await page.waitForTimeout(1_500)
    expect(commands()).toEqual([])
    expect(['', '48']).toContain(await field().inputValue())
    await field().fill('')
    await typePin(PIN)
    await page.keyboard.press('Enter')
    expect(await sent('give-pin')).toEqual({ pin: PIN, lastFour: '4417' })
  })

  test('a wrong PIN: said aloud, and the next digits go into the empty field', async () => {
    await typePin(PIN)
    await page.keyboard.press('Enter')
    await sent('give-pin')
    await show('pin-wrong')
    const alert = page.locator('#pin-said[role="alert"]')
    await expect.poll(() => alert.textContent()).toContain('does not belong to this card')
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await field().getAttribute('aria-describedby')).toBe('pin-said')
    await typePin('9')
    expect(await field().inputValue()).toBe('9')
    expect(await field().getAttribute('aria-invalid')).not.toBe('true')
  })
})

describe('the pace of keys', () => {
  test('fingers are fingers, also quick ones', () => {
    const isScanned = createPace()
    const quick = [0, 80, 165, 240, 330, 395, 480, 560]
    expect(quick.map((atMs) => isScanned(atMs))).toEqual(quick.map(() => false))
  })

  test('a scanner is one from its third key on, until a pause', () => {
    const isScanned = createPace()
    const slow = [0, 45, 90, 135, 180].map((atMs) => isScanned(atMs))
    expect(slow).toEqual([false, false, true, true, true])
    expect(isScanned(400)).toBe(true)
    expect([1_000, 1_130, 1_260].map((atMs) => isScanned(atMs))).toEqual([false, false, false])
  })
})
