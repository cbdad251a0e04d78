import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { PIECE_PAYOUTS } from './limits.ts'
import { payoutDeed, postDeeds } from './posting.ts'
import type { PayoutRow } from './rows.ts'

/** Tells the ledger what it is still owed of these payouts, and takes note that it was told. */
export async function postOwed(
  context: Pick<ServerContext, 'database'>,
  rows: readonly PayoutRow[],
): Promise<void> {
  const owing = rows.flatMap((row) => (row.owed === null ? [] : [{ row, kind: row.owed }]))
  if (owing.length === 0) return
  await postDeeds(
    context,
    owing.map(({ row, kind }) => payoutDeed(row, kind)),
  )
  await context.database.write(owing.map(({ row }) => told(context, row)))
}

function told({ database }: Pick<ServerContext, 'database'>, row: PayoutRow): WriteQuery {
  const query = database.read
    .updateTable('payout')
    .set({ owed: null })
    .where('reference', '=', row.reference)
    .where('owed', '=', row.owed)
    .compile()
  return { query }
}

/** The next payouts of which the ledger was not told something: whoever wrote it down was killed. */
export async function postForgotten(context: ServerContext): Promise<boolean> {
  const rows = await context.database.read
    .selectFrom('payout')
    .where('owed', 'is not', null)
    .orderBy('reference')
    .limit(PIECE_PAYOUTS)
    .selectAll()
    .execute()
  await postOwed(context, rows)
  return rows.length > 0
}

/** Changes a payout that is as it was read; the write does not fit when somebody was there before. */
export function changePayout(
  { database }: Pick<ServerContext, 'database'>,
  { reference, state, sent_at_ms, confirmed_at_ms }: PayoutRow,
  change: Partial<PayoutRow>,
): WriteQuery {
  const query = database.read
    .updateTable('payout')
    .set(change)
    .where('reference', '=', reference)
    .where('state', '=', state)
    .where('owed', 'is', null)
    .where('sent_at_ms', sent_at_ms === null ? 'is' : '=', sent_at_ms)
    .where('confirmed_at_ms', confirmed_at_ms === null ? 'is' : '=', confirmed_at_ms)
    .compile()
  return { query, changes: 1 }
}
