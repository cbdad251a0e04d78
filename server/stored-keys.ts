import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../src/contract/parse.ts'
import { FURTHER_KEYS_MAX } from './limits.ts'

/** The keys cannot be used; the message says what to do, and nothing of the keys. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

const key32 = z
  .base64url()
  .length(43)
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))

const numberKeys = {
  keyVersion: z.int().min(1),
  numberLookup: key32,
  numberSeal: key32,
}
/** Other versions that cards may be under: before a rotation the coming one, after it the last. */
const further = z.array(z.strictObject(numberKeys)).max(FURTHER_KEYS_MAX).optional()

const storedKeysSchema = z.strictObject({
  format: z.literal('countermark keys 1'),
  ...numberKeys,
  further,
  pinPepper: key32,
  cardToken: key32,
  /** Ed25519 private key, PKCS #8 DER, base64url. */
  identity: z.base64url().max(200),
})

/** What a key file holds, or the variable of the environment in its place. */
export type StoredKeys = z.output<typeof storedKeysSchema>

/** What of them is rotated. */
export const rotatedKeysSchema = z.strictObject({ ...numberKeys, further })
export type RotatedKeys = z.output<typeof rotatedKeysSchema>

/** The keys that stand in this text. Throws {@link KeyFileError} with `otherwise`. */
export function parseStoredKeys(text: string, otherwise: (place: string) => string): StoredKeys {
  const parsed = parseJson(storedKeysSchema, text)
  if (parsed.ok) return parsed.value
  const place = parsed.problem.path === '' ? '' : ` at "${parsed.problem.path}"`
  throw new KeyFileError(otherwise(place))
}

/** Keys as text, the same that {@link parseStoredKeys} reads; on one line without an indent. */
export function storedText(stored: StoredKeys | RotatedKeys, indent?: number): string {
  return JSON.stringify(stored, inText, indent)
}

/** The text of keys that nobody had before. */
export function freshKeys(indent?: number): string {
  const secret = () => randomBytes(32).toString('base64url')
  const { privateKey } = generateKeyPairSync('ed25519')
  const content = {
    format: 'countermark keys 1',
    keyVersion: 1,
    numberLookup: secret(),
    numberSeal: secret(),
    pinPepper: secret(),
    cardToken: secret(),
    identity: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
  }
  return JSON.stringify(content, null, indent)
}

/** A Buffer makes an object of itself before it is asked. */
function inText(this: unknown, name: string, value: unknown): unknown {
  const holder = this as Readonly<Record<string, unknown>>
  const given = holder[name]
  return given instanceof Uint8Array ? Buffer.from(given).toString('base64url') : value
}
