import { createHash } from 'node:crypto'
import type { RandomBytes } from '../cards/index.ts'
import { API_KEY_SECRET_LENGTH } from './limits.ts'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What is kept of a key: enough to prove it and to recognise it in a list. */
export interface NewApiKey {
  readonly key: string
  readonly hash: Uint8Array
  /** `cm_live_…wxyz`. */
  readonly hint: string
}

/** What a key is for, which it says itself: a test network's is never taken for another. */
export type KeyKind = 'live' | 'test'

/** A new key, `cm_live_<client>_<32 letters and digits>`, shown once and never stored. */
export function makeApiKey(clientId: string, kind: KeyKind, randomBytes: RandomBytes): NewApiKey {
  const secret = randomLetters(API_KEY_SECRET_LENGTH, randomBytes)
  const key = `cm_${kind}_${clientId.replaceAll('-', '')}_${secret}`
  return { key, hash: hashApiKey(key), hint: `cm_${kind}_…${secret.slice(-4)}` }
}

/** A key is found by its SHA-256: with 190 random bits no slower hash is needed. */
export function hashApiKey(key: string): Uint8Array {
  return createHash('sha256').update(key).digest()
}

/** The key of an `Authorization: Bearer` header; undefined when it is not of a key's form. */
export function keyInHeader(header: string | undefined): string | undefined {
  return BEARER.exec(header ?? '')?.[1]
}

/** Whether a key that was proved is one of a test network. */
export function isTestKey(key: string): boolean {
  return key.startsWith('cm_test_')
}

const BEARER = /^Bearer (cm_(?:live|test)_[0-9a-f]{32}_[0-9A-Za-z]{32})$/i

/** Evenly distributed: bytes of 248 and more are thrown away, as 256 is no multiple of 62. */
function randomLetters(count: number, randomBytes: RandomBytes): string {
  let letters = ''
  while (letters.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 248 && letters.length < count) letters += LETTERS.charAt(byte % 62)
    }
  }
  return letters
}
