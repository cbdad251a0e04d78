import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { drawn, eachOnItsPage, type ScreenTest } from './screen-page.ts'
import { STATES } from './states.ts'

let screen: ScreenTest
let page: Page

eachOnItsPage((opened, fresh) => {
  screen = opened
  page = fresh
})

async function show(name: string) {
  await drawn(page, screen.host.play(STATES[name] ?? {}))
}

describe('the way to the station program', () => {
  test('gone: the cover says so; back: the screen is as the station says', async () => {
    await show('ready-suggested')
    screen.host.setReachable(false)
    await page.getByRole('heading', { name: 'Station program not reachable' }).waitFor()
    await page.keyboard.press('Enter')
    screen.host.setReachable(true)
    await page.waitForSelector('.station:not([inert])')
    expect(await page.locator('.cover').count()).toBe(0)
    expect(screen.host.sent).toEqual([])
  })

  test('a refused command says why, in words, and changes nothing else', async () => {
    const error = {
      code: 'STATE_CONFLICT',
      message: 'x',
      retryable: false,
      nextAction: 'do_not_retry',
    }
    screen.host.answer('refresh-balance', { ok: false, error })
    await show('ready-suggested')
    await page.keyboard.press('F2')
    await page.getByText('That is not possible right now.').waitFor()
    expect(await page.locator('.zones').count()).toBe(1)
    screen.host.answer('refresh-balance', { ok: true, value: {} })
  })

  test('ten presses before the answer are one command', async () => {
    screen.host.hold('select-payment')
    await show('ready-suggested')
    for (let press = 0; press < 10; press += 1) await page.keyboard.press('Enter')
    await show('ready-suggested')
    expect(screen.host.sent.map(({ name }) => name)).toEqual(['select-payment'])
    screen.host.release('select-payment')
  })

  test('every sound plays, and none when it is off', async () => {
    await page.keyboard.press('ArrowDown')
    await page.evaluate(() => {
      const played = { tones: 0 }
      const start = OscillatorNode.prototype.start
      OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
        played.tones += 1
        return start.call(this, when)
      }
      Object.assign(window, { played })
    })
    const tones = () =>
      page.evaluate(() => (window as unknown as { played: { tones: number } }).played.tones)
    let before = 0
    for (const sound of [
      'scan',
      'payment',
      'approved',
      'partial',
      'refused',
      'unknown',
      'voided',
    ]) {
      screen.host.sound(sound as 'scan')
      await expect.poll(tones).toBeGreaterThan(before)
      before = await tones()
    }
    await page.keyboard.press('F8')
    await page.getByText('Off', { exact: true }).click()
    screen.host.sound('approved')
    await show('ready-waiting')
    expect(await tones()).toBe(before)
  })
})
