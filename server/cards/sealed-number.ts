import { type CardNumber, cardNumberSchema } from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { openWithAny } from './sealing.ts'

/** The number of a card, opened; undefined when there is no such card or it does not open. */
export async function openNumber(
  { database, keys }: Pick<ServerContext, 'database' | 'keys'>,
  cardId: CardId,
): Promise<CardNumber | undefined> {
  const row = await database.read
    .selectFrom('card')
    .where('uid', '=', cardId)
    .select('number_sealed')
    .executeTakeFirst()
  if (row === undefined) return undefined
  const text = openWithAny(keys, { sealed: row.number_sealed, boundTo: cardId })
  const number = cardNumberSchema.safeParse(text)
  return number.success ? number.data : undefined
}
