import type { ServerContext } from '../context.ts'
import { nextCardState } from '../ledger/card-states.ts'
import type { WriteQuery } from '../storage/database.ts'
import { type Batch, findUnmoved } from './batch-rows.ts'
import { MOVED_CARDS } from './limits.ts'
import { itemKey } from './serials.ts'

/**
 * Gives the cards of a batch that was received or given up the state that follows from it, some at a
 * time, so that sales come between. What is killed meanwhile is gone on with; until then a card that
 * is still planned is refused.
 */
export async function moveCards(
  { database }: Pick<ServerContext, 'database'>,
  { number, count, state, batchId }: Pick<Batch, 'number' | 'count' | 'state' | 'batchId'>,
): Promise<void> {
  const { read, write } = database
  const after = nextCardState('planned', state === 'received' ? 'receive' : 'spoil')
  for (let first = 1; first <= count; first += MOVED_CARDS) {
    const query = read
      .updateTable('card')
      .set({ state: after })
      .where('state', '=', 'planned')
      .where('uid', 'in', ({ selectFrom }) =>
        selectFrom('batch_item')
          .where('id', '>=', itemKey(number, first))
          .where('id', '<', itemKey(number, first + MOVED_CARDS))
          .select('uid'),
      )
      .compile()
    await write([{ query }])
  }
  const moved = read.updateTable('batch').set({ is_moved: 1 }).where('id', '=', batchId).compile()
  await write([{ query: moved }] satisfies WriteQuery[])
}

/** Goes on with what a server that ended left half done. */
export async function moveLeftOver(context: Pick<ServerContext, 'database'>): Promise<void> {
  for (const batch of await findUnmoved(context.database)) await moveCards(context, batch)
}
