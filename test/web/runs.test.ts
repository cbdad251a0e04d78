import { afterAll, beforeAll, expect, it } from 'vitest'
import { en } from '../../server/web/admin/words/en/catalogue.ts'
import { OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import {
  addPlace,
  FINANCE_EMAIL,
  giveAccount,
  NACHA,
  openPayoutHouse,
  type PayoutHouse,
  tradeOf,
} from '../server/payouts/payout-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const WRONG = en['profiles.wrong']

let house: PayoutHouse
let screen: AdminScreen
beforeAll(async () => {
  house = await openPayoutHouse()
  const trade = tradeOf(house)
  const card = await trade.sell(900_000)
  for (const [at, name] of ['Main Street Bakery', 'Quiet Cafe', 'River Books'].entries()) {
    const place = await addPlace(house, name)
    if (at !== 1) await giveAccount(house, place, at)
    const first = await trade.redeem(place, card, 12_345 * (at + 1))
    await trade.redeem(place, card, 4_250)
    await trade.giveBack(place, first, 1_000)
  }
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
})

it(
  'a run by hand: a bank profile, a run, approved by a second person, its file, a location',
  async () => {
    const page = await screen.signedIn({ locale: 'en-US', email: OPERATOR_EMAIL })
    await page.getByRole('link', { name: 'Bank profiles' }).click()
    await page.getByText('No bank profile yet').waitFor()
    await page.getByRole('button', { name: 'Add a bank profile' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Dollars')
    const typed = {
      ...{ 'Routing number of the bank': NACHA.destination, 'Name of the bank': 'EXAMPLE BANK' },
      ...{ 'Immediate origin': NACHA.origin, 'Origin name': NACHA.originName },
      ...{ 'Company name': NACHA.companyName, 'Company identification': NACHA.companyId },
    }
    for (const [label, value] of Object.entries(typed)) await dialog.getByLabel(label).fill(value)
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(WRONG).waitFor()
    await expectSound(page, 'runs-1-profile')
    await dialog.getByLabel('ODFI (first eight digits)').fill(NACHA.odfi)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('rowheader', { name: 'Dollars' }).waitFor()
    await expectSound(page, 'runs-2-profiles')

    await page.getByRole('link', { name: 'Settlement runs' }).click()
    await page.getByText('No run was made yet').waitFor()
    await page.getByRole('button', { name: 'Make a run' }).click()
    await expectSound(page, 'runs-3-make')
    await page.getByRole('dialog').getByRole('button', { name: 'Make a run' }).click()
    await page.getByRole('heading', { name: 'Run 1' }).waitFor()
    await page.getByText('no bank account').waitFor()
    await expectSound(page, 'runs-4-draft')

    const other = await screen.signedIn({ locale: 'fr-FR', email: FINANCE_EMAIL, width: 1024 })
    await other.getByRole('link', { name: 'Règlements' }).click()
    await other.getByRole('link', { name: 'Règlement 1' }).click()
    await other.getByRole('button', { name: 'Approuver' }).click()
    await other.getByLabel('Votre mot de passe').fill(PASSWORD)
    await expectSound(other, 'runs-5-approve')
    await other.getByRole('dialog').getByRole('button', { name: 'Approuver' }).click()
    await other.getByText('prêt pour la banque').waitFor()
    const download = other.waitForEvent('download')
    await other.getByRole('link', { name: 'Télécharger ach-' }).click()
    expect((await download).suggestedFilename()).toMatch(/^ach-\d{8}-0001\.txt$/)
    await other.getByRole('button', { name: 'Il est à la banque' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Il est à la banque' }).click()
    await other.getByText('Ses versements sont en route.').waitFor()
    await expectSound(other, 'runs-6-sent')
    const row = other.getByRole('row', { name: /River Books/ })
    await row.getByRole('button', { name: 'Détails' }).click()
    await other.getByText('Les opérations derrière').first().waitFor()
    await other.getByRole('dialog').getByText('P001000000002').waitFor()
    await expectSound(other, 'runs-7-line')
    await page.goto(`${house.url}/admin/runs`)
    await page.getByText('at the bank').waitFor()
    await expectSound(page, 'runs-8-list')
  },
  SCREEN_TEST_MS,
)

it(
  'the bank refused the file whole: said beside it, and all that it was to pay is owed again',
  async () => {
    const page = await screen.signedIn({ locale: 'en-US', email: OPERATOR_EMAIL })
    await page.getByRole('link', { name: 'Settlement runs' }).click()
    await page.getByRole('link', { name: 'Run 1' }).click()
    await page.getByRole('button', { name: 'Give it up: ach-' }).click()
    const dialog = page.getByRole('dialog')
    const say = dialog.getByRole('button', { name: 'Give it up' })
    await say.click()
    await dialog.getByText(en['form.needed']).first().waitFor()
    await expectSound(page, 'runs-9-give-up')
    await dialog.getByLabel('Reason').fill('Refused whole, says Ann of the bank')
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await say.click()
    await page.getByText(en['runs.gaveUp']).waitFor()
    await page.getByText('Refused whole, says Ann of the bank').waitFor()
    await page.getByText('settled').first().waitFor()
    expect(await page.getByRole('button', { name: /Give it up/ }).count()).toBe(0)
    await expectSound(page, 'runs-10-given-up')
    const other = await screen.signedIn({
      ...{ locale: 'fr-FR', email: FINANCE_EMAIL, width: 1024 },
      path: new URL(page.url()).pathname.replace(/^\/admin\//, ''),
    })
    await other.getByText('abandonné').first().waitFor()
    await expectSound(other, 'runs-11-given-up-fr')
  },
  SCREEN_TEST_MS,
)
