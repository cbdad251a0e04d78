import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { activateNumberKeys, addNumberKeys } from '../server/key-rotation.ts'
import { KeyFileError, readKeys } from '../server/keys.ts'
import { KEYS_SPREAD_MS } from '../server/limits.ts'

const USAGE = 'countermark keys rotate [--data DIR] [--key-file FILE]'

/**
 * `countermark keys rotate`: new number keys for a server that runs, or does not. First every server is
 * given the time to know them, then new cards are made with them; cards of before are found as ever.
 * Exit 1 with the reason, 2 when the command line makes no sense.
 */
export async function runKeys(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { data: { type: 'string', default: './data' }, 'key-file': { type: 'string' } },
  })
  if (positionals.length !== 1 || positionals[0] !== 'rotate') {
    console.error(USAGE)
    return 2
  }
  const keyFile = values['key-file'] ?? join(values.data, 'keys.json')
  try {
    const version = addNumberKeys(keyFile)
    await delay(KEYS_SPREAD_MS)
    activateNumberKeys(keyFile, version)
    const { keyVersion, numberKeys } = readKeys(keyFile)
    const versions = numberKeys.map((one) => one.keyVersion)
    console.log(JSON.stringify({ keyFile, newCards: keyVersion, versions }))
    console.error('Make a new backup of the key file: older ones do not open cards that come now.')
    return 0
  } catch (error) {
    if (!(error instanceof KeyFileError) && !isNoFile(error)) throw error
    console.error(
      error instanceof KeyFileError ? error.message : `There is no key file ${keyFile}.`,
    )
    return 1
  }
}

function isNoFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
