import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { isNoted, record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Caller } from '../ledger/request.ts'
import type { SignedIn } from '../staff/index.ts'

/** A person of the network as the ledger knows them. */
export function staffCaller({
  staffId,
  networkId,
}: SignedIn): Caller & { readonly networkId: NetworkId } {
  return {
    key: `staff:${staffId}`,
    locationId: null,
    networkId,
    channel: 'admin',
    clerk: null,
    wholeNetwork: true,
  }
}

/**
 * The journal says what was done; the audit adds from where and why. A replay was no deed, unless the
 * server ended before the audit had it: only there the reason stands.
 */
export async function noteDeed(
  context: ServerContext,
  who: SignedIn,
  action: AuditAction,
  answer: OperationAnswer,
  reason?: string,
): Promise<void> {
  const deed = { actor: staffCaller(who).key, action, subject: `operation:${answer.operationId}` }
  if (answer.replayed && (await isNoted(context, deed))) return
  const entry = record(context, {
    ...deed,
    detail: { amountMinor: answer.appliedMinor, ...(reason === undefined ? {} : { reason }) },
    ip: who.ip,
  })
  await context.database.write([entry])
}
