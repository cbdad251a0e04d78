import type { ServerContext } from '../context.ts'
import { dayAt } from '../ledger/calendar.ts'
import { advanceRun } from './advancing.ts'
import { PIECE_PAYOUTS } from './limits.ts'
import { changePayout, postOwed } from './owed.ts'
import { confirmationOf } from './posting.ts'
import type { PayoutRow } from './rows.ts'

/**
 * Lets payouts arrive of which the bank said nothing: on their day they are taken to be paid, and once
 * the days are over on which a bank sends back what it cannot book, they are confirmed.
 */
export async function letArrive(context: ServerContext): Promise<boolean> {
  const { database, nowMs } = context
  const profiles = await database.read
    .selectFrom('bank_profile')
    .select(['id', 'time_zone'])
    .orderBy('number')
    .execute()
  for (const { id, time_zone } of profiles) {
    const today = dayAt(nowMs(), time_zone)
    await assumePaid(context, id, today)
    const rows = await arrived(context, id, today)
    if (rows.length === 0) continue
    await confirm(context, rows)
    return true
  }
  return false
}

async function assumePaid({ database }: ServerContext, profileId: string, today: string) {
  const isAny = await database.read
    .selectFrom('payout')
    .where('profile_id', '=', profileId)
    .where('state', '=', 'sent')
    .where('value_on', '<=', today)
    .where('confirmed_at_ms', 'is', null)
    .where('confirm_on', 'is not', null)
    .select('reference')
    .executeTakeFirst()
  if (isAny === undefined) return
  const query = database.read
    .updateTable('payout')
    .set({ state: 'assumed_paid' })
    .where('profile_id', '=', profileId)
    .where('state', '=', 'sent')
    .where('value_on', '<=', today)
    .where('confirm_on', 'is not', null)
    .compile()
  await database.write([{ query }])
}

/** The whole of the last day counts: what comes on it is still a return in time. */
function arrived({ database }: ServerContext, profileId: string, today: string) {
  return database.read
    .selectFrom('payout')
    .where('profile_id', '=', profileId)
    .where('state', 'in', ['sent', 'assumed_paid', 'corrected'])
    .where('confirm_on', 'is not', null)
    .where('confirm_on', '<', today)
    .where('confirmed_at_ms', 'is', null)
    .where('owed', 'is', null)
    .orderBy('reference')
    .limit(PIECE_PAYOUTS)
    .selectAll()
    .execute()
}

async function confirm(context: ServerContext, rows: readonly PayoutRow[]): Promise<void> {
  const nowMs = context.nowMs()
  const changes = rows.map((row) => ({
    row,
    change: {
      state: row.state === 'corrected' ? ('corrected' as const) : ('confirmed' as const),
      ...{ owed: confirmationOf(row), confirmed_at_ms: nowMs, ended_at_ms: nowMs },
    },
  }))
  const writes = changes.map(({ row, change }) => changePayout(context, row, change))
  // When a bank's answer came in between, the rest is found again at the next look.
  if (!(await context.database.write(writes))) return
  await postOwed(
    context,
    changes.map(({ row, change }) => ({ ...row, owed: change.owed })),
  )
  for (const runId of new Set(rows.map(({ run_id }) => run_id))) await advanceRun(context, runId)
}
