import { AxeBuilder } from '@axe-core/playwright'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { openBrowser } from '../../demo/browser.ts'
import {
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../server/house/open-server.ts'
import { addProgram } from '../server/production/house.ts'

const TEST_MS = 180_000

let server: TestServer
let browser: Browser
beforeAll(async () => {
  await buildFrontEnds(['admin'])
  server = await openServer()
  await addProgram(server)
  browser = await openBrowser()
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function signedIn(locale: string, submit: string): Promise<Page> {
  const viewport = { width: 1366, height: 768 }
  const page = await (await browser.newContext({ viewport, locale })).newPage()
  await page.goto(`${server.url}/admin/`)
  await page.locator('input[type=email]').fill(OPERATOR_EMAIL)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: submit }).click()
  await page.getByRole('navigation').waitFor()
  return page
}

/** Nothing sticks out, and nothing keeps anybody from using the page. */
async function isSound(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  expect(found, where).toEqual([])
  const spill = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(spill, where).toBe(0)
}

it(
  'a batch by hand: printer, order, file, receipt, allocation, shipping',
  async () => {
    const page = await signedIn('en-US', 'Sign in')
    await page.getByRole('link', { name: 'Production' }).click()
    await page.getByText('No batches yet').waitFor()
    await page.getByRole('button', { name: 'Add printer' }).click()
    await page.getByLabel('Name').fill('Card Works')
    await page
      .getByLabel('Public key')
      .fill(await identityToRecipient(await generateX25519Identity()))
    await page.getByRole('dialog').getByRole('button', { name: 'Add printer' }).click()
    await page.getByRole('button', { name: 'Make batch' }).click()
    await page.getByLabel('Batch name').fill('Spring 2027')
    await isSound(page, 'the dialog of a batch')
    await page.getByRole('dialog').getByRole('button', { name: 'Make batch' }).click()
    await page.getByRole('link', { name: 'Spring 2027' }).click()
    await page.getByRole('button', { name: 'Fetch file' }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Fetch file' }).click()
    expect((await saved).suggestedFilename()).toBe('spring-2027.csv.age')
    await page.getByRole('button', { name: 'Receive batch' }).click()
    await page.getByText('The cards can be sold').waitFor()
    await page.getByRole('button', { name: 'Allocate serials' }).click()
    await page.getByRole('combobox', { name: 'Location' }).click()
    await page.getByRole('option', { name: 'Corner Bakery' }).click()
    await page.getByLabel('Last serial').fill('40')
    await page.getByRole('dialog').getByRole('button', { name: 'Allocate serials' }).click()
    await page.getByRole('button', { name: 'Ship' }).click()
    await page.getByRole('button', { name: 'Missing…' }).click()
    await page.getByRole('textbox', { name: 'Serials' }).fill('3, 7-9')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('missing: 3, 7–9').waitFor()
    await isSound(page, 'the batch')
    await page.getByRole('link', { name: 'Production' }).first().click()
    await page.getByRole('table', { name: 'Stock by location' }).getByText('36').first().waitFor()
    await isSound(page, 'production')
  },
  TEST_MS,
)

it(
  'in French: the same rooms',
  async () => {
    const page = await signedIn('fr-FR', 'Se connecter')
    await page.getByRole('link', { name: 'Fabrication' }).click()
    await page.getByRole('table', { name: 'Stock par commerce' }).waitFor()
    await isSound(page, 'production')
    await page.getByRole('link', { name: 'Spring 2027' }).first().click()
    await page.getByText('manquants : 3, 7–9').waitFor()
    await isSound(page, 'the batch')
  },
  TEST_MS,
)
