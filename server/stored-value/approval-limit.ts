import { type Minor, minor, ZERO } from '../../src/contract/money.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'

/** What one person may put right alone where nobody set it: nothing. */
const USUAL_LIMIT_MINOR = ZERO

/**
 * The largest adjustment or credit that one person makes alone, in minor units of the card's currency:
 * the one place that knows where this stands.
 */
export async function approvalLimitOf({ read }: Database, networkId: string): Promise<Minor> {
  const row = await read
    .selectFrom('approval_limit')
    .where('network_id', '=', networkId)
    .select('limit_minor')
    .executeTakeFirst()
  return row ? minor(row.limit_minor) : USUAL_LIMIT_MINOR
}

/** Sets it for a network, and records who did. */
export async function setApprovalLimit(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  networkId: string,
  limitMinor: Minor,
  by: { readonly actor: string; readonly ip: string | null },
): Promise<void> {
  const before = await approvalLimitOf(context.database, networkId)
  const query = context.database.read
    .insertInto('approval_limit')
    .values({ network_id: networkId, limit_minor: limitMinor })
    .onConflict((on) => on.column('network_id').doUpdateSet({ limit_minor: limitMinor }))
    .compile()
  const audit = record(context, {
    ...{ ...by, action: 'approval-limit-set', subject: `network:${networkId}` },
    detail: { before, after: limitMinor },
  })
  const written = await context.database.write([{ query, changes: 1 }, audit])
  if (!written) throw new Error('the limit could not be written')
}
