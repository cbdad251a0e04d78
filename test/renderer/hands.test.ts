import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drawn, eachOnItsPage, type ScreenTest } from './screen-page.ts'
import { chosen, type PlainState, paymentId, REFERENCE, STATES } from './states.ts'
import { scanAsWedge } from './wedge-keys.ts'

const NUMBER = '9970011234567890128'
const AZERTY = { '0': 'à', '1': '&', '2': 'é', '3': '"', '4': "'", '5': '(', '6': '-', '7': 'è' }

/** Scans that are no reading, or come too slowly for one. */
const UNREAD = [
  { name: 'a short code', text: '4011', gapMs: 4 },
  { name: 'a badge', text: 'a1234', gapMs: 4 },
  { name: 'another card at 45 ms a key', text: NUMBER, gapMs: 45 },
  { name: 'gaps of 19 and 40 ms', text: NUMBER, gapMs: (at: number) => (at % 2 ? 40 : 19) },
  { name: 'an EAN-8 with a pause', text: '96385074', gapMs: (at: number) => (at === 4 ? 60 : 6) },
]

let screen: ScreenTest
let page: Page

eachOnItsPage((opened, fresh) => {
  screen = opened
  page = fresh
})

async function show(name: string, part: PlainState = {}) {
  await drawn(page, screen.host.play({ ...STATES[name], ...part }))
}

/** Presses Enter in the moment in which this comes, however slow the machine is. */
async function pressEnterWhenSeen(selector: string): Promise<void> {
  await page.evaluate((awaited) => {
    const press = (_: unknown, observer: MutationObserver) => {
      if (!document.querySelector(awaited)) return
      observer.disconnect()
      document.body.dataset['pressed'] = 'yes'
      const init = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', init))
      target.dispatchEvent(new KeyboardEvent('keyup', init))
    }
    new MutationObserver(press).observe(document.body, { childList: true, subtree: true })
  }, selector)
}

/** Waits for the next command of this name and gives its parameters. */
async function sent(name: string, count = 1): Promise<unknown> {
  await expect
    .poll(() => screen.host.sent.filter((command) => command.name === name).length)
    .toBe(count)
  return screen.host.sent.filter((command) => command.name === name).at(-1)?.params
}

const codes = (params: unknown) =>
  (params as { keys: { code: string }[] }).keys.map(({ code }) => code)

