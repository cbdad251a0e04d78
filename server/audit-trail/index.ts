import type { AUDIT_ADMIN } from '../../src/contract/admin/audit.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { listActors } from './parties.ts'
import { readPage } from './reading.ts'

export { registerAuditFile } from './routes.ts'

/** Who did what beside the ledger, for those who look. */
export function auditHandlers({
  database,
}: Pick<ServerContext, 'database'>): Pick<AdminHandlers, keyof typeof AUDIT_ADMIN> {
  return {
    'list-audit': async ({ networkId }, { cursor, ...filter }) =>
      success(await readPage(database, networkId, filter, cursor)),
    'list-audit-actors': async ({ networkId }) =>
      success({ actors: await listActors(database, networkId) }),
  }
}
