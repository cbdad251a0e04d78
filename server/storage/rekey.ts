import type { Kysely } from 'kysely'
import type { WriteQuery } from './database.ts'
import {
  CARD_KEY_SUBJECT,
  type CardKeys,
  cardKeysDigest,
  cardKeysRecord,
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
  const record = read
    .insertInto('change_record')
    .columns(['subject', 'key', 'content'])
    .values({
      id: undefined as never,
      subject: CARD_KEY_SUBJECT,
      key: String(cardNumber),
      content: cardKeysRecord(cardKeysDigest(before), cardKeysDigest(after)),
    })
  return [
    { query: update.compile(), changes: 1 },
    { query: record.compile(), changes: 1 },
  ]
}
