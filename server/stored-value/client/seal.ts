import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SEAL_KEY_BYTES } from './limits.ts'

/** Closes and opens the bodies of requests: they hold card numbers and PINs. */
export interface Seal {
  /** In base64. */
  readonly close: (requestId: string, body: string) => string
  /** Undefined when it was closed with another key, for another id, or was changed. */
  readonly open: (requestId: string, sealed: string) => string | undefined
}

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `key`: 32 random bytes, kept apart from the store. Throws when they are not 32. */
export function createSeal(key: Uint8Array): Seal {
  if (key.length !== SEAL_KEY_BYTES) {
    throw new RangeError('The sealKey has to be 32 random bytes. Make them with randomBytes(32).')
  }
  return {
    close: (requestId, body) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce)
      cipher.setAAD(boundTo(requestId))
      const sealed = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open: (requestId, sealed) => {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES))
      decipher.setAAD(boundTo(requestId))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      try {
        const head = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
        return Buffer.concat([head, decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}

function boundTo(requestId: string): Buffer {
  return Buffer.from(`stored-value request ${requestId}`)
}
