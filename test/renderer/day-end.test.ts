import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accessibilityProblems,
  drawn,
  layoutProblems,
  type ScreenTest,
  startScreenTest,
} from './screen-page.ts'
import { type PlainState, READY, STATES } from './states.ts'

let screen: ScreenTest
let page: Page

const AT_MS = Number(READY['nowMs']) - 900_000

function line(subject: string, id: string, more: PlainState = {}): PlainState {
  return {
    ...{ subject, id, amountMinor: 1250, currency: 'CAD', till: null, receiptNumber: null },
    ...{ lastFour: null, atMs: AT_MS, isOld: false, pairId: null },
    ...{ canGiveBack: false, ...more },
  }
}

const BACK_ID = '0199aaaa-0000-7000-8000-000000000001'
const LINES = [
  line('payment', 'payment-1', { till: '2', receiptNumber: '000482', pairId: 'taken-1' }),
  line('redemption', 'taken-1', { lastFour: '4417', pairId: 'payment-1' }),
  line('reversal', 'back-1', {
    ...{ amountMinor: null, currency: null, receiptNumber: '000911', isOld: true },
  }),
  line('payment', 'payment-2', { amountMinor: 123_456_700, till: '12', isOld: true }),
  line('payment', 'payment-3'),
  line('payment', 'payment-4'),
  line('reversal', BACK_ID, { amountMinor: 2500, lastFour: '4417', canGiveBack: true }),
]

beforeAll(async () => {
  screen = await startScreenTest()
  screen.host.play({})
  screen.host.answer('list-activity', { ok: true, value: { lines: [] } })
  const value = { lines: LINES, more: 3, unsent: 2 }
  screen.host.answer('list-day-end', { ok: true, value })
  page = await screen.open()
})
afterAll(() => screen.close())

async function openDayEnd(language: 'en' | 'fr'): Promise<void> {
  const takenBack = { reversals: [], byRule: false, unpairedCount: 9 }
  await drawn(page, screen.host.play({ ...STATES['ready-waiting'], takenBack }, language))
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: language === 'en' ? /^Day’s end/ : /^Fin/ }).click()
  await page.waitForSelector('.day-end-line')
}

const sent = (name: string) =>
  screen.host.sent.filter((command) => command.name === name).map(({ params }) => params)

describe("the day's end on the screen", () => {
  test.each(['en', 'fr'] as const)(
    'in %s: every kind of line fits, axe finds nothing',
    async (language) => {
      await openDayEnd(language)
      for (const index of [0, 1, 2, 3]) {
        await page.locator('.day-end-line').nth(index).click()
        expect(await layoutProblems(page)).toEqual([])
        expect(await accessibilityProblems(page)).toEqual([])
      }
      await page.keyboard.press('Escape')
      await page.waitForSelector('.zones')
    },
  )

  test('one touch settles with a reason, another what belongs together', async () => {
    await openDayEnd('en')
    await page.getByRole('button', { name: /Belongs to \$12\.50 from/ }).click()
    await page.locator('.day-end-line').nth(2).click()
    await page.getByRole('button', { name: 'Given back another way' }).click()
    await expect
      .poll(() => sent('settle-exception'))
      .toEqual([
        {
          ...{ subject: 'payment', id: 'payment-1', reason: 'belongs_together', note: '' },
          pairId: 'taken-1',
        },
        { subject: 'reversal', id: 'back-1', reason: 'given_otherwise', note: '' },
      ])
    await page.keyboard.press('Escape')
  })

  test('what can go back to a card is offered first', async () => {
    await openDayEnd('en')
    for (;;) {
      const line = page.locator('.day-end-line').filter({ hasText: '$25.00' })
      if ((await line.count()) > 0) break
      await page.getByRole('button', { name: 'Older' }).click()
    }
    await page.locator('.day-end-line').filter({ hasText: '$25.00' }).click()
    expect(await layoutProblems(page)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Give $25.00 back to •••• 4417' }).click()
    await expect.poll(() => sent('confirm-reversal')).toEqual([{ reversalId: BACK_ID }])
    await page.keyboard.press('Escape')
  })

  test('by the keyboard alone: a reason of its own, typed', async () => {
    await openDayEnd('en')
    await page.getByLabel('Another reason').focus()
    await page.keyboard.type('the cook paid', { delay: 120 })
    await page.keyboard.press('Enter')
    const typed = { subject: 'payment', reason: 'other', note: 'the cook paid' }
    await expect.poll(() => sent('settle-exception').at(-1)).toMatchObject(typed)
    await page.keyboard.press('Escape')
  })

  test('F9 gives back what the till took back, once, and only when it is offered', async () => {
    const before = sent('confirm-reversal').length
    await drawn(page, screen.host.play(STATES['ready-given-back'] ?? {}))
    await page.keyboard.press('F9')
    expect(sent('confirm-reversal')).toHaveLength(before)
    await drawn(page, screen.host.play(STATES['ready-taken-back'] ?? {}))
    await page.keyboard.press('F9')
    await expect.poll(() => sent('confirm-reversal').length).toBe(before + 1)
  })

  test('F9 when a slip of an unknown sale was heard, too: still what can be given back', async () => {
    const { takenBack } = STATES['ready-taken-back'] as { takenBack: { reversals: PlainState[] } }
    const reversals = takenBack.reversals.toReversed()
    const state = { ...STATES['ready-taken-back'], takenBack: { ...takenBack, reversals } }
    await drawn(page, screen.host.play(state))
    const before = sent('confirm-reversal').length
    expect(await page.locator('.taken-back').textContent()).toContain('Give back')
    await page.keyboard.press('F9')
    await expect.poll(() => sent('confirm-reversal').length).toBe(before + 1)
  })
})
