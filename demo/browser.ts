import { type Browser, chromium } from 'playwright-core'
import { chromiumPath } from '../commands/machine.ts'

/** Flags that let Chromium run as root, without a display, and without asking anybody anything. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  // A page whose pictures do not fit a container's small /dev/shm would crash.
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts the machine's own Chromium, with more flags where a page needs something to look at. Throws
 * with what to install when there is none.
 */
export async function openBrowser(moreFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath()
  if (!executablePath) {
    throw new Error(
      'no Chromium found: install the package chromium, or name one in COUNTERMARK_CHROMIUM',
    )
  }
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...moreFlags] })
}
