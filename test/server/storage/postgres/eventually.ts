import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 600
const EVERY_MS = 50

/** Resolves when it is so; rejects when it does not come about. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await isSo()) return
    await delay(EVERY_MS)
  }
  throw new Error('what was waited for did not come about')
}
