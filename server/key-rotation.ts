import { randomBytes } from 'node:crypto'
import type { KeySource } from './key-source.ts'
import { FURTHER_KEYS_MAX } from './limits.ts'
import { KeyFileError } from './stored-keys.ts'

/**
 * Adds a new version of the number keys to the keys: running servers then find cards under it, and
 * make none yet. Gives its number. Throws {@link KeyFileError} when there are as many as there may be.
 */
export function addNumberKeys(source: KeySource): number {
  const stored = source.read()
  const further = stored.further ?? []
  if (further.length >= FURTHER_KEYS_MAX) {
    throw new KeyFileError(
      `${source.name} has ${further.length} other versions. Drop one that no card is under, then rotate.`,
    )
  }
  const keyVersion = Math.max(stored.keyVersion, ...further.map((one) => one.keyVersion)) + 1
  const fresh = { keyVersion, numberLookup: randomBytes(32), numberSeal: randomBytes(32) }
  source.write({ ...stored, further: [...further, fresh] })
  return keyVersion
}

/** Makes a version that is known the one of new cards; the one before stays for the old cards. */
export function activateNumberKeys(source: KeySource, keyVersion: number): void {
  const stored = source.read()
  const { further = [] } = stored
  const coming = further.find((one) => one.keyVersion === keyVersion)
  if (coming === undefined)
    throw new KeyFileError(`${source.name} has no other version ${keyVersion}.`)
  const { numberLookup, numberSeal } = stored
  const last = { keyVersion: stored.keyVersion, numberLookup, numberSeal }
  const others = [last, ...further.filter((one) => one !== coming)]
  source.write({ ...stored, ...coming, further: others })
}

/** Takes a version out of the keys that no card is under any more; never the one of new cards. */
export function dropNumberKeys(source: KeySource, keyVersion: number): void {
  const stored = source.read()
  const { further = [] } = stored
  if (!further.some((one) => one.keyVersion === keyVersion)) {
    throw new KeyFileError(
      `${source.name} has no version ${keyVersion} beside the one of new cards, ${stored.keyVersion}.`,
    )
  }
  const others = further.filter((one) => one.keyVersion !== keyVersion)
  source.write({ ...stored, further: others })
}
