import { onTestFinished } from 'vitest'
import type { Schema } from '../../../server/storage/schema.ts'
import type { TestNetwork } from '../ledger/network.ts'

/** The columns of a card that no operation changes yet. */
export type CardColumns = Pick<Schema['card'], 'state' | 'held_minor' | 'expires_at_ms'>

/**
 * Changes a card as the administration may some day, for the rest of the test: the proof at the end
 * takes what no operation did for a planted change.
 */
export async function setCard(
  network: TestNetwork,
  cardId: string,
  set: Partial<CardColumns>,
): Promise<void> {
  const before = await network.database.read
    .selectFrom('card')
    .select(['state', 'held_minor', 'expires_at_ms'])
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
  await writeCard(network, cardId, set)
  const changed = Object.fromEntries(Object.entries(before).filter(([column]) => column in set))
  onTestFinished(() => writeCard(network, cardId, changed))
}

async function writeCard(
  { database }: TestNetwork,
  cardId: string,
  set: Partial<CardColumns>,
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
