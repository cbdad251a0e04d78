import type { Updateable } from 'kysely'
import type { Schema } from '../../../server/storage/schema.ts'
import type { TestNetwork } from '../ledger/network.ts'

/** Changes a card as the administration would. */
export async function setCard(
  { database }: TestNetwork,
  cardId: string,
  set: Updateable<Schema['card']>,
): Promise<void> {
  const query = database.read.updateTable('card').set(set).where('uid', '=', cardId).compile()
  if (!(await database.write([{ query, changes: 1 }]))) throw new Error(`no card ${cardId}`)
}

/** What a card is worth by its row. */
export async function balanceOf(
  { database }: TestNetwork,
  { cardId }: { readonly cardId: string },
): Promise<number> {
  const row = await database.read
    .selectFrom('card')
    .select('balance_minor')
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
  return row.balance_minor
}

/** Operations on record. */
export async function journalRows({ database }: TestNetwork): Promise<number> {
  const rows = database.read.selectFrom('journal').select((row) => row.fn.countAll().as('rows'))
  return Number((await rows.executeTakeFirstOrThrow()).rows)
}

/** All that cards are worth, and all that was ever moved: neither changes by a refusal. */
export async function totals({ database: { read } }: TestNetwork): Promise<readonly number[]> {
  const cards = read.selectFrom('card').select((row) => row.fn.sum('balance_minor').as('sum'))
  const moved = read.selectFrom('journal').select((row) => row.fn.sum('amount_minor').as('sum'))
  return [
    Number((await cards.executeTakeFirstOrThrow()).sum),
    Number((await moved.executeTakeFirstOrThrow()).sum),
  ]
}
