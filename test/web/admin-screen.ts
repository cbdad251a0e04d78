import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { openBrowser } from '../../demo/browser.ts'
import { OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'

/** A machine that is busy elsewhere shows a page late. */
export const SCREEN_TEST_MS = 180_000

/** Where pictures go, for whoever looks at them. */
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']

export interface SignInOptions {
  readonly email?: string
  readonly locale?: string
  readonly width?: number
  /** By which clocks the computer goes; those of this machine when not given. */
  readonly zone?: string
  /** Where to go, below `/admin/`. */
  readonly path?: string
}

/** The admin in a browser, for people who sign in by its form. */
export interface AdminScreen {
  readonly signedIn: (options?: SignInOptions) => Promise<Page>
  readonly close: () => Promise<void>
}

/** Builds the admin's pages and starts a browser for those of this server. */
export async function openAdminScreen(server: { readonly url: string }): Promise<AdminScreen> {
  await buildFrontEnds(['admin'])
  const browser = await openBrowser()
  return {
    signedIn: async ({
      email = OPERATOR_EMAIL,
      locale = 'en-US',
      width = 1366,
      zone,
      path = '',
    } = {}) => {
      const clocks = zone === undefined ? {} : { timezoneId: zone }
      const viewport = { width, height: 768 }
      const context = await browser.newContext({ viewport, locale, ...clocks })
      const page = await context.newPage()
      page.setDefaultTimeout(SCREEN_TEST_MS / 2)
      await page.goto(`${server.url}/admin/${path}`)
      await page.locator('input[type=email]').fill(email)
      await page.locator('input[type=password]').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('navigation').waitFor()
      return page
    },
    close: () => browser.close(),
  }
}

/** Nothing sticks out, and nothing keeps anybody from using the page. */
export async function expectSound(page: Page, where: string): Promise<void> {
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  await standStill(page)
  await keepPicture(page, where)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  expect(found, where).toEqual([])
  const spill = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(spill, where).toBe(0)
}

/** What slides or fades in has its colours only once it is there. */
function standStill(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => ending.length)
  })
}

async function keepPicture(page: Page, where: string): Promise<void> {
  if (PICTURES === undefined) return
  const language = await page.locator('html').getAttribute('lang')
  const name = `${where.replaceAll(/\W+/g, '-')}-${language}-${page.viewportSize()?.width}`
  await page.screenshot({ path: `${PICTURES}/${name}.png` })
}
