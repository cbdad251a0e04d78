import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openBrowser } from '../../demo/browser.ts'
import { type ScreenHost, startScreenHost } from './screen-host.ts'

/** A built screen in a real browser, with a host that plays its states. */
export interface ScreenTest {
  readonly host: ScreenHost
  readonly open: (options?: OpenOptions) => Promise<Page>
  readonly close: () => Promise<void>
}

interface OpenOptions {
  readonly width?: number
  readonly height?: number
  readonly hasTouch?: boolean
  /** What the browser's user allowed the page. */
  readonly permissions?: readonly string[]
}

/** Builds the screen into a folder of its own, serves it and opens Chromium with these flags. */
export async function startScreenTest(moreFlags: readonly string[] = []): Promise<ScreenTest> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-screen-'))
  await buildScreen(folder)
  const host = await startScreenHost(folder)
  const browser = await openBrowser(moreFlags)
  return {
    host,
    open: async ({ width = 1024, height = 768, hasTouch = false, permissions = [] } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        hasTouch,
        permissions: [...permissions],
      })
      const page = await context.newPage()
      await page.goto(host.url)
      return page
    },
    close: async () => {
      await browser.close()
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Gives each test of the file that calls this a fresh page of one built screen, with its two zones on it
 * and nothing sent yet.
 */
export function eachOnItsPage(take: (screen: ScreenTest, page: Page) => void): void {
  let screen: ScreenTest
  let page: Page
  beforeAll(async () => {
    screen = await startScreenTest()
  })
  afterAll(() => screen?.close())
  beforeEach(async () => {
    screen.host.sent.length = 0
    screen.host.play({})
    page = await screen.open()
    await page.waitForSelector('.zones')
    take(screen, page)
  })
  afterEach(() => page?.context().close())
}

/** Builds the screen as it is now, into that folder. */
export async function buildScreen(folder: string): Promise<void> {
  await build({
    configFile: join(import.meta.dirname, '../../src/renderer/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
}

/** Waits until the page draws this revision. */
export async function drawn(page: Page, revision: number): Promise<void> {
  await page.waitForSelector(`[data-state-revision="${revision}"]`)
}

/** What axe finds: every rule of WCAG A and AA up to 2.2, and 7:1 contrast on amounts. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const all = await new AxeBuilder({ page }).analyze()
  const amounts = (await page.locator('.amount').count()) > 0
  const contrast = amounts
    ? await new AxeBuilder({ page })
        .include('.amount')
        .withRules(['color-contrast-enhanced'])
        .analyze()
    : undefined
  return [...all.violations, ...(contrast?.violations ?? [])].map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}

/** What does not fit: parts outside the window, text cut off, buttons too small for a finger. */
export async function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = []
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} "${element.textContent?.slice(0, 40)}"`
    /** Data of people and tills that may be longer than any screen: cut off with a mark, on purpose. */
    const mayBeCut =
      '.header-place *, .payment-where, .health-detail, .card-facts dd, .cell-receipt, .paper, .picked-row b, .look-facts dd'
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight)
      problems.push('the page scrolls')
    for (const element of document.querySelectorAll('.station *')) {
      // A receipt is longer than any screen: its rows scroll inside of it.
      if (element.closest('.heard, svg, [aria-hidden="true"].signal, .paper-row')) continue
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      const isOutside = box.right > window.innerWidth + 1 || box.bottom > window.innerHeight + 1
      if (isOutside || box.left < -1 || box.top < -1) problems.push(`outside: ${nameOf(element)}`)
      const isInput = element instanceof HTMLInputElement
      if (!isInput && !element.matches(mayBeCut)) {
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
          problems.push(`too wide: ${nameOf(element)}`)
        if (
          element.scrollHeight > element.clientHeight + 1 &&
          element.clientHeight > 0 &&
          getComputedStyle(element).overflowY !== 'visible'
        )
          problems.push(`too tall: ${nameOf(element)}`)
      }
      if (element instanceof HTMLButtonElement && (box.width < 56 || box.height < 55.5))
        problems.push(`too small to touch: ${nameOf(element)} ${box.width}x${box.height}`)
    }
    return problems
  })
}
