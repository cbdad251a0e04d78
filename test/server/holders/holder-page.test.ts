import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../../demo/browser.ts'
import { QUICK_HASH } from '../house/quick-hash.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { linkOf } from './holder-house.ts'

const CASES = [390, 1024].flatMap((width) =>
  (['en', 'fr'] as const).map((language) => ({ width, language })),
)
const WORDS = {
  en: { show: 'Show the balance', pin: 'PIN', wrong: 'did not work', other: 'Français' },
  fr: { show: 'Afficher le solde', pin: 'Code', wrong: 'pas fonctionné', other: 'English' },
} as const
/** Where the pictures go that a person looks at; nowhere unless asked for. */
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']

let house: ApiHouse
let browser: Browser
beforeAll(async () => {
  house = await openApiHouse([], { slowHash: QUICK_HASH })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await house.close()
})

async function open(address: string, { width, language }: (typeof CASES)[number]) {
  const locale = language === 'fr' ? 'fr-CA' : 'en-CA'
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(address)
  /** Nothing for a checker to find, nothing cut off, what is pressed large enough; and its picture. */
  const expectSound = async (name: string) => {
    await page.evaluate(() => document.fonts.ready)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    const isWide = await page.evaluate(() => document.body.scrollWidth > window.innerWidth)
    expect(isWide).toBe(false)
    for (const target of await page.locator('a, button, input').all())
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    if (PICTURES)
      await page.screenshot({
        path: `${PICTURES}/holder-${name}-${language}-${width}.png`,
        fullPage: true,
      })
  }
  return { page, asked, expectSound, close: () => context.close() }
}

describe.each(CASES)('the holder page at $width in $language', (shape) => {
  const { show, pin, wrong, other } = WORDS[shape.language]

  test('scanned, a PIN mistyped, the balance, the other language', async () => {
    house.advance(60_000)
    const card = await house.activeCard(12_345)
    const { page, asked, expectSound, close } = await open(linkOf(house, card), shape)
    await expectSound('1-front')
    await page.getByLabel(pin).fill('00000000')
    await page.getByRole('button', { name: show }).click()
    expect(await page.getByRole('alert').textContent()).toContain(wrong)
    await expectSound('2-wrong')
    await page.getByLabel(pin).fill(card.pin)
    await page.getByRole('button', { name: show }).click()
    await page.getByText(card.number.slice(-4)).waitFor()
    expect(await page.locator('.amount').textContent()).toMatch(/123[.,]45/)
    await expectSound('3-balance')
    await page.getByRole('link', { name: other }).click()
    await page.getByRole('button').waitFor()
    expect(asked.filter((address) => !address.startsWith(house.url))).toEqual([])
    await close()
  })

  test('a link that leads nowhere, and a blocked card', async () => {
    house.advance(60_000)
    const nowhere = await open(`${house.url}/c/${'a'.repeat(22)}`, shape)
    expect(await nowhere.page.locator('button').count()).toBe(0)
    await nowhere.expectSound('4-unknown')
    await nowhere.close()
    const { cardId, pin: code } = await house.activeCard(2500)
    const block = { requestId: `block-${cardId}`, cardId, reason: 'lost' }
    expect((await house.post('/v1/storedvalue/block', block)).status).toBe(200)
    const blocked = await open(linkOf(house, { cardId }), shape)
    await blocked.page.getByLabel(pin).fill(code)
    await blocked.page.getByRole('button', { name: show }).click()
    await blocked.page.locator('.digits').waitFor()
    await blocked.expectSound('5-blocked')
    await blocked.close()
  })
})
