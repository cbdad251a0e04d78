import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from '../../commands/run.ts'
import type { ScreenHost } from './screen-host.ts'
import { drawn } from './screen-page.ts'

/** Keeps pictures of a panel in both languages and sizes for people to look at, below test-results. */
export async function pictureInBoth(page: Page, host: ScreenHost, name: string): Promise<void> {
  const folder = join(ROOT, 'test-results', 'screens')
  mkdirSync(folder, { recursive: true })
  for (const language of ['fr', 'en'] as const) {
    await drawn(page, host.play({}, language))
    for (const [width, height] of [
      [1366, 768],
      [1024, 768],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: join(folder, `${language}-${name}-${width}.png`) })
    }
  }
}
