import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { ROOT } from '../../commands/run.ts'
import { openBrowser } from '../../demo/browser.ts'
import { FREE_PORTS, type House, type HouseOptions, openHouse } from '../../demo/house.ts'
import { openStationPage, type StationPage } from '../../demo/station-page.ts'

/** A house with a browser in it, for one test file. */
export interface Scene {
  readonly house: House
  readonly browser: Browser
  /** Opens the station's screen in a context of its own. */
  readonly openStation: (options?: { hasTouch?: boolean }) => Promise<StationPage>
  /** Opens the admin, signed in. */
  readonly openAdmin: () => Promise<Page>
  readonly close: () => Promise<void>
}

/** Starts everything on free ports in a temporary folder. */
export async function openScene(options: Partial<HouseOptions> = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-scene-'))
  const house = await openHouse(folder, { ports: FREE_PORTS, ...options })
  const browser = await openBrowser()
  const context = (touch: boolean): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'en-US', hasTouch: touch })
  return {
    house,
    browser,
    openStation: async ({ hasTouch = false } = {}) => {
      const page = await (await context(hasTouch)).newPage()
      return openStationPage(page, house.stationUrl)
    },
    openAdmin: async () => {
      const page = await (await context(false)).newPage()
      await page.goto(house.adminUrl)
      await page.getByLabel('E-mail').fill(house.network.operator.email)
      await page.getByLabel('Password').fill(house.network.operator.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'Overview' }).waitFor()
      return page
    },
    close: async () => {
      await browser.close()
      await house.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The activation link of the first location, as the admin shows it without a mail server. */
export async function activationLinkOf(house: House): Promise<string> {
  const [location] = house.network.locations
  if (!location) throw new Error('no location')
  const { link } = await house.admin.call('send-activation', { locationId: location.locationId })
  if (!link) throw new Error('the link was mailed')
  return link
}

/** What axe finds on this page, as `rule: place` lines. */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  )
}

/** Keeps a picture of each viewport for people to look at, below test-results. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'test-results', 'screens')
  mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(150)
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) })
  }
  if (before) await page.setViewportSize(before)
}

/** The same of the station's screen in both languages; leaves it in English. */
export async function takePicturesInBoth(page: Page, name: string): Promise<void> {
  await takePictures(page, `en-${name}`)
  await page.getByRole('button', { name: /^FR/ }).click()
  await page.locator('html[lang="fr"]').waitFor()
  await takePictures(page, `fr-${name}`)
  await page.getByRole('button', { name: /^EN/ }).click()
  await page.locator('html[lang="en"]').waitFor()
}