describe('a scanner that types', () => {
  test.each([1, 6, 10, 19])('%i ms a key: one reading, by physical keys', async (gapMs) => {
    await scanAsWedge(page, NUMBER, { gapMs })
    expect(codes(await sent('read-keys'))).toEqual([...NUMBER].map((digit) => `Digit${digit}`))
    expect(screen.host.sent).toHaveLength(1)
  })

  test('on an AZERTY PC the physical keys are the same', async () => {
    await scanAsWedge(page, NUMBER, { gapMs: 8, layout: AZERTY })
    expect(codes(await sent('read-keys'))).toEqual([...NUMBER].map((digit) => `Digit${digit}`))
  })

  test('without a terminator the silence ends it', async () => {
    await scanAsWedge(page, NUMBER, { gapMs: 8, terminator: 'none' })
    expect(codes(await sent('read-keys'))).toHaveLength(NUMBER.length)
  })

  test('its Enter presses no focused button', async () => {
    await show('ready-suggested')
    await page.getByRole('button', { name: /^SELECT \$24\.60/ }).focus()
    await scanAsWedge(page, NUMBER, { gapMs: 8 })
    await sent('read-keys')
    expect(screen.host.sent.map(({ name }) => name)).toEqual(['read-keys'])
  })

  test.each(UNREAD)('$name: its Enter takes nothing from the card in hand', async (scan) => {
    await show('ready-suggested')
    await scanAsWedge(page, scan.text, scan)
    await page.waitForTimeout(1_500)
    expect(screen.host.sent.filter(({ name }) => name !== 'read-keys')).toEqual([])
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
  })

  test.each(UNREAD)('$name: its Enter presses no focused button', async (scan) => {
    await show('ready-suggested')
    await page.getByRole('button', { name: /^SELECT \$24\.60/ }).focus()
    await scanAsWedge(page, scan.text, scan)
    await page.waitForTimeout(1_500)
    expect(screen.host.sent.filter(({ name }) => name !== 'read-keys')).toEqual([])
  })

  test.each(UNREAD)('$name into an amount: its Enter takes no money', async (scan) => {
    await show('ready-suggested')
    await page.keyboard.press('F6')
    const field = page.getByRole('textbox', { name: 'Amount' })
    await field.waitFor()
    await scanAsWedge(page, scan.text, scan)
    await page.waitForTimeout(1_500)
    expect(screen.host.sent.filter(({ name }) => name !== 'read-keys')).toEqual([])
    await field.fill('5')
    await page.keyboard.press('Enter')
    expect(await sent('redeem-amount')).toMatchObject({ amountMinor: 500 })
  })

  test('into a text field: a reading, and the field keeps what a person typed', async () => {
    await page.keyboard.press('F8')
    const field = page.getByLabel('Clerk’s name')
    await field.fill('')
    await field.pressSequentially('Anna', { delay: 120 })
    await page.waitForTimeout(200)
    await scanAsWedge(page, NUMBER, { gapMs: 8 })
    expect(codes(await sent('read-keys'))).toHaveLength(NUMBER.length)
    expect(await field.inputValue()).toBe('Anna')
    await field.pressSequentially('B', { delay: 120 })
    expect(await field.inputValue()).toBe('AnnaB')
  })

  test('a person typing a number into the field is a person', async () => {
    await page.keyboard.press('F3')
    const field = page.getByLabel('Card number or link')
    await field.pressSequentially('997001', { delay: 120 })
    expect(await field.inputValue()).toBe('997001')
    await page.keyboard.press('Enter')
    expect(await sent('type-card')).toEqual({ text: '997001' })
    await field.waitFor({ state: 'detached' })
    expect(screen.host.sent.some(({ name }) => name === 'read-keys')).toBe(false)
  })

  test('a link scanned at activation is sent with the name of the station', async () => {
    await show('inactive')
    await page.getByLabel('Station name').fill('Bar')
    const link = 'https://cards.example.net/activate/abc-123'
    await scanAsWedge(page, link, { gapMs: 6 })
    expect(await sent('activate-device')).toEqual({ link, deviceName: 'Bar' })
    expect(await page.getByLabel('Station name').inputValue()).toBe('Bar')
  })
})

describe('the keyboard alone', () => {
  test('Enter takes the suggested payment', async () => {
    await show('ready-suggested')
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
  })

  test('a short balance is taken only in part, and says so', async () => {
    await show('ready-partial')
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(0, 'allow'))
  })

  test('arrows move among the payments, over pages', async () => {
    await show('ready-choose')
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter'])
      await page.keyboard.press(key)
    expect(await sent('select-payment')).toEqual(chosen(1, 'deny'))
    await show('ready-many')
    for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator('.pager p').textContent()).toContain('2 of 4')
    expect(await page.locator('[data-chosen="true"]').count()).toBe(1)
  })

  test('another suggestion counts once it could be seen', async () => {
    const { waiting, card } = STATES['ready-suggested'] as { waiting: PlainState[]; card: unknown }
    await show('ready-suggested')
    const [first, , third] = waiting
    const other = {
      waiting: [
        { ...first, suggested: false },
        { ...third, suggested: true },
      ],
      card,
    }
    await pressEnterWhenSeen('.payment-chosen:nth-child(2)')
    await drawn(page, screen.host.play(other))
    await page.waitForFunction(() => document.body.dataset['pressed'] === 'yes')
    await page.waitForTimeout(600)
    expect(screen.host.sent).toEqual([])
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(2, 'deny'))
  })

  test('without a card Enter says what is missing and sends nothing', async () => {
    await show('ready-waiting')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('Scan the card first.').waitFor()
    expect(screen.host.sent).toEqual([])
  })

  test('F2, F4 and Esc', async () => {
    await show('ready-suggested')
    await page.keyboard.press('F2')
    await sent('refresh-balance')
    await page.keyboard.press('F4')
    expect(await sent('undo-last')).toEqual({ reference: REFERENCE })
    await page.keyboard.press('Escape')
    await sent('clear-card')
  })

  test('F6: an amount without the till, in part where the card is short', async () => {
    await show('ready-partial')
    await page.keyboard.press('F6')
    await page.keyboard.type('20', { delay: 120 })
    await page.getByRole('button', { name: 'Take $12.40' }).waitFor()
    await page.keyboard.press('Enter')
    expect(await sent('redeem-amount')).toEqual({
      amountMinor: 2000,
      partial: 'allow',
      lastFour: '4417',
    })
  })

  test('an Enter that came too soon does not sweep the outcome away', async () => {
    await show('ready-suggested')
    await page.keyboard.press('Enter')
    await sent('select-payment')
    await pressEnterWhenSeen('.outcome-approved')
    await show('approved')
    await page.waitForSelector('.outcome-approved .button-main:not([disabled])')
    expect(await page.evaluate(() => document.body.dataset['pressed'])).toBe('yes')
    expect(screen.host.sent.map(({ name }) => name)).toEqual(['select-payment'])
    await page.keyboard.press('Enter')
    await sent('next-customer')
  })

  test('unknown: Enter keeps trying; no key takes anything', async () => {
    await show('unknown-redeem')
    await page.waitForSelector('.outcome-unknown .button-main:not([disabled])')
    for (const key of ['F2', 'F3', 'F4', 'F6', 'Escape', 'Enter']) await page.keyboard.press(key)
    await sent('keep-trying')
    expect(screen.host.sent.map(({ name }) => name)).toEqual(['keep-trying'])
  })

  test('a button pressed by hand does not catch the next Enter', async () => {
    await show('ready-suggested')
    await page.getByRole('button', { name: 'Balance' }).click()
    await sent('refresh-balance')
    await page.keyboard.press('Enter')
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
  })
})

