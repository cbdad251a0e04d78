import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { rekeyStatements } from '../storage/index.ts'
import { sealText } from './sealing.ts'

/** Stands in place of the number of a card that gave its number up. */
export const RELEASED_NUMBER = 'released'

/** Bytes of what a card is found by. */
const LOOKUP_BYTES = 32

/** What of a card's row its number is. */
export interface NumberedRow {
  readonly id: number
  readonly uid: string
  readonly number_lookup: Uint8Array
  readonly number_sealed: Uint8Array
  readonly key_version: number
}

/**
 * The statements by which a card that is gone for good gives up its number: nobody finds it by that any
 * more, and another card may have it. They fit only while the card has the keys that it had before.
 */
export function releaseNumber(
  { database, keys, randomBytes }: Pick<ServerContext, 'database' | 'keys' | 'randomBytes'>,
  card: NumberedRow,
): WriteQuery[] {
  const { keyVersion } = keys
  const sealed = sealText({
    ...{ key: keys.numberSeal, text: RELEASED_NUMBER, boundTo: card.uid, randomBytes },
  })
  const { number_lookup: lookup, number_sealed, key_version } = card
  return rekeyStatements(database.read, card.id, {
    before: { lookup, sealed: number_sealed, keyVersion: key_version },
    // Found by nothing: no number has these bytes.
    after: { lookup: randomBytes(LOOKUP_BYTES), sealed, keyVersion },
  })
}
