import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { openBrowser } from '../../../demo/browser.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { sellGift } from './gift-house.ts'

const SIZES = [
  { width: 390, height: 844 },
  { width: 1366, height: 768 },
] as const
const LANGUAGES = ['en', 'fr'] as const
const CASES = SIZES.flatMap((size) => LANGUAGES.map((language) => ({ ...size, language })))
const WORDS = {
  en: { button: 'Show my card', again: 'Show my card again', pin: 'PIN', closed: 'does not open' },
  fr: { button: 'Afficher ma carte', again: 'à nouveau', pin: 'Code', closed: 'n’ouvre aucune' },
} as const
/** Where the pictures go that a person looks at; nowhere unless asked for. */
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']

let house: ApiHouse
let browser: Browser
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } })
  house = await openApiHouse()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await house.close()
})

/** A page that tells what it asked for and complained about. */
async function open(address: string, { width, height, language }: (typeof CASES)[number]) {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const context = await browser.newContext({ viewport: { width, height }, locale })
  const page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(address)
  await page.evaluate(() => document.fonts.ready)
  const picture = async (name: string) => {
    if (PICTURES)
      await page.screenshot({
        path: `${PICTURES}/${name}-${language}-${width}.png`,
        fullPage: true,
      })
  }
  return { page, asked, complaints, picture, close: () => context.close() }
}

/** Nothing for a checker to find, nothing cut off, and one thing to press that a thumb can hit. */
async function expectSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  const isWide = await page.evaluate(() => document.body.scrollWidth > window.innerWidth)
  expect(isWide).toBe(false)
  for (const target of await page.locator('a, button').all())
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
}

describe.each(CASES)('the claim page at $width × $height in $language', (shape) => {
  const { button, again, pin, closed } = WORDS[shape.language]

  test('a gift: looked at, opened, looked at again', async () => {
    const gift = await sellGift(house)
    const { page, asked, complaints, picture, close } = await open(gift.link, shape)
    expect(await page.locator('html').getAttribute('lang')).toBe(shape.language)
    expect(await page.locator('.face').textContent()).toMatch(/Old Town Card[\s\S]*25[.,]00/)
    expect(await page.locator('dl').count()).toBe(0)
    await expectSound(page)
    await picture('1-gift')

    await page.getByRole('button', { name: button }).click()
    await page.locator('dl').waitFor()
    await page.evaluate(() => document.fonts.ready)
    const [number, code] = await page.locator('dd').allTextContents()
    expect(number?.replaceAll(' ', '')).toMatch(/^997001\d{13}$/)
    expect(code).toMatch(/^\d{8}$/)
    expect(await page.locator('dt').allTextContents()).toContain(pin)
    expect(await page.locator('.codes svg').count()).toBe(2)
    await expectSound(page)
    await picture('2-card')

    await page.goto(gift.link)
    expect(await page.locator('dl').count()).toBe(0)
    await page.getByRole('button', { name: again }).waitFor()
    await expectSound(page)
    expect(complaints).toEqual([])
    expect(asked.filter((address) => !address.startsWith(house.url))).toEqual([])
    await close()
  })

  test('a link that opens nothing: says so, and what to do', async () => {
    const { page, picture, close } = await open(`${house.url}/claim/${'a'.repeat(43)}`, shape)
    expect(await page.locator('h1').textContent()).toContain(closed)
    expect(await page.locator('button').count()).toBe(0)
    await expectSound(page)
    await picture('3-closed')
    await close()
  })

  test('a gift for later: says when', async () => {
    const activateAtMs = house.context.nowMs() + 10 * 86_400_000
    const { link } = await sellGift(house, { activateAtMs })
    const { page, picture, close } = await open(link, shape)
    expect(await page.locator('button').count()).toBe(0)
    await expectSound(page)
    await picture('4-early')
    await close()
  })
})

test('the other language is one press away, and stays when the card is opened', async () => {
  const gift = await sellGift(house)
  const { page, close } = await open(gift.link, { ...SIZES[0], language: 'en' })
  await page.getByRole('link', { name: 'Français' }).click()
  await page.getByRole('button', { name: 'Afficher ma carte' }).click()
  expect(await page.locator('h1').textContent()).toBe('Voici votre carte')
  await close()
})

test('a program’s name is text, whatever it looks like', async () => {
  const { database } = house.context
  const query = database.read
    .updateTable('program')
    .set({ name: '<b onclick="x()">Bücher & "Mehr"</b>' })
    .where('id', '=', house.programId)
  await database.write([{ query: query.compile(), changes: 1 }])
  const gift = await sellGift(house)
  const { page, close } = await open(gift.link, { ...SIZES[0], language: 'en' })
  expect(await page.locator('.program').textContent()).toBe('<b onclick="x()">Bücher & "Mehr"</b>')
  expect(await page.locator('b').count()).toBe(0)
  await close()
})

test('the codes of a card are read again as its number and its link', async () => {
  const gift = await sellGift(house)
  const { page, close } = await open(gift.link, { ...SIZES[0], language: 'en' })
  await page.getByRole('button', { name: 'Show my card' }).click()
  const number = (await page.locator('dd').first().textContent())?.replaceAll(' ', '')
  const bars = await page.locator('.bars').screenshot()
  const square = await page.locator('.qr').screenshot()
  expect(await readCode(bars)).toBe(number)
  expect(await readCode(square)).toMatch(new RegExp(`^${house.url}/c/[A-Za-z0-9_-]{22}$`))
  await close()
})

async function readCode(picture: Uint8Array): Promise<string | undefined> {
  return (await readBarcodes(new Uint8Array(picture)))[0]?.text
}
