import { createHmac, hash } from 'node:crypto'

/** HMAC-SHA256 (RFC 2104) under one key. */
export interface Hmac {
  /** Over texts in UTF-8 and bytes, one after another: 32 bytes. */
  readonly digest: (...parts: readonly (string | Uint8Array)[]) => Buffer
  /** Over one text in UTF-8, as base64url: 43 characters. */
  readonly ofText: (text: string) => string
}

const BLOCK_BYTES = 64
const HASH_BYTES = 32
/** Longer than any frame but the settings of a location with hundreds of programs. */
const LENGTH_MAX = 16_384
/** In UTF-8 no character of a string has more than three bytes. */
const scratch = Buffer.alloc(BLOCK_BYTES + 3 * LENGTH_MAX)

/**
 * The code of RFC 2104 over the hash function itself: each frame is macced twice, and an object of
 * the system's for each takes twice as long as the work. `key` has at most 64 bytes.
 */
export function openHmac(key: Uint8Array): Hmac {
  const inner = padded(key, 0x36)
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES)
  outer.set(padded(key, 0x5c))
  /** Puts the hash of what is in the scratch behind the outer pad. */
  const hashInner = (bytes: number) => {
    outer.write(hash('sha256', scratch.subarray(0, bytes), 'binary'), BLOCK_BYTES, 'latin1')
  }
  return {
    digest: (...parts) => {
      if (lengthOf(parts) > LENGTH_MAX) return largeHmac(key, parts).digest()
      scratch.set(inner)
      let end = BLOCK_BYTES
      for (const part of parts) end += put(part, end)
      hashInner(end)
      return hash('sha256', outer, 'buffer')
    },
    ofText: (text) => {
      if (text.length > LENGTH_MAX) return largeHmac(key, [text]).digest('base64url')
      scratch.set(inner)
      hashInner(BLOCK_BYTES + scratch.write(text, BLOCK_BYTES, 'utf8'))
      return hash('sha256', outer, 'base64url')
    },
  }
}

function lengthOf(parts: readonly (string | Uint8Array)[]): number {
  let length = 0
  for (const part of parts) length += part.length
  return length
}

/** Writes a part at this place of the scratch; how many bytes it took. */
function put(part: string | Uint8Array, at: number): number {
  if (typeof part === 'string') return scratch.write(part, at, 'utf8')
  scratch.set(part, at)
  return part.length
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES).fill(pad)
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad
  return block
}

function largeHmac(key: Uint8Array, parts: readonly (string | Uint8Array)[]) {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac
}
