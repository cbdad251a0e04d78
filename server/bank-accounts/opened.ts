import { invariant } from '../../src/contract/parse.ts'
import type { BankDetails } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import { openDetails } from './details.ts'

/** Versions that are read at once: below the parameters of any engine. */
const VERSIONS_AT_ONCE = 500

/**
 * The details of these versions of accounts, by their ids, as they were when they were entered. Opens
 * their seals: only for the bytes of a file. Throws for one that is not there.
 */
export async function openedDetails(
  { database, keys }: Pick<ServerContext, 'database' | 'keys'>,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, BankDetails>> {
  const found = new Map<string, BankDetails>()
  for (let from = 0; from < accountIds.length; from += VERSIONS_AT_ONCE) {
    const rows = await database.read
      .selectFrom('bank_account')
      .where('id', 'in', accountIds.slice(from, from + VERSIONS_AT_ONCE))
      .select(['id', 'sealed'])
      .execute()
    for (const { id, sealed } of rows) found.set(id, openDetails({ keys }, id, sealed))
  }
  const lost = accountIds.find((id) => !found.has(id))
  invariant(lost === undefined, 'a version of a bank account stays for ever')
  return found
}
