import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../server/house/open-server.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const FINANCE = 'fiona@network.example'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  await server.addStaff('finance', FINANCE)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

/** A new location is typed, and the session ends before it is sent. */
async function typeUntilOver(locale = 'en-US') {
  const page = await screen.signedIn({ path: 'locations', locale })
  const isEnglish = locale === 'en-US'
  const form = page.getByRole('dialog', {
    name: isEnglish ? 'Create a location' : 'Créer un commerce',
  })
  const create = isEnglish ? 'Create location' : 'Créer un commerce'
  await page.getByRole('button', { name: create }).click()
  await form.locator('input').first().fill('Quiet Cafe')
  await form.locator('input[type=email]').fill('owner@cafe.example')
  const currency = form.getByRole('combobox', { name: isEnglish ? 'Currency' : 'Devise' })
  await currency.pressSequentially('usd', { delay: 100 })
  await page.locator('[role=option][data-combobox-selected]').waitFor()
  await currency.press('Enter')
  await page.context().clearCookies()
  await form.getByRole('button', { name: create }).click()
  const again = page.getByRole('dialog', { name: isEnglish ? 'Sign in again' : 'Se reconnecter' })
  await again.waitFor()
  return { page, form, again, send: () => form.getByRole('button', { name: create }).click() }
}

it(
  'the session ends while a form is filled in: the same person signs in over it and nothing is lost',
  async () => {
    const { page, form, again, send } = await typeUntilOver()
    await expectSound(page, 'sign in again')
    await page.keyboard.press('Escape')
    expect(await again.locator('input[type=email]').inputValue()).toBe(OPERATOR_EMAIL)
    await again.locator('input[type=password]').fill('a guess')
    await page.keyboard.press('Enter')
    await again.getByRole('alert').getByText('E-mail or password is wrong.').waitFor()
    await again.locator('input[type=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await again.waitFor({ state: 'detached' })
    expect(await form.locator('input').first().inputValue()).toBe('Quiet Cafe')
    await send()
    await page.getByRole('rowheader', { name: 'Quiet Cafe' }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('live', { exact: true }).waitFor()
  },
  SCREEN_TEST_MS,
)

it(
  'another person signs in over the page: it begins anew, without what the first one typed',
  async () => {
    const { page, form, again } = await typeUntilOver('fr-FR')
    await again.locator('input[type=email]').fill(FINANCE)
    await again.locator('input[type=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Vue d’ensemble' }).waitFor()
    expect(await form.count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe('/admin/')
    await page.getByRole('button', { name: /^Person finance/ }).waitFor()
  },
  SCREEN_TEST_MS,
)

it(
  'signed in to come to a room: Back leads to the page before it and not to the sign-in',
  async () => {
    const page = await screen.signedIn()
    await page.goto(`${server.url}/admin/explorer`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.context().clearCookies()
    await page.goto(`${server.url}/admin/locations`)
    await page.locator('input[type=email]').fill(OPERATOR_EMAIL)
    await page.locator('input[type=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Locations' }).waitFor()
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/admin/explorer')
  },
  SCREEN_TEST_MS,
)
