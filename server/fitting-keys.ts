import fs from 'node:fs'
import { openWithAny } from './cards/index.ts'
import type { ServerConfig } from './config.ts'
import { KEYS_VARIABLE } from './key-source.ts'
import { deriveKey, hmacOf, KeyFileError, type Keys, type LiveKeys, loadKeys } from './keys.ts'
import { type Database, type OpenOptions, openDatabase } from './storage/index.ts'

type Readable = Pick<Database, 'read'>

/** Where keys are kept. */
type KeyPlace = Pick<ServerConfig, 'keyFile' | 'keysText'>

/** A ledger that is open, and the keys that it was made with. */
interface KeyedDatabase {
  readonly database: Database
  readonly keys: LiveKeys
}

/**
 * Opens the database with its keys, and with no others; makes both where neither is. Of several servers
 * that open a new database at once the first one's keys are those of the ledger. Throws
 * {@link KeyFileError} or a StorageError, with nothing left open.
 */
export async function openKeyedDatabase(
  place: KeyPlace & Pick<ServerConfig, 'dataDirectory' | 'databaseUrl'>,
  options: Omit<OpenOptions, 'dataDirectory' | 'databaseUrl'> = {},
): Promise<KeyedDatabase> {
  const { dataDirectory, keyFile, keysText, databaseUrl } = place
  const load = () => loadKeys(dataDirectory, keyFile, keysText)
  // A database in the folder has its keys before it is made: cut short in between, it is not one without
  // keys. One that is shared may have some that are not here.
  const isHere = keysText !== null || fs.existsSync(keyFile)
  const present = isHere || databaseUrl === null ? load() : undefined
  const database = await openDatabase({
    ...{ ...options, dataDirectory },
    ...(databaseUrl !== null && { databaseUrl }),
  })
  try {
    const isUsed = present === undefined && (await isUsedDatabase(database))
    // Looked at once more after that: a server on the same file makes it before the ledger knows its keys.
    if (isUsed && !fs.existsSync(keyFile)) throw new KeyFileError(withoutKeys(place))
    const keys = present ?? load()
    await claimDatabase(database, keys, place)
    return { database, keys }
  } catch (error) {
    await database.close()
    throw error
  }
}

/**
 * Throws {@link KeyFileError} when the ledger was made with other keys, or has cards under a version that
 * these lack. What a ledger that was never opened with any is for, its cards tell.
 */
export async function assertFitting(
  database: Readable,
  keys: Keys,
  place: KeyPlace,
): Promise<void> {
  const noted = await readCheck(database)
  if (noted && !keyCheckOf(keys).equals(noted)) throw new KeyFileError(otherLedger(place))
  const { opened, closed } = await openVersions(database, keys)
  if (closed.length === 0) return
  const lost = `version ${closed.join(' and ')}`
  throw new KeyFileError(
    noted === undefined && opened.length === 0 ? otherLedger(place, lost) : lacking(place, lost),
  )
}

/** What a ledger knows its keys by: follows from all that are never rotated, and tells nothing of them. */
export function keyCheckOf({ pinPepper, cardToken, identity }: Keys): Buffer {
  const purpose = 'countermark key check 1'
  const own = deriveKey(cardToken, purpose)
  return hmacOf(deriveKey(pinPepper, purpose), own, identity.publicKey)
}

async function claimDatabase(database: Database, keys: Keys, place: KeyPlace): Promise<void> {
  await assertFitting(database, keys, place)
  if (await readCheck(database)) return
  const query = database.read
    .insertInto('key_check')
    .values({ one: 1, digest: keyCheckOf(keys) })
    .onConflict((conflict) => conflict.doNothing())
    .compile()
  await database.write([{ query }])
  // Another server may have been first, with keys of its own.
  await assertFitting(database, keys, place)
}

async function readCheck({ read }: Readable): Promise<Uint8Array | undefined> {
  const row = await read.selectFrom('key_check').select('digest').executeTakeFirst()
  return row?.digest
}

/** No keys are made for a database that somebody has used: it has some, elsewhere. */
async function isUsedDatabase(database: Database): Promise<boolean> {
  const network = await database.read.selectFrom('network').select('id').executeTakeFirst()
  return network !== undefined || (await readCheck(database)) !== undefined
}

/** A damaged card must not keep a server from its start, as long as others of its version are whole. */
const TRIED_OF_VERSION = 3

/** The versions that cards are under, and whether the keys open them: the newest cards of each tell. */
async function openVersions({ read }: Readable, keys: Keys) {
  const versions: { opened: number[]; closed: number[] } = { opened: [], closed: [] }
  for (let below = Number.MAX_SAFE_INTEGER; ; ) {
    const cards = await read
      .selectFrom('card')
      .where('key_version', '<', below)
      .select(['uid', 'number_sealed', 'key_version'])
      .orderBy('key_version', 'desc')
      .orderBy('id', 'desc')
      .limit(TRIED_OF_VERSION)
      .execute()
    const version = cards[0]?.key_version
    if (version === undefined) return versions
    const opens = cards.some(
      ({ number_sealed: sealed, uid: boundTo, key_version }) =>
        key_version === version && openWithAny(keys, { sealed, boundTo }) !== undefined,
    )
    versions[opens ? 'opened' : 'closed'].unshift(version)
    below = version
  }
}

const ADVICE =
  'Nothing was changed. Put the key file of this ledger there (a server that runs on it has it, and so ' +
  `has its backup), name it with --key-file, or set ${KEYS_VARIABLE}.`

function withoutKeys({ keyFile }: KeyPlace): string {
  return `The database holds a ledger, and there is no key file ${keyFile} to read it with. ${ADVICE}`
}

function otherLedger(place: KeyPlace, lost?: string): string {
  const which = lost === undefined ? '' : `, or lacks ${lost}`
  return (
    `${nameOf(place)} holds the keys of another ledger${which}: no card of this one could be found or ` +
    `read with it. ${ADVICE}`
  )
}

function lacking(place: KeyPlace, lost: string): string {
  const advice =
    place.keysText === null
      ? 'Put in its place the key file that has it, of another server or from a backup: one from after ' +
        'it came, and from before it was dropped.'
      : `Put back what "keys rotate" wrote into ${place.keyFile}, or set ${KEYS_VARIABLE} to what ` +
        '"keys print" printed after the last rotation.'
  return `${nameOf(place)} does not open the cards under ${lost} of the keys: they could not be found or read. ${advice}`
}

function nameOf(place: KeyPlace): string {
  return place.keysText === null ? place.keyFile : KEYS_VARIABLE
}
