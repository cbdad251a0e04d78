import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto'
import { SESSION_INFO } from '../../src/contract/wire/frames.ts'
import { openHmac } from '../hmac.ts'

/** One side's half of the key agreement, used for one socket and then forgotten. */
export interface Ephemeral {
  /** Raw X25519 public key, base64url. */
  readonly publicKey: string
  /** The shared secret with the other side's raw public key (base64url). Throws when that is no key. */
  readonly agree: (theirs: string) => Uint8Array
}

/** The two keys of a session: each direction has its own, so that no frame can be sent back. */
export interface SessionKeys {
  readonly fromStation: Mac
  readonly fromServer: Mac
}

export function createEphemeral(): Ephemeral {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const { x } = publicKey.export({ format: 'jwk' })
  if (x === undefined) throw new Error('an X25519 key without its point')
  return {
    publicKey: x,
    agree: (theirs) => {
      const jwk = { kty: 'OKP', crv: 'X25519', x: theirs }
      const theirKey = createPublicKey({ key: jwk, format: 'jwk' })
      return diffieHellman({ privateKey, publicKey: theirKey })
    },
  }
}

/** HKDF-SHA256 over the shared secret, with the challenge's nonce (its 32 bytes) as salt. */
export function deriveSessionKeys(secret: Uint8Array, nonce: string): SessionKeys {
  const salt = Buffer.from(nonce, 'base64url')
  const bytes = new Uint8Array(hkdfSync('sha256', secret, salt, SESSION_INFO, 64))
  return {
    fromStation: createMac(bytes.slice(0, 32)),
    fromServer: createMac(bytes.slice(32)),
  }
}

/** HMAC-SHA256 under one key over a text as sent, base64url: 43 characters. */
export type Mac = (text: string) => string

/** `key` has at most 64 bytes. */
export function createMac(key: Uint8Array): Mac {
  return openHmac(key).ofText
}

/** True when the mac belongs to the text; takes the same time for every wrong one. */
export function isMacOf(macOf: Mac, text: string, mac: string): boolean {
  // Compared in places that are kept: each frame comes through here.
  if (given.write(mac, 'utf8') !== MAC_BYTES || mac.length !== MAC_BYTES) return false
  right.write(macOf(text), 'utf8')
  return timingSafeEqual(given, right)
}

const MAC_BYTES = 43
const given = Buffer.alloc(MAC_BYTES)
const right = Buffer.alloc(MAC_BYTES)
