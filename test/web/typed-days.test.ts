import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../server/house/open-server.ts'
import { type AdminScreen, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

/** Types a day as a person does, key by key, from the field's first part on. */
async function typeDay(page: Page, digits: string): Promise<string> {
  const field = page.getByLabel('From', { exact: true })
  await field.focus()
  for (const digit of digits) {
    await page.keyboard.press(digit)
    await page.waitForTimeout(60)
  }
  return field.inputValue()
}

test(
  'a day typed key by key: it stands as typed, in the address too, and the field keeps the focus',
  async () => {
    for (const room of ['payables', 'redemptions', 'requests']) {
      const page = await screen.signedIn({ path: `${room}?from=2026-11-01&to=2026-11-23` })
      expect(await typeDay(page, '10152025'), room).toBe('2025-10-15')
      await page.waitForURL(/from=(%22)?2025-10-15/)
      const isFocused = await page
        .getByLabel('From', { exact: true })
        .evaluate((field) => field === document.activeElement)
      expect(isFocused, room).toBe(true)
      await page.context().close()
    }
  },
  SCREEN_TEST_MS,
)

test(
  'another period while its answer is on its way: no sums of the period before under its heading',
  async () => {
    const page = await screen.signedIn({ path: 'payables' })
    await page.getByRole('columnheader').first().or(page.getByText('Nothing')).first().waitFor()
    const release = Promise.withResolvers<void>()
    await page.route(/\/v1\/admin\/payables/, async (route) => {
      await release.promise
      await route.continue()
    })
    await page.getByRole('button', { name: 'Last month' }).click()
    await page.locator('.mantine-Skeleton-root').first().waitFor()
    release.resolve()
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  },
  SCREEN_TEST_MS,
)
