import path from 'node:path'
import { readConfig } from '../../../server/config.ts'
import { startServer } from '../../../server/server.ts'
import type { TestServer } from './open-server.ts'

/** The same ledger served by another process, as it were: nothing is shared but its folder. */
export async function openAgain(
  { folder }: Pick<TestServer, 'folder'>,
  settings: readonly string[] = [],
) {
  const keyFile = path.join(folder, 'keys.json')
  const own = ['--data', folder, '--key-file', keyFile, '--port', '0']
  const reading = readConfig([...own, '--log-level', 'silent', ...settings], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  return startServer(reading.config)
}
