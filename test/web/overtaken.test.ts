import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { minor } from '../../src/contract/money.ts'
import { DEFAULT_SCHEDULE } from '../../src/contract/schedule.ts'
import { done, PASSWORD } from '../server/house/open-server.ts'
import { commission } from '../server/terms/agreements.ts'
import { openTermsHouse, type TermsHouse } from '../server/terms/terms-house.ts'
import { type AdminScreen, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let house: TermsHouse
let screen: AdminScreen

beforeAll(async () => {
  house = await openTermsHouse([])
  done(await house.change({ commission: commission(300) }))
  screen = await openAdminScreen(house.server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.server.close()
})

/** What another person saves while the forms are open. */
async function changeEverything(): Promise<void> {
  const { operator, location } = house.server
  const told = { reason: 'By another person', validFrom: null, password: PASSWORD }
  done(await house.change({ commission: commission(200) }))
  const { locationId } = location
  const own = { commission: commission(100) }
  done(
    await operator.call('change-location-terms', { locationId, basedOn: 0, terms: own, ...told }),
  )
  const schedule = { ...DEFAULT_SCHEDULE, rhythm: { every: 'week', weekday: 5 } } as const
  done(await operator.call('change-schedule', { basedOn: 0, schedule, ...told }))
  const { program, versions } = done(await operator.call('read-program', { programId: house.town }))
  const rules = { ...program.rules, loadMaxMinor: minor(9_000) }
  const basedOn = versions[0]?.version ?? 0
  const { password: _, ...decided } = told
  done(await operator.call('change-rules', { programId: house.town, basedOn, rules, ...decided }))
}

/** Fills in what a decision needs, saves, and waits until it is refused. */
async function expectRefused(page: Page): Promise<void> {
  await page.getByLabel('Reason').fill('By the slower person')
  const password = page.getByLabel('Your password')
  if ((await password.count()) > 0) await password.fill(PASSWORD)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else changed this meanwhile.').waitFor()
}

it(
  'terms, terms of a location, schedule and rules changed by another: the open form says so, and is not saved',
  async () => {
    const { locationId } = house.server.location
    const first = await screen.signedIn({ path: 'terms' })
    const terms = first.getByRole('region', { name: 'Terms in EUR', exact: true })
    await terms.getByRole('button', { name: 'Change terms' }).click()
    const others = [
      [`terms/${locationId}`, 'Change terms'],
      ['schedule', 'Change schedule'],
      [`programs/${house.town}`, 'Change rules'],
    ] as const
    const pages = [first]
    for (const [path, change] of others) {
      const page = await first.context().newPage()
      await page.goto(`${house.server.url}/admin/${path}`)
      await page.getByRole('button', { name: change }).click()
      pages.push(page)
    }
    for (const page of pages) await page.getByRole('button', { name: 'Save' }).waitFor()
    await changeEverything()
    const meanwhile = [2, 1, 1, 2]
    for (const [at, page] of pages.entries()) {
      await page.bringToFront()
      await page.getByText(`Somebody saved version ${meanwhile[at]} meanwhile`).waitFor()
      await expectRefused(page)
    }
    const { versions } = await house.historyOf()
    expect(versions[0]?.terms.commission).toEqual(commission(200))
    expect(versions).toHaveLength(2)
  },
  SCREEN_TEST_MS,
)
