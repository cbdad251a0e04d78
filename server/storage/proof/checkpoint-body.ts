import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { ACCOUNT_KINDS, readAccount } from '../../ledger/accounts.ts'

const hex32 = z.string().regex(/^[0-9a-f]{64}$/)
const whole = z.int().nonnegative()
/** How far a table that only grows has come, and the hash over its rows up to there. */
const reach = z.strictObject({ id: whole, hash: hex32 })
const kindSums = z.record(z.enum(ACCOUNT_KINDS), z.int())

const bodySchema = z.strictObject({
  format: z.literal('countermark checkpoint 1'),
  id: z.int().min(1),
  /** SHA-256 of the body before; zeros for the first. */
  previous: hex32,
  timeMs: whole,
  /** The last commit group that it covers, and the hash of the chain there. */
  groupId: whole,
  chainHash: hex32,
  /** Rows of the journal up to that group. */
  rows: whole,
  /** Sums of all entries up to that group, by currency and sort of account. */
  sums: z.record(z.string(), kindSums),
  /** How many cards the segments cover, how many segments there are, and their chain. */
  cards: whole,
  segments: reach,
  tombstones: z.strictObject({ count: whole, hash: hex32 }),
  audit: reach,
  changes: reach,
})

/** What a checkpoint says of the ledger. Hashes are hex. */
export type CheckpointBody = z.output<typeof bodySchema>
/** Sums of entries by sort of account, in minor units. */
export type KindSums = z.output<typeof kindSums>

/** The hash of nothing yet. */
export const NO_HASH = '0'.repeat(64)

/** Before the first checkpoint. */
export const NO_CHECKPOINT: CheckpointBody = {
  format: 'countermark checkpoint 1',
  id: 0,
  previous: NO_HASH,
  timeMs: 0,
  groupId: 0,
  chainHash: NO_HASH,
  rows: 0,
  sums: {},
  cards: 0,
  segments: { id: 0, hash: NO_HASH },
  tombstones: { count: 0, hash: NO_HASH },
  audit: { id: 0, hash: NO_HASH },
  changes: { id: 0, hash: NO_HASH },
}

/** Reads the text of a checkpoint; undefined when it is none. */
export function readBody(text: string): CheckpointBody | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** SHA-256 of a body's text, as the next checkpoint names it. */
export function bodyHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The next hash over rows that are only ever added: of the hash before and the row's values. */
export function chainedHash(previous: string, row: readonly (string | number | null)[]): string {
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(row)}`)
    .digest('hex')
}

/** Adds an amount to the sums of its currency under the sort of its account. */
export function addToSums(
  all: Record<string, KindSums>,
  currency: string,
  account: string,
  amountMinor: number,
): void {
  const kind = readAccount(account)?.kind
  if (kind === undefined) return
  let sums = all[currency]
  if (!sums) {
    sums = noSums()
    all[currency] = sums
  }
  sums[kind] += amountMinor
}

/** The sums as one text, whatever the order in which currencies came up. */
export function sumsText(all: Readonly<Record<string, KindSums>>): string {
  const currencies = Object.keys(all).sort()
  return currencies
    .map((currency) => {
      const sums = all[currency] ?? noSums()
      return `${currency} ${ACCOUNT_KINDS.map((kind) => sums[kind]).join('/')}`
    })
    .join(', ')
}

function noSums(): KindSums {
  return Object.fromEntries(ACCOUNT_KINDS.map((kind) => [kind, 0])) as KindSums
}

/** The Ed25519 key behind its raw 32 bytes as base64url; undefined for anything else. */
export function publicKeyOf(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text.trim() }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** Whether the signature over a body's text was made with the private half of this key. */
export function isSignedBy(key: KeyObject, text: string, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, Buffer.from(text, 'utf8'), key, signature)
}
