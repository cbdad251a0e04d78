import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Actor } from './actor.ts'
import { noRun } from './approving.ts'
import { changeRun, findRun } from './rows.ts'

/**
 * Gives up a draft: its stretch of the journal belongs to the next run. STATE_CONFLICT once it was
 * approved, as its money may have moved then.
 */
export async function cancelRun(
  context: ServerContext,
  who: Actor,
  { runId, reason }: { readonly runId: string; readonly reason: string },
): Promise<Reply<{ readonly runId: string }>> {
  const { database, nowMs } = context
  const run = await findRun(database, who.networkId, runId)
  if (run === undefined) return noRun()
  if (run.state !== 'draft') return failed('STATE_CONFLICT', NO_DRAFT)
  const own = database.read.selectFrom('payout').where('run_id', '=', runId).select('reference')
  const unlink = database.read
    .updateTable('payout')
    .set({ replaced_by: null })
    .where('replaced_by', 'in', own)
    .compile()
  const payouts = database.read
    .updateTable('payout')
    .set({ state: 'cancelled', ended_at_ms: nowMs() })
    .where('run_id', '=', runId)
    .compile()
  const lines = database.read
    .updateTable('settlement_line')
    .set({ is_cancelled: 1 })
    .where('run_id', '=', runId)
    .compile()
  const isDone = await database.write([
    changeRun(context, run, '', {
      ...{ state: 'cancelled', cancelled_by: who.actor, cancelled_at_ms: nowMs(), reason },
      ...{ worker: null, lease_until_ms: 0 },
    }),
    ...[{ query: unlink }, { query: payouts }, { query: lines }],
    record(context, {
      ...{ actor: who.actor, ip: who.ip, action: 'run-cancel', subject: `run:${runId}` },
      detail: { number: run.number, reason },
    }),
  ])
  return isDone ? success({ runId }) : failed('STATE_CONFLICT', NO_DRAFT)
}

const NO_DRAFT =
  'Only a draft can be cancelled. What was approved is on its way: what comes back of it is paid by a later run.'
