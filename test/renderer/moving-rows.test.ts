import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { drawn, eachOnItsPage, type ScreenTest } from './screen-page.ts'
import { chosen, type PlainState, paymentId, STATES } from './states.ts'

let screen: ScreenTest
let page: Page

eachOnItsPage((opened, fresh) => {
  screen = opened
  page = fresh
})

async function show(name: string, part: PlainState = {}) {
  await drawn(page, screen.host.play({ ...STATES[name], ...part }))
}

/**
 * Presses the pointer, where it stands, in the moment in which the page draws this revision, however
 * slow the machine is.
 */
async function pressWhenDrawn(x: number, y: number, revision: number): Promise<void> {
  await page.evaluate(
    ({ x, y, awaited }) => {
      const press = (_: unknown, observer: MutationObserver) => {
        if (!document.querySelector(awaited)) return
        observer.disconnect()
        const target = document.elementFromPoint(x, y)
        const init = { bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y }
        for (const type of ['mousedown', 'mouseup', 'click'])
          target?.dispatchEvent(new MouseEvent(type, init))
        document.body.dataset['pressed'] = target?.closest('button')?.className ?? 'nothing'
      }
      new MutationObserver(press).observe(document.body, { attributes: true, subtree: true })
    },
    { x, y, awaited: `[data-state-revision="${revision}"]` },
  )
}

/** Waits for the next command of this name and gives its parameters. */
async function sent(name: string, count = 1): Promise<unknown> {
  await expect
    .poll(() => screen.host.sent.filter((command) => command.name === name).length)
    .toBe(count)
  return screen.host.sent.filter((command) => command.name === name).at(-1)?.params
}

describe('rows under the pointer', () => {
  const { waiting, card } = STATES['ready-choose'] as { waiting: [PlainState]; card: unknown }
  const rung = (part: PlainState) => ({ ...waiting[0], ...part })
  /** Shows these payments, the pointer on the first one's SELECT; then others, and presses. */
  async function pressAtChange(shown: PlainState[], then: PlainState[]): Promise<void> {
    await show('ready-choose', { waiting: shown, card })
    await page.waitForTimeout(600)
    const box = await page.locator('.select').first().boundingBox()
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20]
    const revision = screen.host.revision() + 1
    await pressWhenDrawn(x, y, revision)
    await drawn(page, screen.host.play({ ...STATES['ready-choose'], waiting: then, card }))
    await page.waitForFunction(() => document.body.dataset['pressed'] !== undefined)
    expect(await page.evaluate(() => document.body.dataset['pressed'])).toBe('select')
  }
  const mine = rung({ paymentId: paymentId(0), amountMinor: 2000 })
  const other = rung({ paymentId: paymentId(1), amountMinor: 6000 })

  test('a payment that comes stands below: SELECT takes what it stood beside', async () => {
    await pressAtChange([mine], [other, mine])
    expect(await sent('select-payment')).toEqual(chosen(0, 'deny'))
    expect(await page.locator('.payment').allInnerTexts()).toHaveLength(2)
    expect(await page.locator('.payment').first().textContent()).toContain('20.00')
  })

  test('a payment that goes: SELECT of the one that moved up waits a moment', async () => {
    await pressAtChange([mine, other], [other])
    await page.waitForTimeout(600)
    expect(screen.host.sent).toEqual([])
    await page.locator('.select').first().click()
    expect(await sent('select-payment')).toEqual(chosen(1, 'deny'))
  })

  test('the next card’s payments stand as the station ranks them', async () => {
    await show('ready-choose', { waiting: [mine] })
    await show('ready-choose', { waiting: [mine], card: null })
    await show('ready-choose', { waiting: [other, mine] })
    expect(await page.locator('.payment').first().textContent()).toContain('60.00')
  })
})
