import type { AuditAction } from '../../src/contract/admin/audit.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './limits.ts'
import { hashPassword } from './passwords.ts'

/** A person as whoever runs the server sees them. */
export interface StaffMember {
  readonly staffId: string
  readonly networkId: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly state: 'active' | 'disabled'
}

/** Everybody who may sign in or could once, by network and name. */
export async function listStaff({
  database,
}: Pick<ServerContext, 'database'>): Promise<readonly StaffMember[]> {
  return database.read
    .selectFrom('staff')
    .select(['id as staffId', 'network_id as networkId', 'name', 'email', 'role', 'state'])
    .orderBy('network_id')
    .orderBy('name')
    .execute()
}

/**
 * Lets a person sign in, or not any more: then all their sessions are over. NOT_FOUND for an address
 * that is nobody's. What they did stays theirs.
 */
export function setStaffState(
  context: ServerContext,
  email: string,
  state: StaffMember['state'],
): Promise<Reply<StaffMember>> {
  const action = state === 'active' ? 'staff-enable' : 'staff-disable'
  return change(context, { email, action, set: { state } })
}

/**
 * Gives a person another password, and ends their sessions. REQUEST_MALFORMED for one that is too short
 * or too long, NOT_FOUND for an address that is nobody's.
 */
export async function setStaffPassword(
  context: ServerContext,
  email: string,
  password: string,
): Promise<Reply<StaffMember>> {
  if (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX) {
    const span = `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX}`
    return failed('REQUEST_MALFORMED', `A password has ${span} characters.`)
  }
  const set = { password_hash: await hashPassword(password) }
  return change(context, { email, action: 'staff-password', set })
}

async function change(
  context: ServerContext,
  {
    email,
    action,
    set,
  }: {
    readonly email: string
    readonly action: AuditAction
    readonly set: { readonly state: StaffMember['state'] } | { readonly password_hash: string }
  },
): Promise<Reply<StaffMember>> {
  const { database, nowMs } = context
  const find = async () =>
    (await listStaff(context)).find((one) => one.email === email.trim().toLowerCase())
  const known = await find()
  if (known === undefined) return failed('NOT_FOUND', `Nobody here has the address ${email}.`)
  const { staffId } = known
  const changed = database.read.updateTable('staff').set(set).where('id', '=', staffId).compile()
  const over = database.read
    .updateTable('staff_session')
    .set({ revoked_at_ms: nowMs() })
    .where('staff_id', '=', staffId)
    .where('revoked_at_ms', 'is', null)
    .compile()
  const subject = `staff:${staffId}`
  const isWritten = await database.write([
    { query: changed, changes: 1 },
    { query: over },
    record(context, { actor: 'system', action, subject }),
  ])
  if (!isWritten) return failed('STATE_CONFLICT', 'Somebody changed this meanwhile. Try again.')
  return success((await find()) ?? known)
}
