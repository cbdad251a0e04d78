import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accessibilityProblems,
  drawn,
  layoutProblems,
  type ScreenTest,
  startScreenTest,
} from './screen-page.ts'
import { ALL_CODES, type PlainState, refusedState, STATES, unusableState } from './states.ts'

let screen: ScreenTest
let page: Page
const faults: string[] = []

beforeAll(async () => {
  screen = await startScreenTest()
  screen.host.play({})
  screen.host.answer('list-activity', { ok: true, value: { lines: activity() } })
  page = await screen.open()
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
})
afterAll(() => screen.close())

/** Draws a state and waits until its outcome is on show. */
async function show(state: PlainState, language: 'en' | 'fr') {
  await drawn(page, screen.host.play(state, language))
  const outcome = state['outcome'] as { kind: string } | undefined
  if (outcome && outcome.kind !== 'idle') await page.waitForSelector(`.outcome-${outcome.kind}`)
}

describe.each(['en', 'fr'] as const)('every state in %s', (language) => {
  test.each(Object.keys(STATES))('%s: fits without scrolling, axe finds nothing', async (name) => {
    await show(STATES[name] ?? {}, language)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    expect(await layoutProblems(page)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test('refused: every code fits, in words', async () => {
    for (const code of ALL_CODES) {
      await show(refusedState(code), language)
      expect(await layoutProblems(page), code).toEqual([])
      const text = await page.locator('.outcome-words').textContent()
      expect(text, code).toContain(code)
      expect(text?.length, code).toBeGreaterThan(60)
    }
    expect(await accessibilityProblems(page)).toEqual([])
  })

  test('a card that cannot be used: every code fits beside the balance', async () => {
    for (const code of ALL_CODES) {
      await show(unusableState(code), language)
      await page.waitForSelector('.next-refused')
      expect(await layoutProblems(page), code).toEqual([])
    }
    expect(await accessibilityProblems(page)).toEqual([])
  })

  test.each([
    ['F3', 'ready-waiting'],
    ['F6', 'ready-suggested'],
    ['F6', 'ready-empty'],
    ['F8', 'ready-suggested'],
    ['F8', 'ready-troubled'],
    ['F8', 'ready-earlier'],
  ])('the panel of %s over %s fits, axe finds nothing', async (key, name) => {
    await show(STATES[name] ?? {}, language)
    await page.keyboard.press(key)
    await page.waitForSelector('.panel')
    if (key === 'F8') await page.waitForSelector('.activity-table')
    expect(await layoutProblems(page)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.waitForSelector('.zones')
  })

  test('the reasons for taking a payment off the list fit, axe finds nothing', async () => {
    await show(STATES['ready-many'] ?? {}, language)
    await page.locator('.payment-dismiss').first().click()
    await page.waitForSelector('.panel')
    expect(await layoutProblems(page)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
  })
})

test.each([
  [1366, 768],
  [1920, 1080],
])('every state fits a window of %i by %i', async (width, height) => {
  await page.setViewportSize({ width, height })
  for (const [name, state] of Object.entries(STATES)) {
    await show(state, 'fr')
    expect(await layoutProblems(page), name).toEqual([])
  }
  await page.setViewportSize({ width: 1024, height: 768 })
})

test('nothing moves from the first receipt to the next customer', async () => {
  await show({}, 'en')
  await page.evaluate(() => {
    const seen = { score: 0 }
    Object.assign(window, { shifts: seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.score += (entry as unknown as Shift).value
    }).observe({ type: 'layout-shift', buffered: false })
    interface Shift {
      readonly value: number
    }
  })
  for (const name of [
    'ready-waiting',
    'ready-asking',
    'ready-suggested',
    'ready-partial',
    'approved',
  ])
    await show(STATES[name] ?? {}, 'en')
  await show({}, 'en')
  const score = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const { shifts } = window as unknown as { shifts: { score: number } }
        requestAnimationFrame(() => requestAnimationFrame(() => done(shifts.score)))
      }),
  )
  expect(score).toBe(0)
})

test('an outcome is told by the root, by a heading and by an alert', async () => {
  const root = page.locator('.station')
  const expected = [
    ['approved', 'approved', 'Approved', 'Approved $24.60. $15.40 left on the card.'],
    ['approved-partial', 'approved', 'Approved', 'Approved $12.40 only. Collect $7.60 otherwise.'],
    ['unknown-redeem', 'unknown', 'We do not know yet', 'Do not take the card again.'],
    ['voided-undo', 'voided', 'Undone', 'Undone. $24.60 is back on the card.'],
    ['voided-cancel', 'voided', 'Cancelled', 'Nothing was taken.'],
    ['voided-elsewhere', 'voided', 'Voided elsewhere', '$24.60 is back on the card'],
  ] as const
  for (const [name, outcome, heading, said] of expected) {
    await show(STATES[name] ?? {}, 'en')
    expect(await root.getAttribute('data-outcome')).toBe(outcome)
    expect(await root.getAttribute('data-partial')).toBe(String(name === 'approved-partial'))
    expect(await page.getByRole('heading', { name: heading, exact: true }).count()).toBe(1)
    expect(await page.getByRole('alert').first().textContent()).toContain(said)
  }
})

function activity() {
  return Array.from({ length: 19 }, (_, index) => ({
    atMs: 1_795_000_000_000 - index * 400_000,
    what: index % 5 === 1 ? 'void' : 'redeem',
    state: ['posted', 'posted', 'voided', 'refused', 'unknown'][index % 5],
    amountMinor: index === 3 ? 123_456_789 : 2460 + index * 111,
    currency: 'CAD',
    lastFour: '4417',
    till: '1',
    receiptNumber: index % 7 === 2 ? null : `0004${80 - index}`,
    reference: null,
  }))
}
