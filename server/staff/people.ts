import { z } from 'zod'
import { STAFF_ROLES } from '../../src/contract/admin/views.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './limits.ts'
import { hashPassword } from './passwords.ts'

const newStaffSchema = z.strictObject({
  networkId: z.string(),
  name: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
  email: z.email().max(TEXT_LENGTH_MAX).toLowerCase(),
  password: z.string().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX),
  role: z.enum(STAFF_ROLES),
})

export interface NewStaff {
  readonly networkId: NetworkId
  readonly name: string
  readonly email: string
  readonly password: string
  readonly role: (typeof STAFF_ROLES)[number]
}

/**
 * Adds a person who may sign in to the admin. REQUEST_MALFORMED names what is wrong (a password
 * has at least 8 characters); STATE_CONFLICT when the e-mail address is taken.
 */
export async function createStaff(
  context: ServerContext,
  staff: NewStaff,
): Promise<Reply<{ readonly staffId: string }>> {
  const parsed = parseUnknown(newStaffSchema, { ...staff } as unknown)
  if (!parsed.ok) {
    return failed('REQUEST_MALFORMED', `${parsed.problem.path}: ${parsed.problem.message}`)
  }
  const { networkId, name, email, password, role } = parsed.value
  const staffId = uuidV7(context.nowMs(), context.randomBytes(10))
  const query = context.database.read
    .insertInto('staff')
    .values({
      id: staffId,
      network_id: networkId,
      name,
      email,
      password_hash: await hashPassword(password),
      role,
      state: 'active',
      created_at_ms: context.nowMs(),
    })
    .compile()
  const written = await context.database.write([
    { query, changes: 1 },
    record(context, {
      actor: 'system',
      action: 'staff-create',
      subject: `staff:${staffId}`,
      detail: { role },
    }),
  ])
  if (!written)
    return failed('STATE_CONFLICT', 'Someone with this e-mail address is there already.')
  return success({ staffId })
}

/** True when at least one person may sign in. */
export async function hasStaff(context: ServerContext): Promise<boolean> {
  const row = await context.database.read
    .selectFrom('staff')
    .select('id')
    .where('state', '=', 'active')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
