import type { Kysely } from 'kysely'
import type { WriteQuery } from './database.ts'
import {
  CARD_KEY_SUBJECT,
  CARD_PIN_SUBJECT,
  type CardKeys,
  cardKeysDigest,
  cardPinDigest,
  regivenRecord,
} from './proof/card-keys.ts'
import type { Schema } from './schema.ts'

/**
 * The statements that give a card other keys, with the record by which the proof knows that it was
 * not a thief. They fit only while the card has the keys that it had before.
 */
export function rekeyStatements(
  read: Kysely<Schema>,
  cardNumber: number,
  { before, after }: { readonly before: CardKeys; readonly after: CardKeys },
): WriteQuery[] {
  const update = read
    .updateTable('card')
    .set({
      number_lookup: after.lookup,
      number_sealed: after.sealed,
      key_version: after.keyVersion,
    })
    .where('id', '=', cardNumber)
    .where('key_version', '=', before.keyVersion)
    .where('number_lookup', '=', before.lookup)
  const record = recordOf(read, CARD_KEY_SUBJECT, cardNumber, [
    cardKeysDigest(before),
    cardKeysDigest(after),
  ])
  return [{ query: update.compile(), changes: 1 }, record]
}

/**
 * The statements that give a card another PIN, likewise: `before` and `after` are what it is checked
 * against. They fit only while it is checked against the one before.
 */
export function repinStatements(
  read: Kysely<Schema>,
  cardNumber: number,
  { before, after }: { readonly before: string | null; readonly after: string },
): WriteQuery[] {
  const update = read
    .updateTable('card')
    .set({ pin_hash: after })
    .where('id', '=', cardNumber)
    .where('pin_hash', before === null ? 'is' : '=', before)
  const digests = [cardPinDigest(before), cardPinDigest(after)] as const
  return [
    { query: update.compile(), changes: 1 },
    recordOf(read, CARD_PIN_SUBJECT, cardNumber, digests),
  ]
}

function recordOf(
  read: Kysely<Schema>,
  subject: string,
  cardNumber: number,
  [from, to]: readonly [from: string, to: string],
): WriteQuery {
  const query = read
    .insertInto('change_record')
    .columns(['subject', 'key', 'content'])
    .values({
      id: undefined as never,
      ...{ subject, key: String(cardNumber), content: regivenRecord(from, to) },
    })
  return { query: query.compile(), changes: 1 }
}
