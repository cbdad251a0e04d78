import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { assertFitting } from '../server/fitting-keys.ts'
import { makeKeyFile } from '../server/key-file.ts'
import { KEYS_VARIABLE } from '../server/key-source.ts'
import { KeyFileError, readKeys } from '../server/keys.ts'
import { openSealedKeys } from '../server/sealed-keys.ts'
import { BackupError, openReadOnly, restoreBackup, StorageError } from '../server/storage/index.ts'
import { DATA_OPTION } from './data-folder.ts'
import { HELP } from './help.ts'
import { keyPlace } from './key-place.ts'
import { readPassphrase } from './passphrase.ts'
import { postgresAdvice } from './postgres-advice.ts'

/**
 * `countermark restore`: proves a backup and puts it in place, with its keys when they are given. Exit 0
 * when a server can be started on the folder; 1 with the reason; 2 when the command line makes no
 * sense.
 */
export async function runRestore(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      from: { type: 'string' },
      data: DATA_OPTION,
      'keys-from': { type: 'string' },
      'key-file': { type: 'string' },
      'passphrase-file': { type: 'string' },
      'database-url': { type: 'string' },
      force: { type: 'boolean', default: false },
    },
  })
  const databaseUrl = values['database-url'] ?? process.env['COUNTERMARK_DATABASE_URL']
  if (databaseUrl) {
    console.error(postgresAdvice('restore', databaseUrl))
    return 2
  }
  if (values.from === undefined) {
    console.error(`Name the file of the backup.\n\n${HELP.restore}`)
    return 2
  }
  const { data: dataDirectory, force } = values
  const { keyFile } = keyPlace(dataDirectory, values['key-file'])
  try {
    const keys = sealedKeys(values['keys-from'], values['passphrase-file'])
    const backup = resolve(values.from)
    const restored = await restoreBackup({ backup, dataDirectory, force, nowMs: Date.now() })
    if (keys !== undefined) putKeys(keyFile, keys)
    const { operations, cards, chainHash } = restored.figures
    if (restored.upgradedFrom !== null) console.error(olderBackup(restored.upgradedFrom))
    console.log(JSON.stringify({ ...restored, figures: undefined, operations, cards, chainHash }))
    return await tellAboutKeys(dataDirectory, keyFile)
  } catch (error) {
    const isKnown =
      error instanceof BackupError || error instanceof KeyFileError || error instanceof StorageError
    if (!isKnown) throw error
    console.error(error.message)
    return 1
  }
}

function olderBackup(step: string): string {
  return `The backup was made by an older version (up to ${step}): its copy was brought to this one.`
}

/** Opened before anything is touched: a wrong passphrase changes nothing. */
function sealedKeys(file: string | undefined, passphraseFile: string | undefined) {
  if (file === undefined) return undefined
  if (!existsSync(file)) throw new KeyFileError(`There is no file ${file}.`)
  const passphrase = readPassphrase(passphraseFile, process.env)
  return openSealedKeys(readFileSync(file, 'utf8'), passphrase)
}

/** Never over other keys: they may be the only ones that read another ledger. */
function putKeys(keyFile: string, text: string): void {
  if (existsSync(keyFile)) {
    if (readFileSync(keyFile, 'utf8') === text) return
    throw new KeyFileError(
      `${keyFile} holds other keys. The ledger is restored, the keys were left as they are: move that ` +
        'file away if it is the wrong one, and run the restore again with --force.',
    )
  }
  makeKeyFile(keyFile, text)
}

async function tellAboutKeys(dataDirectory: string, keyFile: string): Promise<number> {
  const keysText = process.env[KEYS_VARIABLE] || null
  if (keysText === null && !existsSync(keyFile)) {
    console.error(
      `${keyFile} is missing: without the keys of this ledger no card can be found or read, and no ` +
        'server starts on it. Put the key file back, or run the restore again with --force and --keys-from.',
    )
    return 1
  }
  const database = openReadOnly(dataDirectory)
  try {
    await assertFitting(database, readKeys(keyFile, keysText), { keyFile, keysText })
    return 0
  } finally {
    await database.close()
  }
}
