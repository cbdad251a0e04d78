import type { AdminInput, AdminName, AdminResult } from '../../src/contract/admin/table.ts'
import type { STAFF_ROLES } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Reply } from '../../src/contract/refusals.ts'

export type StaffRole = (typeof STAFF_ROLES)[number]

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

/** The calls of the table that need a session: all but signing in. */
export type SignedInName = Exclude<AdminName, 'sign-in'>

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
