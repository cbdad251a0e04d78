import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { chromiumPath } from '../../../commands/machine.ts'
import { CHROMIUM_FLAGS } from '../../../demo/browser.ts'

/** The Chromium that shows the stand-in's windows. */
export interface StandInBrowser {
  readonly context: BrowserContext
  /** Where a second client attaches, to click and read as a person would. */
  readonly endpoint: string
  readonly close: () => Promise<void>
}

export async function openStandInBrowser(): Promise<StandInBrowser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('no Chromium: install the package chromium')
  const profile = mkdtempSync(join(tmpdir(), 'countermark-electron-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...CHROMIUM_FLAGS, '--remote-debugging-port=0'],
    // Ending in order is the app's own affair.
    handleSIGTERM: false,
    handleSIGINT: false,
    handleSIGHUP: false,
    viewport: { width: 1366, height: 768 },
  })
  const port = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]
  return {
    context,
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
