import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeNext } from '../../server/books/index.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../server/stored-value/api-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const DAY_MS = 86_400_000

let house: ApiHouse
let screen: AdminScreen

beforeAll(async () => {
  house = await openApiHouse()
  for (let day = 0; day < 6; day += 1) {
    const { number, pin } = await house.activeCard(5000 + day * 700)
    await house.post('/v1/storedvalue/redeem', {
      ...{ requestId: `redeem-${day}`, amountMinor: 1200 + day * 250, currency: 'EUR' },
      card: { number, pin },
    })
    house.advance(DAY_MS)
    // A session does not last that long.
    done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
  }
  await closeAll()
  await house.activeCard(9900)
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)

afterAll(async () => {
  await screen?.close()
  await house?.close()
})

async function closeAll(): Promise<void> {
  while ((await closeNext(house.context, house.networkId)).is === 'closed');
}

const WORDS = {
  'en-US': {
    tabs: ['Roll-forward', 'Trial balance', 'Closed days', 'Files', 'Exports', 'Accounts'],
    insight: ['Sales', 'Use of cards', 'Breakage', 'Unclaimed'],
    check: /^Check again: /,
    sound: /nothing differs/,
    table: 'View as table',
  },
  'fr-FR': {
    tabs: ['Variation', 'Balance', 'Jours clos', 'Fichiers', 'Exports', 'Comptes'],
    insight: ['Ventes', 'Usage des cartes', 'Valeur non utilisée', 'Non réclamé'],
    check: /^Vérifier à nouveau/,
    sound: /rien ne diffère/,
    table: 'Voir en tableau',
  },
} as const

/** Each language at one width; at both where pictures are made or time is no matter. */
function widthsOf(locale: 'en-US' | 'fr-FR'): readonly number[] {
  const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
  if (isFull || process.env['COUNTERMARK_TEST_PICTURES'] !== undefined) return [1366, 1024]
  return [locale === 'en-US' ? 1366 : 1024]
}

/** What the last read said has to be there before anything is looked at. */
async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click()
  // A table, or what is said where there is nothing.
  await page.getByRole('tabpanel').locator('table, p').first().waitFor()
}

describe.each(['en-US', 'fr-FR'] as const)('rooms of the books in %s', (locale) => {
  const words = WORDS[locale]

  it.each(widthsOf(locale))(
    'books, %d pixels wide: every tab is sound',
    async (width) => {
      const page = await screen.signedIn({ locale, width, path: 'books' })
      for (const name of words.tabs) {
        await openTab(page, name)
        await expectSound(page, `books ${words.tabs.indexOf(name as never)}`)
      }
      await page.context().close()
    },
    SCREEN_TEST_MS,
  )

  it.each(widthsOf(locale))(
    'insight, %d pixels wide: every tab is sound',
    async (width) => {
      const page = await screen.signedIn({ locale, width, path: 'insight' })
      for (const name of words.insight) {
        await openTab(page, name)
        await expectSound(page, `insight ${words.insight.indexOf(name as never)}`)
      }
      await page.goto(`${house.url}/admin/`)
      await page.locator('svg[role=img]').waitFor()
      await expectSound(page, 'overview with books')
      await page.context().close()
    },
    SCREEN_TEST_MS,
  )

  it(
    'a closed day is checked again, and the picture has its table',
    async () => {
      const page = await screen.signedIn({ locale, path: 'books' })
      await page.getByRole('button', { name: words.table }).click()
      await page.getByRole('tabpanel').getByRole('table').first().waitFor()
      await openTab(page, words.tabs[2])
      await page.getByRole('button', { name: words.check }).first().click()
      await page.getByRole('status').filter({ hasText: words.sound }).waitFor()
      await page.context().close()
    },
    SCREEN_TEST_MS,
  )
})

it(
  'what a mail leads to, and the dialogs of exports, accounts and estimates, are sound',
  async () => {
    const link = `0199c82c-c000-7000-8000-000000000000.${'k'.repeat(43)}`
    const page = await screen.signedIn({ path: `books?file=${link}` })
    const take = page.getByRole('link', { name: 'Take it out' })
    expect(await take.getAttribute('href')).toBe(
      `/v1/admin/books/exports/${link.slice(0, 36)}/file?key=${link.slice(37)}`,
    )
    await openTab(page, 'Exports')
    await page.getByRole('button', { name: 'Add an export' }).click()
    await page.getByRole('dialog').waitFor()
    await expectSound(page, 'books export dialog')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await openTab(page, 'Accounts')
    await page.getByRole('button', { name: 'Edit Gift card liability' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Cards')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Edit Cards' }).waitFor()
    await page.getByRole('button', { name: 'Change the zone' }).click()
    await page.getByRole('dialog').getByLabel('Time zone').fill('Europe/Madrid')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The zone is saved.').waitFor()
    await page.goto(`${house.url}/admin/insight`)
    await openTab(page, 'Breakage')
    await page.getByRole('button', { name: /^Set what is expected/ }).click()
    await page.getByRole('textbox', { name: 'Percent' }).fill('90.5')
    await page.getByRole('textbox', { name: 'Reason' }).fill('As last year')
    await expectSound(page, 'insight estimate dialog')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('90.5%').waitFor()
    await page.context().close()
  },
  SCREEN_TEST_MS,
)

it(
  'insight: an operation is on the page a moment later, without anybody asking',
  async () => {
    const page = await screen.signedIn({ path: 'insight' })
    const sold = page.getByRole('region', { name: 'Sold', exact: true })
    await sold.waitFor()
    const before = await sold.textContent()
    await house.activeCard(12_345)
    await expect.poll(() => sold.textContent(), { timeout: 30_000 }).not.toBe(before)
    await page.context().close()
  },
  SCREEN_TEST_MS,
)

it('a file is taken out with the account as it was named', async () => {
  const { operator } = house
  done(await operator.call('set-book-account', { key: 'card', number: '2150', name: 'Vouchers' }))
  const { lastDay } = done(await operator.call('read-books', {}))
  const query = new URLSearchParams({
    ...{ what: 'trial-balance', format: 'csv', from: lastDay ?? '', to: lastDay ?? '' },
  })
  const answer = await operator.send(`/books/file?${query}`)
  expect(answer.headers.get('content-disposition')).toContain(`trial-balance-${lastDay}.csv`)
  expect(await answer.text()).toContain('EUR,2150,Vouchers,')
  const [card] = done(
    await operator.call('search-cards', { text: '', state: null, form: null, cursor: null }),
  ).cards
  const pack = await operator.send(`/books/evidence?cardId=${card?.cardId}`)
  expect(await pack.json()).toMatchObject({
    card: { cardId: card?.cardId },
    operations: [
      { chain: { group: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ],
  })
})

it(
  'more closed days than a page has: the older ones come below the newer ones',
  async () => {
    house.advance(60 * DAY_MS)
    await closeAll()
    const page = await screen.signedIn({ path: 'books' })
    await openTab(page, 'Closed days')
    const days = page.getByRole('table', { name: 'Closed days' }).getByRole('rowheader')
    await days.first().waitFor()
    const newest = await days.first().textContent()
    const before = await days.count()
    await page.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => days.count()).toBeGreaterThan(before)
    expect(await days.first().textContent()).toBe(newest)
    const all = await days.allTextContents()
    expect(new Set(all).size).toBe(all.length)
    await page.context().close()
  },
  SCREEN_TEST_MS,
)
