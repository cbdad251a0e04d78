import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type Hmac, openHmac } from './hmac.ts'
import { makeKeyFile } from './key-file.ts'
import { KEYS_VARIABLE, keySource } from './key-source.ts'
import { freshKeys, KeyFileError, type StoredKeys } from './stored-keys.ts'

export { KeyFileError } from './stored-keys.ts'

/** The server's secrets: each for one purpose, so that none can stand in for another. */
export interface Keys {
  /**
   * Version of the number keys below, kept with each card. These three become others when the keys
   * are rotated while the server runs: read them where they are used, together.
   */
  readonly keyVersion: number
  /** HMAC-SHA256 key under which a card is found by its number. 32 bytes. */
  readonly numberLookup: Uint8Array
  /** AES-256-GCM key that seals numbers and one-time answers. 32 bytes. */
  readonly numberSeal: Uint8Array
  /** Every version that a card may be under, the one of new cards first. */
  readonly numberKeys: readonly NumberKeys[]
  /** HMAC-SHA256 key that every PIN goes through before argon2id. 32 bytes. */
  readonly pinPepper: Uint8Array
  /** HMAC-SHA256 key of the card tokens that name a card to one device. 32 bytes. */
  readonly cardToken: Uint8Array
  /** Who this server is to its stations. */
  readonly identity: ServerIdentity
  /**
   * Signs checkpoints of the ledger. It follows from the identity, so that every key file of this
   * server, however old, has it.
   */
  readonly checkpoints: ServerIdentity
}

/** The keys of card numbers, of one version. */
export interface NumberKeys {
  readonly keyVersion: number
  readonly numberLookup: Uint8Array
  readonly numberSeal: Uint8Array
}

/** Keys whose versions follow their file. */
export interface LiveKeys extends Keys {
  /**
   * Takes what the file says now, once `assertFits` has found nothing wrong with it. Rejects with
   * {@link KeyFileError} or what that throws, and then everything stays as it was.
   */
  readonly reload: (assertFits: (keys: Keys) => Promise<void>) => Promise<void>
}

interface ServerIdentity {
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string
  /** Ed25519 signature over UTF-8 text, base64url. */
  readonly sign: (text: string) => string
}

const prepared = new WeakMap<Uint8Array, Hmac>()

/** HMAC-SHA256 over the parts one after another. A key's preparation is kept. */
export function hmacOf(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const known = prepared.get(key) ?? openHmac(key)
  prepared.set(key, known)
  return known.digest(...parts)
}

const derived = new WeakMap<Uint8Array, Map<string, Uint8Array>>()

/** A key of its own for one more purpose: HKDF-SHA256 of a key, 32 bytes; always the same for both. */
export function deriveKey(key: Uint8Array, purpose: string): Uint8Array {
  const ofKey = derived.get(key) ?? new Map<string, Uint8Array>()
  derived.set(key, ofKey)
  const made = ofKey.get(purpose) ?? Buffer.from(hkdfSync('sha256', key, '', purpose, 32))
  ofKey.set(purpose, made)
  return made
}

/**
 * Reads the keys, or makes them on the first start (a file that only its owner can read). Call it
 * before the database is opened: a database without its keys is never given new ones, because no
 * card in it could be found again. `keysText` are the keys themselves, from the environment: then none
 * are made. Throws {@link KeyFileError}.
 */
export function loadKeys(
  dataDirectory: string,
  keyFile: string = path.join(dataDirectory, 'keys.json'),
  keysText: string | null = null,
): LiveKeys {
  fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  if (keysText === null && !fs.existsSync(keyFile)) {
    refuseForeignDatabase(dataDirectory, keyFile)
    makeKeyFile(keyFile, `${freshKeys(2)}\n`)
  }
  const keys = readKeys(keyFile, keysText)
  let { numberKeys } = keys
  const active = () => numberKeys[0] ?? keys
  return {
    ...keys,
    get keyVersion() {
      return active().keyVersion
    },
    get numberLookup() {
      return active().numberLookup
    },
    get numberSeal() {
      return active().numberSeal
    },
    get numberKeys() {
      return numberKeys
    },
    reload: async (assertFits) => {
      const next = readKeys(keyFile, keysText)
      await assertFits(next)
      numberKeys = next.numberKeys
    },
  }
}

/** Reads the keys of a file that is there, or of the environment. Throws {@link KeyFileError}. */
export function readKeys(keyFile: string, keysText: string | null = null): Keys {
  return keysOf(keySource(keyFile, keysText).read())
}

function refuseForeignDatabase(dataDirectory: string, keyFile: string): void {
  const database = fs.readdirSync(dataDirectory).find((name) => /\.(db|sqlite3?)$/.test(name))
  if (database === undefined) return
  throw new KeyFileError(
    `${dataDirectory} holds a database (${database}) but ${keyFile} is missing. ` +
      `Put the key file of that database back from its backup, set ${KEYS_VARIABLE}, or choose an empty data folder.`,
  )
}

function keysOf(stored: StoredKeys): Keys {
  const { keyVersion, numberLookup, numberSeal, further = [] } = stored
  const active = { keyVersion, numberLookup, numberSeal }
  return {
    ...active,
    numberKeys: [active, ...further],
    pinPepper: stored.pinPepper,
    cardToken: stored.cardToken,
    identity: identityOf(ed25519Of(stored.identity)),
    checkpoints: identityOf(checkpointKeyOf(stored.identity)),
  }
}

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

function checkpointKeyOf(identity: string): KeyObject {
  const seed = deriveKey(Buffer.from(identity, 'base64url'), 'checkpoints')
  const key = Buffer.concat([PKCS8_HEAD, seed])
  return createPrivateKey({ key, type: 'pkcs8', format: 'der' })
}

function identityOf(privateKey: KeyObject): ServerIdentity {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (x === undefined) throw new KeyFileError('the key file holds no Ed25519 identity')
  return {
    publicKey: x,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  }
}

function ed25519Of(stored: string): KeyObject {
  const key = Buffer.from(stored, 'base64url')
  try {
    return createPrivateKey({ key, type: 'pkcs8', format: 'der' })
  } catch {
    throw new KeyFileError('the identity in the key file is damaged. Put it back from its backup.')
  }
}
