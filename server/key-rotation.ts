import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { KeyFileError, readKeyFile, type StoredKeys } from './keys.ts'
import { FURTHER_KEYS_MAX } from './limits.ts'

/**
 * Adds a new version of the number keys to a key file: running servers then find cards under it, and
 * make none yet. Gives its number. Throws {@link KeyFileError} when there are as many as there may be.
 */
export function addNumberKeys(keyFile: string): number {
  const stored = readKeyFile(keyFile)
  const further = stored.further ?? []
  if (further.length >= FURTHER_KEYS_MAX) {
    throw new KeyFileError(
      `${keyFile} has ${further.length} other versions. Drop one that no card is under, then rotate.`,
    )
  }
  const keyVersion = Math.max(stored.keyVersion, ...further.map((one) => one.keyVersion)) + 1
  const fresh = { keyVersion, numberLookup: randomBytes(32), numberSeal: randomBytes(32) }
  writeKeyFile(keyFile, { ...stored, further: [...further, fresh] })
  return keyVersion
}

/** Makes a version that the file has the one of new cards; the one before stays for the old cards. */
export function activateNumberKeys(keyFile: string, keyVersion: number): void {
  const stored = readKeyFile(keyFile)
  const { further = [] } = stored
  const coming = further.find((one) => one.keyVersion === keyVersion)
  if (coming === undefined) throw new KeyFileError(`${keyFile} has no other version ${keyVersion}.`)
  const { numberLookup, numberSeal } = stored
  const last = { keyVersion: stored.keyVersion, numberLookup, numberSeal }
  const others = [last, ...further.filter((one) => one !== coming)]
  writeKeyFile(keyFile, { ...stored, ...coming, further: others })
}

/** Takes a version out of a key file that no card is under any more; never the one of new cards. */
export function dropNumberKeys(keyFile: string, keyVersion: number): void {
  const stored = readKeyFile(keyFile)
  const { further = [] } = stored
  if (!further.some((one) => one.keyVersion === keyVersion)) {
    throw new KeyFileError(
      `${keyFile} has no version ${keyVersion} beside the one of new cards, ${stored.keyVersion}.`,
    )
  }
  const others = further.filter((one) => one.keyVersion !== keyVersion)
  writeKeyFile(keyFile, { ...stored, further: others })
}

/** Whole or not at all: a server that reads it meanwhile has the old file or the new one. */
function writeKeyFile(keyFile: string, stored: StoredKeys): void {
  const draft = `${keyFile}.${process.pid}.new`
  const text = `${JSON.stringify(stored, inText, 2)}\n`
  try {
    fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    fs.renameSync(draft, keyFile)
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

/** Keys as the file has them. A Buffer makes an object of itself before it is asked. */
function inText(this: unknown, name: string, value: unknown): unknown {
  const holder = this as Readonly<Record<string, unknown>>
  const given = holder[name]
  return given instanceof Uint8Array ? Buffer.from(given).toString('base64url') : value
}
