import type { SignedInName, StaffRole } from '../../src/contract/admin/roles.ts'
import { ADMIN, type AdminInput, type AdminResult } from '../../src/contract/admin/table.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Reply } from '../../src/contract/refusals.ts'

/** The person behind a call, as their session proved it. Nothing outside `networkId` is theirs. */
export interface SignedIn {
  readonly staffId: string
  readonly sessionId: string
  readonly name: string
  readonly email: string
  readonly role: StaffRole
  readonly networkId: NetworkId
  readonly networkName: string
  /** Where the call came from, for the audit. */
  readonly ip: string
}

/**
 * What does each call of the admin's table. Session, role and the form of the params were checked
 * before; a handler throws only when something broke on our side.
 */
export type AdminHandlers = {
  readonly [Name in SignedInName]: (
    who: SignedIn,
    params: AdminInput<Name>,
  ) => Promise<Reply<AdminResult<Name>>>
}

/** The same, and `then` after each call that may have changed something, whatever came of it. */
export function afterEachChange(handlers: AdminHandlers, then: () => void): AdminHandlers {
  const names = Object.keys(handlers) as SignedInName[]
  const rows = names.map((name) => {
    // The table ties each name to its params and result; inside, one row is like another.
    const handle = handlers[name] as (who: SignedIn, params: unknown) => Promise<Reply<unknown>>
    const changing = (who: SignedIn, params: unknown) => handle(who, params).finally(then)
    return [name, ADMIN[name].method === 'GET' ? handle : changing]
  })
  return Object.fromEntries(rows) as AdminHandlers
}
