import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './run.ts'

const execute = promisify(execFile)
const UNPACKED = join(ROOT, 'node_modules', '.cache', 'countermark', 'cups')
const PLACES = ['/usr/lib/cups/backend/lpd', '/usr/lib/cups/backend-available/lpd']

/** The program with which CUPS sends jobs to print queues; undefined where there is none. */
export function lpdBackendPath(): string | undefined {
  return [...PLACES, ...PLACES.map((place) => join(UNPACKED, place))].find((path) =>
    existsSync(path),
  )
}

/**
 * Brings that program on Debian without installing CUPS, which would begin to serve printers: its
 * package is unpacked beside the other tools. Where that fails, the tests that use it are skipped
 * and say so.
 */
export async function bringLpdBackend(): Promise<void> {
  if (lpdBackendPath()) return
  try {
    await mkdir(UNPACKED, { recursive: true })
    await execute('apt-get', ['download', '-q', 'cups'], { cwd: UNPACKED })
    await execute('sh', ['-c', 'dpkg -x cups_*.deb .'], { cwd: UNPACKED })
  } catch (error) {
    console.error(`CUPS' lpd backend was not brought, its tests will be skipped: ${String(error)}`)
  }
}
