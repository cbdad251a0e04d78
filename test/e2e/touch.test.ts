import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  activationLinkOf,
  findBarriers,
  openScene,
  type Scene,
  takePicturesInBoth,
} from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

async function tap(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().tap()
}

/** The buttons on the screen that are smaller than a finger: `name width x height`. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button')]
      .map((button) => ({ button, box: button.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 56 || box.height < 56))
      .map(({ button, box }) => `${button.textContent} ${box.width}x${box.height}`),
  )
}

describe('by touch alone', () => {
  test('card typed on the keypad, payment tapped, undone', async () => {
    const station = await scene.openStation({ hasTouch: true })
    const { page } = station
    await station.activate(await activationLinkOf(scene.house), 'Counter 1')
    await scene.house.till.ringGift(2500)
    await station.waitForPayment('$25.00')
    await tap(page, /Type a card/)
    for (const digit of scene.house.cards[0]?.number ?? '') {
      await page.getByRole('button', { name: digit, exact: true }).tap()
    }
    expect(await smallTargets(page)).toEqual([])
    expect(await findBarriers(page)).toEqual([])
    await takePicturesInBoth(page, 'type-card')
    await tap(page, 'Look up')
    await station.waitForBalance('$40.00')
    expect(await smallTargets(page)).toEqual([])
    await page.getByRole('button', { name: /^SELECT/ }).tap()
    await station.waitForOutcome('approved')
    expect(await smallTargets(page)).toEqual([])
    await tap(page, /^Undo/)
    await station.waitForOutcome('voided')
    await tap(page, 'Next customer')
    await station.waitForOutcome('idle')
  })
})
