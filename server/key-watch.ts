import fs from 'node:fs'
import type { ServerContext } from './context.ts'
import { assertFitting } from './fitting-keys.ts'
import { KeyFileError, type Keys } from './keys.ts'
import { KEYS_LOOK_EVERY_MS } from './limits.ts'
import { errorText } from './storage/errors.ts'

/**
 * Takes over what becomes of the key file while the server runs. A file that cannot be used, or whose
 * keys are not those of the ledger, is said so in the log, and everything stays as it was. Returns how
 * to stop.
 */
export function watchKeys({
  keys,
  config,
  database,
  log,
}: Pick<ServerContext, 'keys' | 'config' | 'database' | 'log'>): () => void {
  const file = config.keyFile
  let seen = stampOf(file)
  let isLooking = false
  const assertFits = async (fresh: Keys): Promise<void> => {
    try {
      await assertFitting(database, fresh, config)
    } catch (error) {
      // What the database could not tell is asked again.
      if (!(error instanceof KeyFileError)) seen = 'not compared'
      throw error
    }
  }
  const look = async (): Promise<void> => {
    const stamp = stampOf(file)
    if (stamp === seen || isLooking) return
    seen = stamp
    isLooking = true
    try {
      const before = keys.keyVersion
      await keys.reload(assertFits)
      const versions = keys.numberKeys.map(({ keyVersion }) => keyVersion)
      log.info({ before, now: keys.keyVersion, versions }, 'the key file was changed and read')
    } catch (error) {
      log.error(`the key file was changed and cannot be used, so it was not: ${errorText(error)}`)
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(look, KEYS_LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Another one after each change: a new file of the same moment is another file. */
function stampOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeNs} ${stat.size}`
}
