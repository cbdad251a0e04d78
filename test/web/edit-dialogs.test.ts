import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { done, PASSWORD } from '../server/house/open-server.ts'
import {
  addNacha,
  addPlace,
  openPayoutHouse,
  type PayoutHouse,
} from '../server/payouts/payout-house.ts'
import { openCounter } from '../server/redemptions/counter-house.ts'
import { type AdminScreen, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

/** A list opens while a person types into it. */
const PERSON_KEY_MS = 100

let house: PayoutHouse
let screen: AdminScreen

beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  ;(await openCounter(house, house.location.locationId)).close()
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
})

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function save(page: Page, submit = 'Save'): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: submit, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

it(
  'a location: edited while another person closes it, it stays closed; opened again as it is called now',
  async () => {
    const page = await screen.signedIn({ path: 'locations' })
    const dialog = page.getByRole('dialog')
    const { locationId } = house.location
    await openMenu(page, 'Edit')
    done(await house.operator.call('update-location', { locationId, state: 'closed' }))
    await dialog.getByLabel('Name', { exact: true }).fill('Corner Patisserie')
    await dialog.getByLabel('E-mail').fill('patissier@corner.example')
    await save(page)
    await page.getByRole('rowheader', { name: 'Corner Patisserie' }).waitFor()
    const listed = async () => done(await house.operator.call('list-locations', {})).locations
    expect(await listed()).toContainEqual(
      expect.objectContaining({
        ...{ locationId, name: 'Corner Patisserie', email: 'patissier@corner.example' },
        ...{ timeZone: house.location.timeZone, state: 'closed' },
      }),
    )
    await openMenu(page, 'Open location')
    done(await house.operator.call('update-location', { locationId, name: 'Corner Tea' }))
    await save(page, 'Open location')
    expect(await listed()).toContainEqual(
      expect.objectContaining({ locationId, name: 'Corner Tea', state: 'open' }),
    )
  },
  SCREEN_TEST_MS,
)

it(
  'a station, a bank profile and the rules of accounts: each edit is saved',
  async () => {
    const { call } = house.operator
    const page = await screen.signedIn({ path: 'devices' })
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Rename' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Till by the door')
    await save(page)
    expect(done(await call('list-devices', {})).devices[0]?.name).toBe('Till by the door')

    await page.goto(`${house.url}/admin/bank-profiles`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Dollars again')
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await save(page)
    expect(done(await call('list-bank-profiles', {})).profiles[0]?.name).toBe('Dollars again')

    await page.goto(`${house.url}/admin/bank-accounts`)
    await page.getByRole('button', { name: 'Rules of changes' }).click()
    await dialog.getByLabel('Bank days between approval').fill('7')
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await save(page)
    expect(done(await call('list-bank-accounts', {})).rule.coolingDays).toBe(7)
  },
  SCREEN_TEST_MS,
)

it(
  'a name that another location has: the dialog says that it is taken, and what to do',
  async () => {
    await addPlace(house, 'Quiet Cafe')
    const page = await screen.signedIn({ path: 'locations' })
    await page.getByRole('button', { name: 'Create location' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Quiet Cafe')
    await dialog.getByLabel('E-mail').fill('other@cafe.example')
    await dialog.getByRole('button', { name: 'Create location' }).click()
    const alert = dialog.getByRole('alert')
    await alert.getByText('Another one has this name already.').waitFor()
    await alert.getByText('Choose a different name.').waitFor()
  },
  SCREEN_TEST_MS,
)

it(
  'a new location has the currency of the cards; another is found by typing, chosen by Enter, and warned of',
  async () => {
    const page = await screen.signedIn({ path: 'locations' })
    await page.getByRole('button', { name: 'Create location' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Far Away Books')
    await dialog.getByLabel('E-mail').fill('far@books.example')
    const currency = dialog.getByRole('combobox', { name: 'Currency' })
    const type = async (text: string) => {
      await currency.fill('')
      await currency.pressSequentially(text, { delay: PERSON_KEY_MS })
      await page.locator('[role=option][data-combobox-selected]').waitFor()
      await currency.press('Enter')
    }
    const warning = dialog.getByText('No program has cards in this currency')
    expect(await currency.inputValue()).toMatch(/^USD/)
    expect(await warning.count()).toBe(0)

    await currency.fill('no such money')
    await currency.press('Enter')
    await page.getByText('Nothing found').waitFor()
    await type('eur')
    await warning.waitFor()
    expect(await currency.inputValue()).toMatch(/^EUR/)

    await type('usd')
    await warning.waitFor({ state: 'detached' })
    await save(page, 'Create location')
    expect(done(await house.operator.call('list-locations', {})).locations).toContainEqual(
      expect.objectContaining({ name: 'Far Away Books', currency: 'USD' }),
    )
  },
  SCREEN_TEST_MS,
)
