import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minor } from '../../src/contract/money.ts'
import { DEFAULT_SCHEDULE } from '../../src/contract/schedule.ts'
import { done, PASSWORD } from '../server/house/open-server.ts'
import { commission, fee } from '../server/terms/agreements.ts'
import { openTermsHouse, type TermsHouse } from '../server/terms/terms-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let house: TermsHouse
let screen: AdminScreen

beforeAll(async () => {
  house = await openTermsHouse([])
  await house.server.addStaff('auditor', 'auditor@network.example')
  done(await house.change({ commission: commission(300) }))
  const { operator } = house.server
  done(
    await operator.call('change-schedule', {
      ...{ basedOn: 0, validFrom: null, reason: 'The first', password: PASSWORD },
      schedule: { ...DEFAULT_SCHEDULE, rhythm: { every: 'week', weekday: 5 } },
    }),
  )
  screen = await openAdminScreen(house.server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.server.close()
})

const WORDS = {
  'en-US': { change: 'Change terms', plan: 'Change schedule', save: 'Save', paid: 'Paid out' },
  'fr-FR': {
    ...{ change: 'Modifier les conditions', plan: 'Modifier le calendrier' },
    ...{ save: 'Enregistrer', paid: 'Versé' },
  },
} as const

describe('terms and the schedule in the admin', () => {
  it.each([
    ['en-US', 1366],
    ['fr-FR', 1024],
  ] as const)(
    'in %s at %i: rooms and forms are free of findings and as wide as the screen',
    async (locale, width) => {
      const words = WORDS[locale]
      const page = await screen.signedIn({ locale, width, path: 'terms' })
      await page.getByRole('link', { name: 'Corner Bakery' }).waitFor()
      await expectSound(page, 'terms')
      await page.getByRole('button', { name: words.change }).last().click()
      await page.getByRole('row', { name: words.paid }).waitFor()
      await expectSound(page, 'terms form')
      await page.goto(`${house.server.url}/admin/terms/${house.server.location.locationId}`)
      await page.getByRole('button', { name: words.change }).click()
      await page.getByRole('row', { name: words.paid }).waitFor()
      await expectSound(page, 'location terms form')
      await page.goto(`${house.server.url}/admin/schedule`)
      await page.getByRole('button', { name: words.plan }).waitFor()
      await expectSound(page, 'schedule')
      await page.getByRole('button', { name: words.plan }).click()
      await page.getByRole('table').getByRole('row').nth(6).waitFor()
      await expectSound(page, 'schedule form')
    },
    SCREEN_TEST_MS,
  )

  it(
    'a month is worked out while it is typed, as it will be charged; then it is saved with the password',
    async () => {
      const page = await screen.signedIn({ path: 'terms' })
      const panel = page.getByRole('region', { name: 'Terms in EUR', exact: true })
      await panel.getByRole('button', { name: 'Change terms' }).click()
      // 3 % of 40 times 1,250.00 is 1,500.00.
      await page.getByText('A month with 40 redemptions of €1,250.00 pays €48,500.00.').waitFor()
      await page.getByLabel('Share', { exact: true }).fill('2.5')
      await page.getByLabel('For each redemption').fill('0.10')
      await page.getByText('A month with 40 redemptions of €1,250.00 pays €48,746.00.').waitFor()
      await page.getByRole('button', { name: 'Add a fee' }).click()
      await page.getByLabel('As it is called on statements').fill('Gateway')
      await page.getByLabel('Fixed').fill('15.00')
      await page.getByRole('row', { name: 'Borne by the network' }).getByText('€750.00').waitFor()
      await expectSound(page, 'terms typed')
      await page.getByLabel('Reason').fill('As the members decided')
      await page.getByLabel('Your password').fill('wrong')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('alert').waitFor()
      await page.getByLabel('Your password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Save' }).click()
      const history = page.getByRole('region', { name: 'History in EUR' })
      await history.getByText('As the members decided').waitFor()
      expect(await history.getByRole('listitem').allInnerTexts()).toContainEqual(
        'Commission: 3% → 2.5%; €0.10 for each redemption',
      )
      await expectSound(page, 'terms changed')
      const { versions } = await house.historyOf()
      expect(versions[0]?.terms).toMatchObject({
        commission: { tiers: [{ fromMinor: 0, basisPoints: 250 }], flatMinor: 10 },
        fees: [{ id: 'fee-gateway', payer: 'network', fixedMinor: 1500 }],
      })
    },
    SCREEN_TEST_MS,
  )

  it(
    'what the law of the place forbids is said while it is typed, and refused when it is saved',
    async () => {
      const page = await screen.signedIn({ path: 'terms' })
      const panel = page.getByRole('region', { name: 'Terms in CAD', exact: true })
      await panel.getByRole('button', { name: 'Change terms' }).click()
      await page.getByRole('button', { name: 'Add a purchase fee for Mall Card' }).click()
      await page.getByLabel('For each card').fill('2.00')
      await page.getByText('The law of the place forbids this').waitFor()
      await decide(page, 'A try')
      await page.getByRole('alert').getByText('O. Reg. 17/05').waitFor()
      await expectSound(page, 'terms forbidden')
      await page.getByLabel('For each card').fill('1.50')
      await page.getByText('The law of the place forbids this').waitFor({ state: 'detached' })
      await page.getByRole('row', { name: '60 cards of CA$50.00' }).getByText('CA$90.00').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      const history = page.getByRole('region', { name: 'History in CAD' })
      await history.getByText('A try').waitFor()
    },
    SCREEN_TEST_MS,
  )

  it(
    'a location is let off one fee and keeps the rest; wrong fields are named, and nothing is sent',
    async () => {
      const bank = fee('bank', { payer: 'location', basis: 'payout', fixedMinor: minor(25) })
      done(await house.change({ commission: commission(300), fees: [{ ...bank, label: 'Bank' }] }))
      const { locationId } = house.server.location
      const page = await screen.signedIn({ path: `terms/${locationId}` })
      await page.getByRole('button', { name: 'Change terms' }).click()
      await page.getByLabel('A commission of its own').check()
      await page.getByLabel('Share', { exact: true }).fill('1.234')
      await decide(page, 'A founding member')
      await page.getByText('Type a value that fits').waitFor()
      await page.getByLabel('Share', { exact: true }).fill('1')
      await page.getByRole('combobox', { name: 'Fees that it does not pay' }).click()
      await page.getByRole('option', { name: 'Bank' }).click()
      await page.getByText('pays €49,500.00').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('region', { name: 'Its own terms now' }).getByText('not paid').waitFor()
      await expectSound(page, 'location terms')
      const { locations } = done(await house.server.operator.call('list-terms', {}))
      expect(locations[0]).toMatchObject({ version: 1, differs: ['commission', 'waivedFees'] })
    },
    SCREEN_TEST_MS,
  )

  it(
    'a schedule: the next six cut-offs change as it is typed; it is saved for a later day',
    async () => {
      const page = await screen.signedIn({ path: 'schedule' })
      await page.getByRole('button', { name: 'Change schedule' }).click()
      await page.getByRole('combobox', { name: 'A run comes' }).click()
      await page.getByRole('option', { name: 'each month' }).click()
      const next = page.getByRole('table', { name: 'Next cut-offs' })
      await next.getByRole('rowheader').nth(5).waitFor()
      await page.getByLabel('Valid from').fill(house.inDays(40))
      await decide(page, 'Monthly from now on')
      await page.getByText('Version 2 becomes valid on').waitFor()
      await expectSound(page, 'schedule planned')
    },
    SCREEN_TEST_MS,
  )

  it(
    'an auditor reads and changes nothing',
    async () => {
      const page = await screen.signedIn({ email: 'auditor@network.example', path: 'terms' })
      await page.getByRole('region', { name: 'Terms in EUR', exact: true }).waitFor()
      expect(await page.getByRole('button', { name: 'Change terms' }).count()).toBe(0)
      await page.goto(`${house.server.url}/admin/schedule`)
      await page.getByRole('region', { name: 'Next cut-offs' }).waitFor()
      expect(await page.getByRole('button', { name: 'Change schedule' }).count()).toBe(0)
    },
    SCREEN_TEST_MS,
  )
})

async function decide(page: Page, reason: string): Promise<void> {
  await page.getByLabel('Reason').fill(reason)
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Save' }).click()
}