describe('touch alone', () => {
  let touch: Page
  beforeEach(async () => {
    touch = await screen.open({ hasTouch: true })
    await touch.waitForSelector('.zones')
  })
  afterEach(() => touch.context().close())
  const tap = (name: string | RegExp) => touch.getByRole('button', { name }).first().tap()

  test('a redemption, its undo and the next customer', async () => {
    await drawn(touch, screen.host.play(STATES['ready-suggested'] ?? {}))
    await tap(/^SELECT \$24\.60, till 1, receipt 000482/)
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
    await drawn(touch, screen.host.play(STATES['approved'] ?? {}))
    await touch.locator('.outcome').getByRole('button', { name: 'Undo' }).tap()
    expect(await sent('undo-last')).toEqual({ reference: REFERENCE })
    await drawn(touch, screen.host.play(STATES['voided-undo'] ?? {}))
    await tap('Next customer')
    await sent('next-customer')
  })

  test('a card number by the keypad', async () => {
    await tap('Type a card')
    for (const digit of ['9', '9', '7', '0']) await tap(digit)
    await tap('Erase one')
    await tap('Look up')
    expect(await sent('type-card')).toEqual({ text: '997' })
  })

  test('a payment off the list, with a reason', async () => {
    await drawn(touch, screen.host.play(STATES['ready-waiting'] ?? {}))
    await tap('Take $24.60 off the list')
    await tap('Rung by mistake')
    expect(await sent('dismiss-payment')).toEqual({
      paymentId: paymentId(0),
      reason: 'Rung by mistake',
    })
  })

  test.each(['unknown-cancel', 'unknown-undo'])(
    '%s: whatever comes of it, the next customer need not wait for the server',
    async (name) => {
      await drawn(touch, screen.host.play(STATES[name] ?? {}))
      await tap('Next customer')
      await sent('next-customer')
    },
  )

  test('unknown: a second tap on cancel does not sweep away what came of the first', async () => {
    await drawn(touch, screen.host.play(STATES['unknown-redeem'] ?? {}))
    await touch.waitForSelector('.outcome-unknown .button-main:not([disabled])')
    await drawn(touch, screen.host.play(STATES['unknown-cancel'] ?? {}))
    expect(await touch.getByRole('button', { name: 'Next customer' }).isDisabled()).toBe(true)
  })

  test('unknown: cancel this redemption', async () => {
    await drawn(touch, screen.host.play(STATES['unknown-redeem'] ?? {}))
    await tap('Cancel this redemption')
    await sent('cancel-redemption')
  })
})
