import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { assertFitting } from '../server/fitting-keys.ts'
import { KEYS_VARIABLE, keySource } from '../server/key-source.ts'
import { KeyFileError, readKeys } from '../server/keys.ts'
import { openSealedKeys, sealKeys } from '../server/sealed-keys.ts'
import {
  assertLedger,
  BackupError,
  lookAtLedger,
  makeBackup,
  StorageError,
} from '../server/storage/index.ts'
import { storedText } from '../server/stored-keys.ts'
import { DATA_OPTION } from './data-folder.ts'
import { HELP } from './help.ts'
import { keyPlace } from './key-place.ts'
import { readPassphrase } from './passphrase.ts'
import { postgresAdvice } from './postgres-advice.ts'

/**
 * `countermark backup`: a proven copy of the ledger while its server runs, and apart from it the keys,
 * sealed under a passphrase. Exit 0 when all that was asked for is there; 1 with the reason; 2 when
 * the command line makes no sense.
 */
export async function runBackup(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: DATA_OPTION,
      to: { type: 'string' },
      'keys-to': { type: 'string' },
      'key-file': { type: 'string' },
      'passphrase-file': { type: 'string' },
      'database-url': { type: 'string' },
    },
  })
  const databaseUrl = values['database-url'] ?? process.env['COUNTERMARK_DATABASE_URL']
  const keysTo = values['keys-to']
  // Said before the keys are written: nobody takes a file of keys for the backup that they asked for.
  if (databaseUrl && (values.to !== undefined || keysTo === undefined)) {
    console.error(postgresAdvice('backup', databaseUrl))
    return 2
  }
  if (values.to === undefined && keysTo === undefined) {
    console.error(`Name the file of the backup.\n\n${HELP.backup}`)
    return 2
  }
  try {
    if (values.to !== undefined) await backUpLedger(values.data, values.to)
    if (keysTo === undefined) console.error(KEYS_APART)
    else {
      const { keyFile } = keyPlace(values.data, values['key-file'])
      const passphrase = readPassphrase(values['passphrase-file'], process.env)
      const text = await keysOfLedger({ keyFile, dataDirectory: values.data, databaseUrl })
      backUpKeys(text, keysTo, passphrase)
    }
    return 0
  } catch (error) {
    const isKnown =
      error instanceof BackupError || error instanceof KeyFileError || error instanceof StorageError
    if (!isKnown) throw error
    console.error(error.message)
    return 1
  }
}

const KEYS_APART =
  'The backup holds no keys, and a ledger without its keys cannot find or read a card. Keep them apart: ' +
  'countermark backup --data DIR --keys-to FILE --passphrase-file FILE'

async function backUpLedger(dataDirectory: string, file: string): Promise<void> {
  const { bytes, copyMs, proofMs, figures } = await makeBackup({
    dataDirectory,
    file: resolve(file),
  })
  const { operations, cards, chainHash } = figures
  console.log(
    JSON.stringify({ backup: resolve(file), bytes, copyMs, proofMs, operations, cards, chainHash }),
  )
}

/**
 * The text of the keys, once they are known to be those of the ledger: whoever needs the backup finds
 * out too late that they are another's.
 */
async function keysOfLedger(place: {
  readonly keyFile: string
  readonly dataDirectory: string
  readonly databaseUrl: string | undefined
}): Promise<string> {
  const { keyFile, dataDirectory, databaseUrl } = place
  const keysText = process.env[KEYS_VARIABLE] || null
  if (keysText === null && !existsSync(keyFile))
    throw new KeyFileError(`There is no key file ${keyFile}. Name it with --key-file.`)
  const keys = readKeys(keyFile, keysText)
  const ledger = { dataDirectory, ...(databaseUrl && { databaseUrl }) }
  await assertLedger(ledger)
  await lookAtLedger(ledger, (database) => assertFitting(database, keys, { keyFile, keysText }))
  return keysText === null
    ? readFileSync(keyFile, 'utf8')
    : `${storedText(keySource(keyFile, keysText).read(), 2)}\n`
}

/** Writes the sealed keys, and looks whether they can be opened again before it says so. */
function backUpKeys(text: string, to: string, passphrase: string): void {
  if (existsSync(to)) {
    assertSame(to, text, passphrase)
    console.log(JSON.stringify({ keys: resolve(to), unchanged: true }))
    return
  }
  writeFileSync(to, sealKeys(text, passphrase), { mode: 0o600, flag: 'wx', flush: true })
  if (openSealedKeys(readFileSync(to, 'utf8'), passphrase) !== text)
    throw new KeyFileError(`${to} cannot be read back. Check the disk and run this again.`)
  console.log(JSON.stringify({ keys: resolve(to) }))
}

/** Never over a file that is there: it may hold the only keys that read an older backup. */
function assertSame(to: string, text: string, passphrase: string): void {
  if (statSync(to).isDirectory()) throw new KeyFileError(`${to} is a folder. Name a file in it.`)
  const advice = 'Nothing was changed. Choose another name, and keep this file with its backups.'
  let kept: string
  try {
    kept = openSealedKeys(readFileSync(to, 'utf8'), passphrase)
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error
    throw new KeyFileError(`${to} is there already. ${error.message} ${advice}`)
  }
  if (kept === text) return
  throw new KeyFileError(
    `${to} is there already and holds other keys: those of another ledger, or from before a rotation. ${advice}`,
  )
}
