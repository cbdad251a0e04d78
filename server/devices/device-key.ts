import { createPublicKey, verify } from 'node:crypto'

/** True when the signature (base64url) over the text was made with this raw Ed25519 key. Never throws. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: string): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    // 32 bytes that are no point of the curve are no key.
    return false
  }
}
