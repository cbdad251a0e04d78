import { type RawBuilder, sql } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/**
 * How many versions, steps and changes of rules the accounts of a network ever had. They are only ever
 * added: another number means that somebody changed one.
 */
export function accountChanges(networkId: NetworkId): RawBuilder<number> {
  return sql<number>`(
    SELECT COUNT(*) FROM bank_account WHERE network_id = ${networkId}
  ) + (
    SELECT COUNT(*) FROM bank_account_step AS step
      JOIN bank_account AS account ON account.id = step.account_id
     WHERE account.network_id = ${networkId}
  ) + COALESCE((
    SELECT changed_at_ms FROM bank_account_rule WHERE network_id = ${networkId}
  ), 0)`
}

/** The same number as it is now. */
export async function countAccountChanges(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<number> {
  const { rows } = await sql<{ changes: number }>`
    SELECT ${accountChanges(networkId)} AS changes
  `.execute(read)
  return Number(rows[0]?.changes)
}
