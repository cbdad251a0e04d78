import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../../server/programs/index.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
let programId: ProgramId

beforeAll(async () => {
  server = await openServer()
  const made = await createProgram(server.context, {
    ...{ networkId: server.networkId, name: 'Old Town Card', currency: currency('USD') },
    ...{ cardPrefix: '997001', timeZone: 'America/Los_Angeles', pinPolicy: 'online' },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000) },
    ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
  })
  programId = done(made).programId
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

async function openProgram(locale: 'en-US' | 'fr-FR', width = 1024): Promise<Page> {
  const page = await screen.signedIn({ locale, width, path: `programs/${programId}` })
  await page.getByRole('heading', { level: 1, name: 'Old Town Card' }).waitFor()
  return page
}

describe('programs in the admin', () => {
  it.each([
    ['en-US', 1024],
    ['en-US', 1366],
    ['fr-FR', 1024],
  ] as const)(
    'in %s at %i: rules, law, history and form, free of findings and as wide as the screen',
    async (locale, width) => {
      const page = await openProgram(locale, width)
      const words = locale === 'fr-FR' ? 'Modifier les règles' : 'Change rules'
      await expectSound(page, 'program')
      await page.getByRole('button', { name: words }).click()
      await page.locator('form[novalidate]').waitFor()
      await expectSound(page, 'form')
      await page.goto(`${server.url}/admin/programs`)
      await page.getByRole('link', { name: 'Old Town Card' }).waitFor()
      await expectSound(page, 'program')
    },
    SCREEN_TEST_MS,
  )

  it(
    'by the keyboard alone: a rule that the law forbids is refused with its source, a lawful one saved',
    async () => {
      const page = await openProgram('en-US')
      const button = page.getByRole('button', { name: 'Change rules' })
      await button.focus()
      await page.keyboard.press('Enter')
      await choose(page, 'Place', 'California')
      await page.getByText('A balance below 10.00').waitFor()
      await choose(page, 'Expiry', 'counted from the last load')
      await page.getByLabel('Reason').fill('As our counsel wants it')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').getByText('Civ. Code 1749.45').waitFor()
      await expectSound(page, 'a rule refused')
      await choose(page, 'Expiry', 'never')
      await page.getByLabel('Reason').focus()
      await page.keyboard.press('Enter')
      const history = page.getByRole('region', { name: 'History' })
      await history.getByText('Version 2', { exact: true }).waitFor()
      await history.getByText('As our counsel wants it').waitFor()
      expect(await history.getByRole('listitem').allInnerTexts()).toContainEqual(
        'Place: No place chosen → California',
      )
      await expectSound(page, 'rules changed')
    },
    SCREEN_TEST_MS,
  )

  it(
    'what is typed wrongly is named at its field, and nothing is sent',
    async () => {
      const page = await openProgram('en-US')
      await page.getByRole('button', { name: 'Change rules' }).click()
      await page.getByLabel('Largest load').fill('1,000')
      await page.getByLabel('Digits of a PIN').fill('12')
      await page.getByLabel('Reason').fill('A slip')
      await page.keyboard.press('Enter')
      await page.getByText('Type a value that fits').first().waitFor()
      expect(await page.getByText('Type a value that fits').count()).toBe(2)
      const { versions } = done(await server.operator.call('read-program', { programId }))
      expect(versions.every(({ reason }) => reason !== 'A slip')).toBe(true)
    },
    SCREEN_TEST_MS,
  )
})

/** Opens a list by its label and takes an entry, without a pointer. */
async function choose(page: Page, label: string, entry: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: true })
  const box = (await field.count()) > 0 ? field : page.getByLabel(label, { exact: true }).first()
  await box.focus()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('option', { name: entry, exact: true }).waitFor()
  for (let tries = 0; tries < 40; tries += 1) {
    const current = page.locator('[role="option"][data-combobox-selected]')
    if ((await current.count()) > 0 && (await current.textContent()) === entry) break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
}
