import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto'
import type { Random } from '../ports.ts'

/**
 * Cost of one hash: about 50 ms of a shop PC. A PIN of four digits in a stolen file is guessed anyway;
 * the price is that nobody reads it over a shoulder.
 */
const COST = { N: 16_384, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** A slow hash of a PIN with its own salt, as text. */
export const hashPin = hashing(slow)
export const isPin = comparing(slow)

/** A quick one of what stands on a badge: each card that is scanned is compared with all badges. */
export const hashBadge = hashing(quick)
export const isBadge = comparing(quick)

type Derive = (secret: string, salt: Buffer) => Buffer

function slow(secret: string, salt: Buffer): Buffer {
  return scryptSync(secret, salt, HASH_BYTES, COST)
}

function quick(secret: string, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(secret).digest()
}

function hashing(derive: Derive): (secret: string, random: Random) => string {
  return (secret, random) => {
    const salt = Buffer.from(random.bytes(SALT_BYTES))
    return `${salt.toString('base64url')}.${derive(secret, salt).toString('base64url')}`
  }
}

function comparing(derive: Derive): (secret: string, hash: string) => boolean {
  return (secret, hash) => {
    const [salt = '', expected = ''] = hash.split('.')
    const kept = Buffer.from(expected, 'base64url')
    const given = derive(secret, Buffer.from(salt, 'base64url'))
    return kept.length === given.length && timingSafeEqual(kept, given)
  }
}
