import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Keys } from '../keys.ts'
import type { RandomBytes } from './number.ts'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals a text: nonce, tag, ciphertext. `boundTo` is authenticated with it, so that a sealed text
 * that was moved to another row does not open.
 */
export function sealText(options: {
  readonly key: Uint8Array
  readonly text: string
  readonly boundTo: string
  readonly randomBytes: RandomBytes
}): Uint8Array {
  const nonce = options.randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, options.key, nonce)
  cipher.setAAD(Buffer.from(options.boundTo))
  const body = Buffer.concat([cipher.update(options.text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** The same under whichever version of the number keys it was sealed with. */
export function openWithAny(
  keys: Pick<Keys, 'numberKeys'>,
  { sealed, boundTo }: { readonly sealed: Uint8Array; readonly boundTo: string },
): string | undefined {
  for (const { numberSeal } of keys.numberKeys) {
    const text = openSealed({ key: numberSeal, sealed, boundTo })
    if (text !== undefined) return text
  }
  return undefined
}

/** Opens what {@link sealText} sealed; undefined when key, text or `boundTo` is another. */
export function openSealed(options: {
  readonly key: Uint8Array
  readonly sealed: Uint8Array
  readonly boundTo: string
}): string | undefined {
  const bytes = Buffer.from(options.sealed)
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, options.key, bytes.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(options.boundTo))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    const head = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([head, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
