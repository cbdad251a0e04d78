import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocation } from '../../server/network/index.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import { readSent, writeAnswers } from '../server/bank-outcomes/bank-answers.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import {
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../server/payouts/payout-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let house: PayoutHouse
let screen: AdminScreen
let folder = ''
let reference = ''
let toronto: LocationId
const names = ['Main Street Bakery', 'Quiet Cafe', 'River Books', 'Corner Florist', 'Bike Shed']

beforeAll(async () => {
  house = await openPayoutHouse()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'answers-'))
  await addNacha(house)
  const trade = tradeOf(house)
  const card = await trade.sell(900_000)
  for (const [at, name] of names.entries()) {
    const place = await addPlace(house, name)
    await giveAccount(house, place, at)
    await trade.redeem(place, card, 12_345 * (at + 1))
  }
  const place = {
    ...{ name: 'Harbour Records', email: 'owner@harbour.example' },
    ...{ currency: currency('CAD'), timeZone: 'America/Toronto' },
  }
  toronto = done(await createLocation(house.context, house.networkId, place)).locationId
  const run = await runAndApprove(house)
  const texts = await Promise.all(run.files.map(({ fileId }) => fileOf(house.operator, fileId)))
  for (const { fileId } of run.files) done(await house.operator.call('mark-file-sent', { fileId }))
  const [one, two, three, four] = texts.flatMap(readSent)
  if (!one || !two || !three || !four) throw new Error('too few payouts')
  reference = four.identification
  const lost = { ...four, trace: '999999990000001', identification: 'NOT OURS' }
  const answers = writeAnswers([
    { entry: one, code: 'R03' },
    { entry: two, code: 'R23' },
    { entry: lost, code: 'R02' },
    { entry: three, code: 'C01', corrected: '77000123' },
  ])
  fs.writeFileSync(path.join(folder, 'returns-1124.ach'), answers)
  const lines = answers
    .split('\n')
    .map((line) => (line.startsWith('8') ? `${line.slice(0, -1)}9` : line))
  fs.writeFileSync(path.join(folder, 'broken.ach'), lines.join('\n'))
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

it(
  'an account: typed from a cheque, put the right way round, approved by another person',
  async () => {
    const page = await screen.signedIn({ locale: 'en-US', email: OPERATOR_EMAIL })
    await page.getByRole('link', { name: 'Bank accounts' }).click()
    await page.getByRole('rowheader', { name: /Quiet Cafe/ }).waitFor()
    await expectSound(page, 'banks-1-accounts')
    await page.getByRole('link', { name: 'Harbour Records' }).click()
    await page.getByText('Nothing is paid out: no account is entered.').waitFor()
    await page.getByRole('button', { name: 'Enter account' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Transit', { exact: true }).fill('003')
    await dialog.getByLabel('Institution', { exact: true }).fill('12345')
    await dialog.getByLabel('Account number', { exact: true }).fill('7654321')
    await dialog.getByText('the wrong way round').waitFor()
    await expectSound(page, 'banks-2-enter')
    await dialog.getByRole('button', { name: 'Yes, put them right' }).click()
    expect(await dialog.getByLabel('Institution', { exact: true }).inputValue()).toBe('003')
    await dialog.getByLabel('Account number, again').fill('7654322')
    await dialog.getByLabel('Name of the payee').fill('Harbour Records Ltd')
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Enter account' }).click()
    await dialog.getByText('Not the same as above.').first().waitFor()
    await dialog.getByLabel('Account number, again').fill('7654321')
    await dialog.getByRole('button', { name: 'Enter account' }).click()
    await page.getByText('You entered it: another person has to approve it.').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(await page.content()).not.toContain('7654321')

    const other = await screen.signedIn({
      ...{ locale: 'fr-FR', email: FINANCE_EMAIL, width: 1024 },
      path: `bank-accounts/${toronto}`,
    })
    await other.getByRole('button', { name: 'Approuver' }).click()
    await other.getByRole('dialog').getByLabel('Votre mot de passe').fill(PASSWORD)
    await expectSound(other, 'banks-3-approve')
    await other.getByRole('dialog').getByRole('button', { name: 'Approuver' }).click()
    await other.getByText('L’essai part avec le prochain fichier bancaire.').waitFor()
    await other.getByRole('dialog').waitFor({ state: 'detached' })
    await expectSound(other, 'banks-4-location')
    await page.getByText('The test goes with the next bank file.').waitFor()
    await page.getByRole('button', { name: 'Block' }).click()
    await page.getByLabel('Reason').fill('The owner called')
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await page
      .getByText('The owner called · You held it: another person has to let it go.')
      .waitFor()
    await expectSound(page, 'banks-5-blocked')
    await other.getByRole('link', { name: 'Comptes bancaires' }).first().click()
    await other.getByRole('rowheader', { name: /Quiet Cafe/ }).waitFor()
    await expectSound(other, 'banks-6-accounts')
  },
  SCREEN_TEST_MS,
)

it(
  'answers of a bank: a broken file is refused, a good one is worked on, an unknown payout is matched',
  async () => {
    const page = await screen.signedIn({ locale: 'en-US', email: OPERATOR_EMAIL })
    await page.getByRole('link', { name: 'Bank answers' }).click()
    await page.getByText('No file of a bank yet').waitFor()
    await page.getByRole('button', { name: 'Put in a file' }).click()
    const dialog = page.getByRole('dialog')
    const put = async (name: string) => {
      await dialog.locator('input[type=file]').setInputFiles(path.join(folder, name))
      await dialog.getByRole('button', { name: 'Take it' }).click()
    }
    await put('broken.ach')
    await dialog.getByText('The file is broken: nothing of it was taken.').waitFor()
    await expectSound(page, 'banks-7-broken')
    await put('returns-1124.ach')
    await dialog.getByText('4 new answers are taken.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Put in a file' }).click()
    await put('returns-1124.ach')
    await dialog.getByText('This very file was taken before.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByText('No payout has this trace or reference.').waitFor()
    await page.getByText('3 to see to').waitFor()
    await expectSound(page, 'banks-8-queue')

    const other = await screen.signedIn({
      ...{ locale: 'fr-FR', email: FINANCE_EMAIL, width: 1024, path: 'bank-answers' },
    })
    await other.getByText('Aucun versement n’a cette trace').waitFor()
    await expectSound(other, 'banks-9-queue')
    const lost = other.getByRole('row', { name: /NOT OURS/ })
    await lost.getByRole('button', { name: 'Rapprocher' }).click()
    const sheet = other.getByRole('dialog')
    await sheet.getByLabel('Notre référence du versement').fill(reference)
    await sheet.getByLabel('Votre mot de passe').fill(PASSWORD)
    await expectSound(other, 'banks-10-match')
    await sheet.getByRole('button', { name: 'Rapprocher' }).click()
    await sheet.waitFor({ state: 'detached' })
    await lost.waitFor({ state: 'detached' })
    await other.getByRole('row', { name: /R23/ }).getByRole('button', { name: 'Régler' }).click()
    await sheet.getByLabel('Comment c’est réglé').fill('Appelé : autre compte demain')
    await sheet.getByRole('button', { name: 'Régler' }).click()
    await sheet.waitFor({ state: 'detached' })
    await other.getByText('1 à traiter').waitFor()
    await other.getByRole('link', { name: 'returns-1124.ach' }).click()
    await other.getByText('Appelé : autre compte demain').waitFor()
    await expectSound(other, 'banks-11-file')
    await page.getByRole('link', { name: 'returns-1124.ach' }).click()
    await page.getByText('Owed to the location again.').first().waitFor()
    await expectSound(page, 'banks-12-file')
  },
  SCREEN_TEST_MS,
)
