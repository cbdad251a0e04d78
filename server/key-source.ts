import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { z } from 'zod'
import { parseJson } from '../src/contract/parse.ts'
import { replaceKeyFile } from './key-file.ts'
import {
  KeyFileError,
  parseStoredKeys,
  type RotatedKeys,
  rotatedKeysSchema,
  type StoredKeys,
  storedText,
} from './stored-keys.ts'

/** The variable that holds the keys themselves, in place of a file with them. */
export const KEYS_VARIABLE = 'COUNTERMARK_KEYS'

/** Where the keys of a server are kept. */
export interface KeySource {
  /** As a person calls it. */
  readonly name: string
  /** Throws {@link KeyFileError}. */
  readonly read: () => StoredKeys
  /** Keeps other number keys in place of those before, whole or not at all. */
  readonly write: (stored: StoredKeys) => void
}

/** Where the keys are: in the environment when the variable is set, else in the file. */
export function keySource(keyFile: string, keysText: string | null | undefined): KeySource {
  return keysText ? keysInEnvironment(keysText, keyFile) : keysInFile(keyFile)
}

/** Keys in a file that only its owner can read. */
export function keysInFile(keyFile: string): KeySource {
  return {
    name: keyFile,
    read: () => {
      refuseOpenPermissions(keyFile)
      const text = fs.readFileSync(keyFile, 'utf8')
      return parseStoredKeys(text, (place) =>
        text.includes(ROTATED)
          ? `${keyFile} goes with keys in the environment: set ${KEYS_VARIABLE} as it was.`
          : `${keyFile} is not a key file of this program${place}. Put it back from its backup.`,
      )
    },
    write: (stored) => replaceKeyFile(keyFile, `${storedText(stored, 2)}\n`),
  }
}

/**
 * Keys in the environment, which nobody can change from outside while a server runs: a rotation is kept
 * beside them in a file, sealed under what is in the environment, so that it is worth nothing alone.
 */
function keysInEnvironment(keysText: string, rotatedFile: string): KeySource {
  const given = parseStoredKeys(
    keysText,
    (place) =>
      `${KEYS_VARIABLE} does not hold keys of this program${place}. Make them with: keys new`,
  )
  return {
    name: KEYS_VARIABLE,
    read: () => {
      if (!fs.existsSync(rotatedFile)) return given
      refuseOpenPermissions(rotatedFile)
      const rotated = openRotated(fs.readFileSync(rotatedFile, 'utf8'), given, rotatedFile)
      // The environment was given newer ones since: then the file is from before.
      return newestOf(given) > newestOf(rotated) ? given : { ...given, ...rotated }
    },
    write: (stored) => {
      const { keyVersion, numberLookup, numberSeal, further } = stored
      const rotated = { keyVersion, numberLookup, numberSeal, further }
      replaceKeyFile(rotatedFile, sealRotated(rotated, given))
    },
  }
}

function newestOf({ keyVersion, further = [] }: RotatedKeys): number {
  return Math.max(keyVersion, ...further.map((one) => one.keyVersion))
}

const ROTATED = 'countermark rotated keys 1'

const sealedSchema = z.strictObject({
  format: z.literal(ROTATED),
  nonce: z.base64url().length(16),
  tag: z.base64url().length(22),
  sealed: z.base64url().max(20_000),
})

/** One that is never rotated itself. */
function sealingKey({ pinPepper }: StoredKeys): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pinPepper, '', ROTATED, 32))
}

function sealRotated(rotated: RotatedKeys, given: StoredKeys): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(given), nonce)
  cipher.setAAD(Buffer.from(ROTATED))
  const sealed = Buffer.concat([cipher.update(storedText(rotated), 'utf8'), cipher.final()])
  const content = {
    format: ROTATED,
    nonce: nonce.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
    sealed: sealed.toString('base64url'),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function openRotated(text: string, given: StoredKeys, file: string): RotatedKeys {
  const parsed = parseJson(sealedSchema, text)
  if (!parsed.ok) {
    throw new KeyFileError(
      `${KEYS_VARIABLE} is set and ${file} holds keys of its own. Unset the variable, or move the file away.`,
    )
  }
  const bytes = (part: string) => Buffer.from(part, 'base64url')
  const { nonce, tag, sealed } = parsed.value
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(given), bytes(nonce), {
    authTagLength: 16,
  })
  decipher.setAAD(Buffer.from(ROTATED))
  decipher.setAuthTag(bytes(tag))
  try {
    const head = decipher.update(bytes(sealed))
    const opened = parseJson(rotatedKeysSchema, Buffer.concat([head, decipher.final()]).toString())
    if (opened.ok) return opened.value
  } catch {
    // Other keys, or another file: said below.
  }
  throw new KeyFileError(
    `${KEYS_VARIABLE} does not open ${file}: these are other keys, or the file was changed. Put back what was there.`,
  )
}

function refuseOpenPermissions(keyFile: string): void {
  if (process.platform === 'win32') return
  const mode = fs.statSync(keyFile).mode & 0o777
  if ((mode & 0o077) === 0) return
  throw new KeyFileError(
    `${keyFile} can be read by others (mode ${mode.toString(8)}). Run: chmod 600 ${keyFile}`,
  )
}
