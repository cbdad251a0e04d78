import { expect, it } from 'vitest'
import { done } from '../server/house/open-server.ts'
import { refusalOf } from '../server/stored-value/api-house.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'
import { apiScreen } from './api-screen.ts'

const own = apiScreen()

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
    const before = done(await own.house.operator.call('list-api-clients', {})).clients.length
    const page = await own.screen.signedIn({ path: 'api-keys', locale })
    await page.getByRole('button', { name: words.create }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words.name, { exact: true }).fill('Shop')
    await dialog.getByLabel(words.redeem, { exact: true }).check()
    await dialog.getByRole('button', { name: words.create }).click()
    await dialog.getByText(words.needed).waitFor()
    await expectSound(page, `a key without a location in ${locale}`)
    expect(done(await own.house.operator.call('list-api-clients', {})).clients).toHaveLength(before)
    await dialog.getByRole('combobox', { name: words.location }).click()
    await page.getByRole('option', { name: own.house.location.name }).click()
    await dialog.getByRole('button', { name: words.create }).click()
    const key = await dialog.getByText(/^cm_live_/).textContent()
    const { number, pin } = await own.house.activeCard(2500)
    const sale = { card: { number, pin }, amountMinor: 100, currency: 'EUR' }
    const path = '/v1/storedvalue/redeem'
    const paid = await own.house.post(path, { requestId: `paid-${locale}`, ...sale }, key ?? '')
    expect(paid.status).toBe(200)
    const nowhere = await own.house.addKey({ locationId: null })
    const refused = await own.house.post(path, { requestId: `nowhere-${locale}`, ...sale }, nowhere)
    expect(refusalOf(refused)).toBe('403 CARD_NOT_ACCEPTED_HERE')
    await page.context().close()
  },
  SCREEN_TEST_MS,
)
