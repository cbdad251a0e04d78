import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailBox, openMailBox, senderOf } from '../server/house/mail-box.ts'
import { PASSWORD } from '../server/house/open-server.ts'
import {
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../server/payouts/payout-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let house: PayoutHouse
let mailBox: MailBox
let screen: AdminScreen
let runId = ''
beforeAll(async () => {
  mailBox = await openMailBox()
  house = await openPayoutHouse(senderOf(mailBox.port))
  await addNacha(house)
  const bakery = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, bakery, 1)
  await tradeOf(house).redeem(bakery, await tradeOf(house).sell(9_000), 7_000)
  runId = (await runAndApprove(house)).runId
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
  await mailBox?.close()
})

describe('statements in the admin', () => {
  test(
    'a payable is corrected with a reason and a password, and its statement is had as PDF',
    async () => {
      const page = await screen.signedIn({ path: 'payables' })
      await page.getByRole('button', { name: 'Statement of Main Street Bakery' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'As PDF' }).click()
      expect((await download).suggestedFilename()).toMatch(/^statement-main-street-bakery-.*\.pdf$/)
      await page.getByRole('button', { name: 'Statement of Main Street Bakery' }).click()
      await page.getByRole('menuitem', { name: /Correct what it is owed/ }).click()
      const dialog = page.getByRole('dialog')
      await expectSound(page, 'the correction of a payable')
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click()
      await dialog.getByText('Type an amount above zero').waitFor()
      await dialog.getByLabel('Amount').fill('12.50')
      await dialog.getByLabel('Reason').fill('Promised')
      await dialog.getByLabel('Password', { exact: false }).first().fill(PASSWORD)
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click()
      await page.getByRole('columnheader', { name: 'Corrected' }).waitFor()
      await expectSound(page, 'payables with payouts and corrections')
    },
    SCREEN_TEST_MS,
  )

  test(
    'the mails of a run: in the language of each location, sent when a person asks',
    async () => {
      const page = await screen.signedIn({ path: `runs/${runId}` })
      const language = 'Language of the statements of Main Street Bakery'
      await page.getByRole('combobox', { name: language }).click()
      await page.getByRole('option', { name: 'Français' }).click()
      await expect
        .poll(() => page.getByRole('combobox', { name: language }).inputValue())
        .toBe('Français')
      const mailAll = { name: 'Mail all that were not sent' }
      await page.getByRole('button', mailAll).click()
      await page.getByRole('dialog').getByRole('button', mailAll).click()
      await expect.poll(() => mailBox.mails.length, { timeout: 30_000 }).toBe(1)
      expect(mailBox.mails[0]?.subject).toContain('relevé de règlement')
      await expectSound(page, 'a run with its mails')
      const french = await screen.signedIn({ locale: 'fr-FR', path: `runs/${runId}` })
      await french.getByRole('heading', { name: 'Relevés par courriel' }).waitFor()
    },
    SCREEN_TEST_MS,
  )
})
