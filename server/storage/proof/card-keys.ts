import { createHash } from 'node:crypto'
import { ask, askEach, type Proof, type Value } from './reader.ts'

/** What of a card changes when its keys do. */
export interface CardKeys {
  readonly lookup: Uint8Array
  readonly sealed: Uint8Array
  readonly keyVersion: number
}

/** The subject under which the record of changes keeps that a card was given other keys. */
export const CARD_KEY_SUBJECT = 'card_key'

/** The subject under which it keeps that a card was given another PIN. */
export const CARD_PIN_SUBJECT = 'card_pin'

/** Stands for what a card's PIN is checked against, and says nothing of it; of none, too. */
export function cardPinDigest(pinHash: string | null): string {
  return createHash('sha256').update(JSON.stringify(pinHash)).digest('hex')
}

/** Stands for the keys of a card in the record of changes, and says nothing of its number. */
export function cardKeysDigest({ lookup, sealed, keyVersion }: CardKeys): string {
  return createHash('sha256').update(lookup).update(sealed).update(`${keyVersion}`).digest('hex')
}

/** The content of the record that a card was given other keys, or another PIN. */
export function regivenRecord(from: string, to: string): string {
  return JSON.stringify([from, to])
}

/** What is on record of a card that was given something else in place of what it was made with. */
export interface Regiven {
  /** The digest of what it was made with. */
  readonly birth: string
  /** The digest of what it was given last. */
  readonly last: string
}

/** The cards among these that were given other keys, or another PIN, by number. */
export function* readRegiven(
  subject: typeof CARD_KEY_SUBJECT | typeof CARD_PIN_SUBJECT,
  ids: readonly number[],
): Proof<Map<number, Regiven>> {
  const found = new Map<number, Regiven>()
  const any = yield* ask<[number]>(
    `SELECT 1 FROM change_record WHERE subject = '${subject}' LIMIT 1`,
  )
  if (any.length === 0) return found
  const rows = yield* askEach<[number, string, Value]>(
    `SELECT id, key, content FROM change_record WHERE subject = '${subject}' AND key IN (?)`,
    ids.map(String),
  )
  const inOrder = rows.toSorted(([one], [two]) => Number(one) - Number(two))
  for (const [, key, content] of inOrder) {
    const [from, to] = digestsOf(content)
    found.set(Number(key), { birth: found.get(Number(key))?.birth ?? from, last: to })
  }
  return found
}

/** Digests of no keys for a record that is none: then nothing that it is held against is the same. */
function digestsOf(content: Value): [from: string, to: string] {
  try {
    const values: unknown = JSON.parse(String(content))
    return Array.isArray(values) ? [String(values[0]), String(values[1])] : ['', '']
  } catch {
    return ['', '']
  }
}
