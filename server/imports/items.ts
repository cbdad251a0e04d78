import { z } from 'zod'
import { type CardNumber, cardNumberSchema } from '../../src/contract/card-number.ts'
import { type CardId, uuidV7 } from '../../src/contract/ids.ts'
import { balanceMinorSchema } from '../../src/contract/money.ts'
import { CARD_FORMS, type CardForm } from '../../src/contract/operations.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import { openWithAny, type Pins, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Keys } from '../keys.ts'
import type { Database, Schema } from '../storage/index.ts'
import type { SoundRow } from './check-row.ts'
import { itemKey } from './import-rows.ts'
import { CHECK_PIECE_ROWS } from './limits.ts'

/** All of a row that waits to be committed, but for its PIN. */
const contentSchema = z.strictObject({
  number: cardNumberSchema,
  form: z.enum(CARD_FORMS),
  initialMinor: balanceMinorSchema,
  amountMinor: balanceMinorSchema,
  stands: z.enum(['active', 'blocked']),
  issuedAtMs: z.int(),
  lastUsedAtMs: z.int().nullable(),
  expiresAtMs: z.int().nullable(),
  reference: z.string().nullable(),
})
export type ItemContent = z.output<typeof contentSchema>

/** A row of an import as it is stored. */
export type Item = Schema['card_import_item']

/** A row as it waits: sealed as the number of a card is, its PIN as that of a printed card. */
export function sealItem(
  context: Pick<ServerContext, 'keys' | 'nowMs' | 'randomBytes'>,
  pins: Pins,
  { row, form }: { readonly row: SoundRow; readonly form: CardForm },
  place: { readonly importNumber: number; readonly serial: number },
): Item {
  const { keys, nowMs, randomBytes } = context
  const uid = uuidV7(nowMs(), randomBytes(10)) as CardId
  const { pin, row: _place, state, ...rest } = row
  const content: ItemContent = { ...rest, form, stands: state === 'blocked' ? 'blocked' : 'active' }
  const text = JSON.stringify(content)
  return {
    id: itemKey(place.importNumber, place.serial),
    uid,
    sealed: sealText({ key: keys.numberSeal, text, boundTo: uid, randomBytes }),
    pin_hash: pin === null ? null : pins.quickPin(uid, pin),
    is_quick: pin === null ? 0 : 1,
    journal_id: null,
    code: null,
  }
}

/** How many rows that wait do not open under these keys: they could not be committed with them alone. */
export async function countClosedItems(
  { read }: Pick<Database, 'read'>,
  keys: Pick<Keys, 'numberKeys'>,
): Promise<number> {
  let count = 0
  for (let after = 0; ; ) {
    const rows = await read
      .selectFrom('card_import_item')
      .where('id', '>', after)
      .where('sealed', 'is not', null)
      .orderBy('id')
      .limit(CHECK_PIECE_ROWS)
      .select(['id', 'uid', 'sealed'])
      .execute()
    for (const { id, uid, sealed } of rows) {
      after = id
      if (sealed && openWithAny(keys, { sealed, boundTo: uid }) === undefined) count += 1
    }
    if (rows.length < CHECK_PIECE_ROWS) return count
  }
}

/** What was sealed, with the number. Throws when its keys are gone. */
export function openItem(
  { keys }: Pick<ServerContext, 'keys'>,
  { uid, sealed }: Pick<Item, 'uid' | 'sealed'>,
): ItemContent & { readonly number: CardNumber } {
  const text = sealed && openWithAny(keys, { sealed, boundTo: uid })
  const content = text ? parseJson(contentSchema, text) : undefined
  invariant(content?.ok, 'a row that waits opens under a key that is still there')
  return content.value
}
