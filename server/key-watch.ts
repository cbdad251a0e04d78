import fs from 'node:fs'
import path from 'node:path'
import type { Logger } from 'pino'
import type { ServerConfig } from './config.ts'
import type { LiveKeys } from './keys.ts'
import { KEYS_LOOK_EVERY_MS } from './limits.ts'
import { errorText } from './storage/errors.ts'

/**
 * Takes over what becomes of the key file while the server runs. A file that cannot be used is said
 * so in the log, and everything stays as it was. Returns how to stop.
 */
export function watchKeys(
  keys: LiveKeys,
  { dataDirectory, keyFile }: Pick<ServerConfig, 'dataDirectory' | 'keyFile'>,
  log: Logger,
): () => void {
  const file = keyFile ?? path.join(dataDirectory, 'keys.json')
  let seen = stampOf(file)
  const look = (): void => {
    const stamp = stampOf(file)
    if (stamp === seen) return
    seen = stamp
    try {
      const before = keys.keyVersion
      keys.reload()
      const versions = keys.numberKeys.map(({ keyVersion }) => keyVersion)
      log.info({ before, now: keys.keyVersion, versions }, 'the key file was changed and read')
    } catch (error) {
      log.error(`the key file was changed and cannot be used, so it was not: ${errorText(error)}`)
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
