import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServer, type TestServer } from '../server/house/open-server.ts'
import { addProgram } from '../server/production/house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  await addProgram(server)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

it(
  'a batch by hand: printer, order, file, receipt, allocation, shipping',
  async () => {
    const page = await screen.signedIn({ locale: 'en-US' })
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
    await expectSound(page, 'the dialog of a batch')
    await page.getByRole('dialog').getByRole('button', { name: 'Make batch' }).click()
    await page.getByRole('link', { name: 'Spring 2027' }).click()
    await page.getByRole('button', { name: 'Fetch file' }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Fetch file' }).click()
    expect((await saved).suggestedFilename()).toBe('spring-2027.csv.age')
    await page.getByRole('button', { name: 'Receive batch' }).click()
    await page.getByText('Their PINs in the server’s keeping are erased').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Receive batch' }).click()
    await page.getByText('The cards can be sold').waitFor()
    await page.getByRole('button', { name: 'Allocate serials' }).click()
    await page.getByRole('combobox', { name: 'Location' }).click()
    await page.getByRole('option', { name: 'Corner Bakery' }).click()
    await page.getByLabel('Last serial').fill('40')
    await page.getByRole('dialog').getByRole('button', { name: 'Allocate serials' }).click()
    await page.getByRole('button', { name: 'Ship' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ship' }).click()
    await page.getByRole('button', { name: 'Missing…' }).click()
    await page.getByRole('textbox', { name: 'Serials' }).fill('3, 7-9')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('missing: 3, 7–9').waitFor()
    await expectSound(page, 'the batch')
    await page.getByRole('link', { name: 'Production' }).first().click()
    await page.getByRole('table', { name: 'Stock by location' }).getByText('36').first().waitFor()
    await expectSound(page, 'production')
  },
  SCREEN_TEST_MS,
)

it(
  'in French: the same rooms',
  async () => {
    const page = await screen.signedIn({ locale: 'fr-FR' })
    await page.getByRole('link', { name: 'Fabrication' }).click()
    await page.getByRole('table', { name: 'Stock par commerce' }).waitFor()
    await expectSound(page, 'production')
    await page.getByRole('link', { name: 'Spring 2027' }).first().click()
    await page.getByText('manquants : 3, 7–9').waitFor()
    await expectSound(page, 'the batch')
  },
  SCREEN_TEST_MS,
)
