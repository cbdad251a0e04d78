import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { countClosedPins } from '../server/cards/index.ts'
import { assertFitting } from '../server/fitting-keys.ts'
import { countClosedItems } from '../server/imports/index.ts'
import { activateNumberKeys, addNumberKeys, dropNumberKeys } from '../server/key-rotation.ts'
import { KEYS_VARIABLE, type KeySource, keySource } from '../server/key-source.ts'
import { KeyFileError, readKeys } from '../server/keys.ts'
import { KEYS_SPREAD_MS } from '../server/limits.ts'
import { assertLedger, type Database, openDatabase, openReadOnly } from '../server/storage/index.ts'
import { freshKeys, storedText } from '../server/stored-keys.ts'
import { sealedCheck } from '../server/stored-value/index.ts'
import { DATA_OPTION } from './data-folder.ts'
import { HELP } from './help.ts'
import { keyPlace } from './key-place.ts'

/**
 * `countermark keys`: `rotate` gives new number keys to a server that runs, or does not: first every
 * server has the time to know them, then new cards are made with them. `drop` takes a version out of
 * the file that nothing is under any more. `new` and `print` write keys in clear, on one line, for
 * {@link KEYS_VARIABLE}: fresh ones, and those of this server with what was rotated. Exit 1 with the reason, 2 when the command line makes no
 * sense.
 */
export async function runKeys(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: DATA_OPTION,
      'key-file': { type: 'string' },
      version: { type: 'string' },
    },
  })
  const [what, ...rest] = positionals
  const { keyFile } = keyPlace(values.data, values['key-file'])
  const version = Number(values.version ?? Number.NaN)
  const isKnown = ['new', 'rotate', 'drop', 'print'].includes(what ?? '')
  if (!isKnown || rest.length > 0 || (what === 'drop' && !Number.isSafeInteger(version))) {
    console.error(HELP.keys)
    return 2
  }
  if (what === 'new') return say(freshKeys())
  try {
    const source = keySource(keyFile, process.env[KEYS_VARIABLE])
    if (what === 'print') return say(storedText(source.read()))
    await (what === 'drop'
      ? drop({ ...values, keyFile }, source, version)
      : rotate(source, keyFile))
    const { keyVersion, further = [] } = source.read()
    const versions = [keyVersion, ...further.map((one) => one.keyVersion)]
    return say(JSON.stringify({ keyFile: source.name, newCards: keyVersion, versions }))
  } catch (error) {
    if (!(error instanceof KeyFileError) && !isNoFile(error)) throw error
    console.error(error instanceof KeyFileError ? error.message : `There is no file ${keyFile}.`)
    return 1
  }
}

function say(line: string): 0 {
  console.log(line)
  return 0
}

async function rotate(source: KeySource, keyFile: string): Promise<void> {
  // With keys in the environment the file may be missing, but not where it would be.
  if (!existsSync(dirname(keyFile)))
    throw new KeyFileError(
      `There is no folder ${dirname(keyFile)}. Name the server's with --data DIR.`,
    )
  const version = addNumberKeys(source)
  await delay(KEYS_SPREAD_MS)
  activateNumberKeys(source, version)
  console.error(source.name === KEYS_VARIABLE ? TAKE_OVER : BACK_UP)
}

const BACK_UP = 'Make a new backup of the key file: older ones do not open cards that come now.'
const TAKE_OVER = `What was rotated is sealed in the key file and needed from now on. Give ${KEYS_VARIABLE} what "keys print" prints, at the next start of each server at the latest.`

async function drop(
  { data: dataDirectory, keyFile }: { readonly data: string; readonly keyFile: string },
  source: KeySource,
  version: number,
): Promise<void> {
  const keysText = process.env[KEYS_VARIABLE] || null
  const databaseUrl = process.env['COUNTERMARK_DATABASE_URL']
  await assertLedger({ dataDirectory, ...(databaseUrl && { databaseUrl }) })
  const database = databaseUrl
    ? await openDatabase({ dataDirectory, databaseUrl })
    : openReadOnly(dataDirectory)
  try {
    await assertFitting(database, readKeys(keyFile, keysText), { keyFile, keysText })
    await refuseUsed(database, source, version)
  } finally {
    await database.close()
  }
  dropNumberKeys(source, version)
}

/** Throws when something is under a version, and would be lost with it. */
async function refuseUsed(
  { read }: Pick<Database, 'read'>,
  source: KeySource,
  version: number,
): Promise<void> {
  const cards = await read
    .selectFrom('card')
    .where('key_version', '=', version)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirst()
  const count = Number(cards?.count ?? 0)
  if (count > 0) {
    throw new KeyFileError(
      `${count} cards are under version ${version}. A running server gives them the newest keys; wait for that.`,
    )
  }
  const stored = source.read()
  const all = [stored, ...(stored.further ?? [])]
  const others = all.filter((one) => one.keyVersion !== version)
  const opens = sealedCheck({ numberKeys: others })
  const answers = await read
    .selectFrom('sealed_answer')
    .innerJoin('journal', 'journal.id', 'sealed_answer.journal_id')
    .where('journal.line', '=', 0)
    .select(['sealed_answer.sealed', 'journal.caller', 'journal.request_id'])
    .execute()
  const kept = answers.filter(
    ({ sealed, caller, request_id }) =>
      !opens(sealed, { callerKey: caller, requestId: request_id }),
  )
  if (kept.length > 0)
    throw new KeyFileError(
      `${kept.length} answers with the number of a new card are kept under version ${version}, for 72 hours. Wait for that.`,
    )
  const pins = await countClosedPins({ read }, { numberKeys: others }, Date.now())
  if (pins > 0)
    throw new KeyFileError(
      `${pins} answers with a new PIN are kept under version ${version}, for 72 hours. Wait for that.`,
    )
  const rows = await countClosedItems({ read }, { numberKeys: others })
  if (rows > 0)
    throw new KeyFileError(
      `${rows} rows of imports that were not committed yet are under version ${version}. Commit these ` +
        'imports or reverse them (import list names them), then drop it.',
    )
}

function isNoFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
