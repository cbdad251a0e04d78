import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OPERATOR_EMAIL, openServer, type TestServer } from '../server/house/open-server.ts'
import { makeForeignFile } from '../server/imports/foreign-file.ts'
import { addProgram } from '../server/imports/import-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const FINANCE_EMAIL = 'frank@network.example'

let server: TestServer
let screen: AdminScreen
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'))
  server = await openServer()
  await addProgram(server)
  await server.addStaff('finance', FINANCE_EMAIL)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
  rmSync(folder, { recursive: true })
})

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

    const page = await screen.signedIn({ locale: 'en-US', email: OPERATOR_EMAIL })
    await page.getByRole('link', { name: 'Imports' }).click()
    await page.getByText('Nothing was imported yet').waitFor()
    await expectSound(page, '1-none')
    await page.getByRole('button', { name: 'Check a file' }).click()
    const dialog = page.getByRole('dialog')
    await page.locator('input[type=file]').setInputFiles(write('faulty.csv', faulty.csv))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText(`Faults: ${faulty.planted.length - 1}`).waitFor()
    await expectSound(page, '2-faults')
    await page.locator('input[type=file]').setInputFiles(write('sound.csv', sound.csv))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('No fault in 120 rows').waitFor()
    await dialog.getByLabel('Other system').fill('Givex')
    await dialog.getByLabel('Number of cards').fill('120')
    await dialog.getByLabel('Total of what is left').fill(total)
    await expectSound(page, '3-sound')
    await dialog.getByRole('button', { name: 'Take the file in' }).click()
    await page.getByText('to be committed').waitFor()
    await expectSound(page, '4-staged')

    const other = await screen.signedIn({ locale: 'fr-FR', email: FINANCE_EMAIL })
    await other.getByRole('link', { name: 'Importations' }).click()
    await other.getByRole('button', { name: 'Valider' }).click()
    await other.getByLabel('Nombre de cartes').fill('120')
    await other.getByLabel('Total des soldes').fill(total.replace('.', ','))
    await expectSound(other, '5-commit')
    await other.getByRole('dialog').getByRole('button', { name: 'Valider' }).click()
    await other.getByText('concorde avec le grand livre').waitFor()
    await expectSound(other, '6-committed')
    await other.getByRole('button', { name: 'Retirer les cartes' }).click()
    await other.getByLabel('Motif').fill('Le mauvais fichier')
    await expectSound(other, '7-reverse')
    await other.getByRole('dialog').getByRole('button', { name: 'Retirer les cartes' }).click()
    await other.getByText('retirée').waitFor()
    await expectSound(other, '8-reversed')
  },
  SCREEN_TEST_MS,
)

it(
  'a report: shown only for what it checked, also when it comes late; no figure is guessed',
  async () => {
    const sound = makeForeignFile({ seed: 33, rows: 40 })
    const page = await screen.signedIn({ path: 'imports' })
    await page.getByRole('button', { name: 'Check a file' }).click()
    const dialog = page.getByRole('dialog')
    const check = dialog.getByRole('button', { name: 'Check', exact: true })
    const found = dialog.getByText('No fault in 40 rows')
    await page.locator('input[type=file]').setInputFiles(write('later.csv', sound.csv))
    await check.click()
    await found.waitFor()
    await chooseDates(page, '31/03/2024')
    await found.waitFor({ state: 'detached' })
    expect(await dialog.getByRole('button', { name: 'Take the file in' }).count()).toBe(0)

    const released = Promise.withResolvers<void>()
    const fulfilled = Promise.withResolvers<void>()
    await page.route('**/imports/check*', async (route) => {
      const response = await route.fetch()
      await released.promise
      await route.fulfill({ response })
      fulfilled.resolve()
    })
    const faulty = makeForeignFile({ seed: 34, rows: 96, withFaults: true })
    await chooseDates(page, '2024-03-31')
    await check.click()
    await page.locator('input[type=file]').setInputFiles(write('other.csv', faulty.csv))
    released.resolve()
    await fulfilled.promise
    await page.unroute('**/imports/check*')
    await check.click()
    await dialog.getByText(/^Faults: /).waitFor()
    expect(await found.count()).toBe(0)

    await page.locator('input[type=file]').setInputFiles(write('later.csv', sound.csv))
    await check.click()
    await found.waitFor()
    let sent = 0
    await page.route('**/imports/stage*', (route) => {
      sent += 1
      return route.abort()
    })
    await dialog.getByLabel('Other system').fill('Givex')
    await dialog.getByLabel('Number of cards').fill('40')
    await dialog.getByLabel('Total of what is left').fill('1,000')
    await dialog.getByRole('button', { name: 'Take the file in' }).click()
    await dialog.getByText('Type the total as the report says it').waitFor()
    expect(sent).toBe(0)
  },
  SCREEN_TEST_MS,
)

async function chooseDates(page: Page, example: string): Promise<void> {
  await page.getByRole('combobox', { name: 'How dates are written' }).click()
  await page.getByRole('option', { name: example }).click()
}
