import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
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
import { makeForeignFile } from '../server/imports/foreign-file.ts'
import { addProgram } from '../server/imports/import-house.ts'

const TEST_MS = 180_000
/** Where pictures go, for whoever looks at them. */
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']
const FINANCE_EMAIL = 'frank@network.example'

let server: TestServer
let browser: Browser
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'))
  await buildFrontEnds(['admin'])
  server = await openServer()
  await addProgram(server)
  await server.addStaff('finance', FINANCE_EMAIL)
  browser = await openBrowser()
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true })
})

async function signedIn(locale: string, submit: string, email: string): Promise<Page> {
  const viewport = { width: 1366, height: 768 }
  const page = await (await browser.newContext({ viewport, locale })).newPage()
  await page.goto(`${server.url}/admin/`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: submit }).click()
  await page.getByRole('navigation').waitFor()
  return page
}

/** Nothing sticks out, and nothing keeps anybody from using the page. */
async function isSound(page: Page, where: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `imports-${where}.png`) })
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  expect(found, where).toEqual([])
  const spill = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(spill, where).toBe(0)
}

function write(name: string, csv: string): string {
  const path = join(folder, name)
  writeFileSync(path, csv)
  return path
}

it(
  'a file by hand: its faults, taken in, committed by somebody else, reversed',
  async () => {
    const faulty = makeForeignFile({
      seed: 31,
      rows: 96,
      withFaults: true,
      takenNumber: '12345678',
    })
    const sound = makeForeignFile({ seed: 32, rows: 120 })
    const total = (sound.remainingMinor / 100).toFixed(2)

    const page = await signedIn('en-US', 'Sign in', OPERATOR_EMAIL)
    await page.getByRole('link', { name: 'Imports' }).click()
    await page.getByText('Nothing was imported yet').waitFor()
    await isSound(page, '1-none')
    await page.getByRole('button', { name: 'Check a file' }).click()
    const dialog = page.getByRole('dialog')
    await page.locator('input[type=file]').setInputFiles(write('faulty.csv', faulty.csv))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText(`Faults: ${faulty.planted.length - 1}`).waitFor()
    await isSound(page, '2-faults')
    await page.locator('input[type=file]').setInputFiles(write('sound.csv', sound.csv))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('No fault in 120 rows').waitFor()
    await dialog.getByLabel('Other system').fill('Givex')
    await dialog.getByLabel('Number of cards').fill('120')
    await dialog.getByLabel('Total of what is left').fill(total)
    await isSound(page, '3-sound')
    await dialog.getByRole('button', { name: 'Take the file in' }).click()
    await page.getByText('to be committed').waitFor()
    await isSound(page, '4-staged')

    const other = await signedIn('fr-FR', 'Se connecter', FINANCE_EMAIL)
    await other.getByRole('link', { name: 'Importations' }).click()
    await other.getByRole('button', { name: 'Valider' }).click()
    await other.getByLabel('Nombre de cartes').fill('120')
    await other.getByLabel('Total des soldes').fill(total.replace('.', ','))
    await isSound(other, '5-commit')
    await other.getByRole('dialog').getByRole('button', { name: 'Valider' }).click()
    await other.getByText('concorde avec le grand livre').waitFor()
    await isSound(other, '6-committed')
    await other.getByRole('button', { name: 'Retirer les cartes' }).click()
    await other.getByLabel('Motif').fill('Le mauvais fichier')
    await isSound(other, '7-reverse')
    await other.getByRole('dialog').getByRole('button', { name: 'Retirer les cartes' }).click()
    await other.getByText('retirée').waitFor()
    await isSound(other, '8-reversed')
  },
  TEST_MS,
)
