import type { RunState } from '../../src/contract/admin/payout-views.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import type { Run } from './rows.ts'

type Parts = Pick<ServerContext, 'database'>

/** Moves a run on to where its payouts are. Does nothing when it is there. */
export async function advanceRun({ database }: Parts, runId: string): Promise<void> {
  const run = await database.read
    .selectFrom('settlement_run')
    .where('id', '=', runId)
    .select(['id', 'state'])
    .executeTakeFirst()
  if (run === undefined || !MOVING.has(run.state)) return
  const next = await stateOf({ database }, run)
  if (next !== run.state) await database.write([toState({ database }, run, next)])
}

/** Moves a run on all of whose payouts have ended: whoever ended the last of them was killed before it did. */
export async function advanceForgotten({ database }: Parts): Promise<boolean> {
  const run = await database.read
    .selectFrom('settlement_run as run')
    .where('run.state', 'in', MOVING_STATES)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('payout')
            .whereRef('payout.run_id', '=', 'run.id')
            .where('payout.state', 'not in', ['returned', 'cancelled'])
            .where('payout.confirmed_at_ms', 'is', null)
            .select('payout.reference'),
        ),
      ),
    )
    .select('run.id')
    .executeTakeFirst()
  if (run === undefined) return false
  await advanceRun({ database }, run.id)
  return true
}

const MOVING_STATES = ['generated', 'sent', 'acknowledged'] as const
const MOVING: ReadonlySet<RunState> = new Set(MOVING_STATES)

async function stateOf(parts: Parts, run: Pick<Run, 'id' | 'state'>): Promise<RunState> {
  const [pending, open] = await countsOf(parts, run.id)
  if (open === 0) return 'settled'
  return pending === 0 && run.state === 'generated' ? 'sent' : run.state
}

/** Payouts that are not at the bank yet, and those that have not come to their end. */
async function countsOf({ database }: Parts, runId: string): Promise<readonly [number, number]> {
  const rows = await database.read
    .selectFrom('payout')
    .where('run_id', '=', runId)
    .groupBy(['state'])
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .select(({ fn }) => fn.count<number>('confirmed_at_ms').as('confirmed'))
    .execute()
  const pending = rows.find(({ state }) => state === 'pending')?.count ?? 0
  const open = rows.reduce((sum, { state, count, confirmed }) => {
    if (state === 'returned' || state === 'cancelled') return sum
    return sum + Number(count) - Number(confirmed)
  }, 0)
  return [Number(pending), open]
}

function toState(
  { database }: Parts,
  { id, state }: Pick<Run, 'id' | 'state'>,
  next: RunState,
): WriteQuery {
  const query = database.read
    .updateTable('settlement_run')
    .set({ state: next })
    .where('id', '=', id)
    .where('state', '=', state)
    .compile()
  return { query, changes: 1 }
}

/** The bank took what was sent: a run that waits for that moves on. */
export function acknowledged({ database }: Parts, runId: string): WriteQuery {
  const query = database.read
    .updateTable('settlement_run')
    .set({ state: 'acknowledged' })
    .where('id', '=', runId)
    .where('state', '=', 'sent')
    .compile()
  return { query }
}
