import type { BankRule } from '../../src/contract/admin/bank-accounts.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'
import { COOLING_DAYS } from './limits.ts'

/** How careful a network is; as careful as the house where nobody said otherwise. */
export async function readRule(
  { read }: Pick<Database, 'read'>,
  networkId: string,
): Promise<BankRule> {
  const row = await read
    .selectFrom('bank_account_rule')
    .where('network_id', '=', networkId)
    .select(['cooling_days', 'bank_changes'])
    .executeTakeFirst()
  return {
    coolingDays: row?.cooling_days ?? COOLING_DAYS,
    bankChanges: row?.bank_changes ?? 'approve',
  }
}

/** Sets it for everything that is approved or corrected from now on, and for what cools already. */
export async function writeRule(
  context: ServerContext,
  { networkId, staffId, ip }: SignedIn,
  { coolingDays, bankChanges }: BankRule,
): Promise<void> {
  const { database, nowMs } = context
  const actor = `staff:${staffId}`
  const set = { cooling_days: coolingDays, bank_changes: bankChanges }
  const by = { changed_by: actor, changed_at_ms: nowMs() }
  const query = database.read
    .insertInto('bank_account_rule')
    .values({ network_id: networkId, ...set, ...by })
    .onConflict((on) => on.column('network_id').doUpdateSet({ ...set, ...by }))
    .compile()
  const audit = record(context, {
    ...{ actor, ip, action: 'bank-rule-change', subject: `network:${networkId}` },
    detail: { coolingDays, bankChanges },
  })
  await database.write([{ query, changes: 1 }, audit])
}
