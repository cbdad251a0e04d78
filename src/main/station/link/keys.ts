import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { SESSION_INFO } from '../../../contract/wire/frames.ts'

/** Keys of the station's socket. Raw public keys travel as base64url of 32 bytes. */

/** A new Ed25519 key for this device: the private half as PKCS #8 DER, the public half raw. */
export function makeDeviceKey(): { readonly privateKey: Uint8Array; readonly publicKey: string } {
  const pair = generateKeyPairSync('ed25519')
  return {
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
    publicKey: rawPublicKey(pair.publicKey),
  }
}

/** Signs text with the device's key: base64url of 64 bytes. */
export function signText(privateKey: Uint8Array, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  return sign(null, Buffer.from(text), key).toString('base64url')
}

/** True when the holder of this raw Ed25519 key signed the text. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = importRaw('Ed25519', publicKey)
  if (key === undefined) return false
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

/** The two directions of one session. */
export interface SessionKeys {
  readonly outgoing: Uint8Array
  readonly incoming: Uint8Array
}

/** A fresh X25519 key for one handshake, and how to make the session keys with the other side's. */
export function makeEphemeral(): {
  readonly publicKey: string
  /** Undefined when the other side's key is not one. */
  readonly agree: (theirs: string, nonce: string) => SessionKeys | undefined
} {
  const pair = generateKeyPairSync('x25519')
  return {
    publicKey: rawPublicKey(pair.publicKey),
    agree: (theirs, nonce) => {
      const publicKey = importRaw('X25519', theirs)
      const secret = publicKey && sharedSecret(pair.privateKey, publicKey)
      return secret && sessionKeys(secret, Buffer.from(nonce, 'base64url'))
    },
  }
}

/** The 43 characters in front of a frame: HMAC-SHA256 over the JSON text as sent. */
export function frameMac(key: Uint8Array, json: string): string {
  return createHmac('sha256', key).update(json).digest('base64url')
}

/** Compares in constant time. */
export function isFrameMac(key: Uint8Array, json: string, mac: string): boolean {
  const expected = Buffer.from(frameMac(key, json))
  const given = Buffer.from(mac)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function rawPublicKey(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? ''
}

function importRaw(curve: 'Ed25519' | 'X25519', raw: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: curve, x: raw }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** A key of low order gives no secret: the library refuses it. */
function sharedSecret(privateKey: KeyObject, publicKey: KeyObject): Uint8Array | undefined {
  try {
    return diffieHellman({ privateKey, publicKey })
  } catch {
    return undefined
  }
}

function sessionKeys(secret: Uint8Array, salt: Uint8Array): SessionKeys {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, salt, SESSION_INFO, 64))
  return { outgoing: bytes.subarray(0, 32), incoming: bytes.subarray(32) }
}
