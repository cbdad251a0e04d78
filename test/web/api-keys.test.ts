import { afterAll, beforeAll, expect, it } from 'vitest'
import { done } from '../server/house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../server/stored-value/api-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let house: ApiHouse
let screen: AdminScreen
beforeAll(async () => {
  house = await openApiHouse()
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
})

const WORDS = {
  'en-US': {
    create: 'Create key',
    name: 'Name',
    redeem: 'Redeem',
    location: 'Location',
    needed: /: choose one\.$/,
  },
  'fr-FR': {
    create: 'Créer une clé',
    name: 'Nom',
    redeem: 'Utilisation',
    location: 'Commerce',
    needed: /choisissez-en un/,
  },
} as const

it.each(['en-US', 'fr-FR'] as const)(
  'a key that redeems, without a location (%s): a location is asked for, as every redemption would be refused',
  async (locale) => {
    const words = WORDS[locale]
    const before = done(await house.operator.call('list-api-clients', {})).clients.length
    const page = await screen.signedIn({ path: 'api-keys', locale })
    await page.getByRole('button', { name: words.create }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words.name, { exact: true }).fill('Shop')
    await dialog.getByLabel(words.redeem, { exact: true }).check()
    await dialog.getByRole('button', { name: words.create }).click()
    await dialog.getByText(words.needed).waitFor()
    await expectSound(page, `a key without a location in ${locale}`)
    expect(done(await house.operator.call('list-api-clients', {})).clients).toHaveLength(before)
    await dialog.getByRole('combobox', { name: words.location }).click()
    await page.getByRole('option', { name: house.location.name }).click()
    await dialog.getByRole('button', { name: words.create }).click()
    const key = await dialog.getByText(/^cm_live_/).textContent()
    const { number, pin } = await house.activeCard(2500)
    const sale = { card: { number, pin }, amountMinor: 100, currency: 'EUR' }
    const path = '/v1/storedvalue/redeem'
    const paid = await house.post(path, { requestId: `paid-${locale}`, ...sale }, key ?? '')
    expect(paid.status).toBe(200)
    const nowhere = await house.addKey({ locationId: null })
    const refused = await house.post(path, { requestId: `nowhere-${locale}`, ...sale }, nowhere)
    expect(refusalOf(refused)).toBe('403 CARD_NOT_ACCEPTED_HERE')
    await page.context().close()
  },
  SCREEN_TEST_MS,
)
