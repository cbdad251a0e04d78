import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { type Counter, openCounter } from '../server/redemptions/counter-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let counter: Counter
let screen: AdminScreen

const AT_MS = Date.now() - 3_600_000

const about = {
  ...{ revision: 1, currency: 'EUR', paymentKey: null, requestId: null, lastFour: null },
  ...{
    till: '2',
    receiptNumber: '000482',
    atMs: AT_MS,
    note: '',
    clerk: 'Dana',
    changedAtMs: AT_MS,
  },
}

beforeAll(async () => {
  server = await openServer()
  counter = await openCounter(server, server.location.locationId)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  counter?.close()
  await server?.close()
})

async function tell(): Promise<void> {
  const id = (digit: number) => `01890000-0000-7000-8000-00000000000${digit}`
  const exceptions = [
    {
      ...{ ...about, exceptionId: id(1), kind: 'payment_without_redemption', amountMinor: 1250 },
      ...{ state: 'open', reason: null },
    },
    {
      ...{ ...about, exceptionId: id(2), kind: 'redemption_without_payment', amountMinor: 500 },
      ...{ lastFour: '4417', till: null, receiptNumber: null, requestId: 'redeem-1' },
      ...{ state: 'settled', reason: 'till_down' },
    },
    {
      ...{ ...about, exceptionId: id(3), kind: 'reversal_without_redemption', amountMinor: null },
      ...{ currency: null, state: 'settled', reason: 'other', note: 'given in cash' },
    },
  ]
  done(await counter.ask('report-exceptions', { exceptions }))
}

describe('what has no match, at the operator', () => {
  test(
    'empty, then what a station told, by state, with a note of the operator; in French too',
    async () => {
      const page = await screen.signedIn()
      await page.getByRole('link', { name: 'Without a match' }).click()
      await page.getByText('Nothing is without a match').waitFor()
      await expectSound(page, 'exceptions without anything')
      await tell()
      await page.reload()
      await page.getByRole('rowheader', { name: /Payment without a card/ }).waitFor()
      expect(await page.getByRole('rowheader').count()).toBe(3)
      await expectSound(page, 'exceptions')
      await page.getByRole('combobox', { name: 'State' }).click()
      await page.getByRole('option', { name: 'open' }).click()
      await expect.poll(() => page.getByRole('rowheader').count()).toBe(1)
      await page.getByRole('button', { name: 'What to do with it' }).click()
      await expectSound(page, 'what to do with it')
      await page.getByRole('menuitem', { name: 'Note' }).click()
      await page.getByRole('dialog').getByLabel('Note').fill('Paid by transfer')
      await expectSound(page, 'the dialog of a note')
      await page.getByRole('button', { name: 'Keep the note' }).click()
      await page.getByRole('cell', { name: /Paid by transfer/ }).waitFor()
      await page.getByRole('button', { name: 'What to do with it' }).click()
      await page.getByRole('menuitem', { name: 'Settle it' }).click()
      await page.getByRole('dialog').getByLabel('Note').fill('Given back in cash')
      await page.getByRole('dialog').getByRole('button', { name: 'Settle it' }).click()
      await expect.poll(() => page.getByRole('rowheader').count()).toBe(0)
      const french = await screen.signedIn({ locale: 'fr-FR', path: 'exceptions' })
      await french.getByRole('rowheader', { name: /Paiement sans carte/ }).waitFor()
      await expectSound(french, 'exceptions')
    },
    SCREEN_TEST_MS,
  )

  test(
    'each day from three sides: where they do not agree leads to what is open',
    async () => {
      const page = await screen.signedIn({ path: 'reconciliation' })
      await page.getByRole('rowheader', { name: /Corner Bakery/ }).waitFor()
      await page.getByRole('cell', { name: /does not agree|agrees/ }).waitFor()
      await expectSound(page, 'reconciliation')
      const french = await screen.signedIn({ locale: 'fr-FR', path: 'reconciliation' })
      await french.getByRole('rowheader', { name: /Corner Bakery/ }).waitFor()
      await expectSound(french, 'reconciliation')
    },
    SCREEN_TEST_MS,
  )
})
