import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { openBrowser } from '../../demo/browser.ts'
import { look, sellGift } from '../server/claims/gift-house.ts'
import { OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../server/stored-value/api-house.ts'

const TEST_MS = 180_000
/** Where pictures are kept, for whoever wants to look at them. */
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']

let house: ApiHouse
let browser: Browser
const contexts: BrowserContext[] = []
beforeAll(async () => {
  await buildFrontEnds(['admin'])
  house = await openApiHouse()
  browser = await openBrowser()
}, TEST_MS)
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

async function openCard(cardId: string, locale: 'en-US' | 'fr-FR'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale })
  contexts.push(context)
  const page = await context.newPage()
  const isFrench = locale === 'fr-FR'
  await page.goto(`${house.url}/admin/cards/${cardId}`)
  await page.getByLabel(isFrench ? 'Adresse e-mail' : 'E-mail').fill(OPERATOR_EMAIL)
  await page.getByLabel(isFrench ? 'Mot de passe' : 'Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

async function expectSound(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

it.each([
  ['en-US', 'has not opened the link', 'New claim link', 'Make the link', 'Claim link'],
  ['fr-FR', 'n’a pas ouvert le lien', 'Nouveau lien', 'Créer le lien', 'Lien du cadeau'],
] as const)(
  'a gift in %s: what it waits for, and another link that is shown once',
  async (locale, waits, open, make, label) => {
    const gift = await sellGift(house)
    const page = await openCard(gift.cardId, locale)
    await page.getByText(waits).waitFor()
    await expectSound(page, `waiting-gift-${locale}`)
    await page.getByRole('button', { name: open }).click()
    await page.getByRole('button', { name: make }).click()
    await page.getByText(label, { exact: true }).waitFor()
    const link = (await page.getByText(`${house.url}/claim/`).textContent()) ?? ''
    await expectSound(page, `waiting-link-${locale}`)
    expect((await look(gift.link)).status).toBe(404)
    expect((await look(link)).status).toBe(200)
  },
  TEST_MS,
)

it(
  'a card under review: approved with a reason, and can be used',
  async () => {
    const body = { requestId: 'reviewed', programId: house.programId, review: true }
    await house.post('/v1/storedvalue/fund-and-activate', {
      ...{ ...body, amountMinor: 2500, currency: 'EUR' },
    })
    const page = await openCard(await house.newestCard(), 'en-US')
    await page.getByText('waits for an approval').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await expectSound(page, 'waiting-approval')
    await page.getByLabel('Reason').fill('called back')
    await page.keyboard.press('Enter')
    await page.getByText('All of it can be redeemed').waitFor()
    await page.getByText('Approval', { exact: true }).first().waitFor()
  },
  TEST_MS,
)
