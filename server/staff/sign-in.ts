import type { StaffView } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { addressKey } from '../address.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { createAttempts } from './attempts.ts'
import {
  SIGN_IN_KEYS_MAX,
  SIGN_IN_TRIES_PER_EMAIL,
  SIGN_IN_TRIES_PER_IP,
  SIGN_IN_WINDOW_MS,
} from './limits.ts'
import { isPassword } from './passwords.ts'
import { openSession, type Visit } from './sessions.ts'

interface Credentials {
  readonly email: string
  readonly password: string
}

interface SignedInNow {
  readonly view: StaffView
  /** Goes into the cookie and nowhere else. */
  readonly token: string
}

export type SignIn = (credentials: Credentials, visit: Visit) => Promise<Reply<SignedInNow>>

/**
 * Signing in. An unknown address, a disabled person and a wrong password get the same answer after
 * the same work: SIGN_IN_FAILED. Too many tries: RATE_LIMITED, with the wait, before any work.
 */
export function createSignIn(context: ServerContext): SignIn {
  const span = { nowMs: context.nowMs, windowMs: SIGN_IN_WINDOW_MS, keysMax: SIGN_IN_KEYS_MAX }
  const ofPlaces = createAttempts(span)
  const ofPeople = createAttempts(span)

  return async ({ email, password }, visit) => {
    const address = email.toLowerCase()
    // A place that has to wait names nobody: a list of made-up addresses, each of which costs nothing
    // to refuse, would push the counts of real people out, and its own.
    const waitMs =
      ofPlaces.take(addressKey(visit.ip) ?? visit.ip, SIGN_IN_TRIES_PER_IP) ||
      ofPeople.take(address, SIGN_IN_TRIES_PER_EMAIL)
    if (waitMs > 0) return failed('RATE_LIMITED', undefined, waitMs)
    const staff = await findStaff(context, address)
    if (!(await isPassword(staff?.passwordHash, password)) || !staff) {
      await recordFailure(context, staff?.view.staffId, visit)
      return failed('SIGN_IN_FAILED')
    }
    ofPeople.forget(address)
    const token = await openSession(context, staff.view.staffId, visit)
    return success({ view: staff.view, token })
  }
}

interface Found {
  readonly view: StaffView
  readonly passwordHash: string
}

async function findStaff(context: ServerContext, email: string): Promise<Found | undefined> {
  const row = await context.database.read
    .selectFrom('staff')
    .innerJoin('network', 'network.id', 'staff.network_id')
    .select([
      'staff.id as staffId',
      'staff.name',
      'staff.email',
      'staff.role',
      'staff.password_hash as passwordHash',
      'network.id as networkId',
      'network.name as networkName',
    ])
    .where('staff.email', '=', email)
    .where('staff.state', '=', 'active')
    .executeTakeFirst()
  if (!row) return undefined
  const { passwordHash, networkId, ...view } = row
  return { view: { ...view, networkId: networkId as NetworkId }, passwordHash }
}

/** The typed address is not kept when it is nobody's: people type passwords into that field. */
async function recordFailure(
  context: ServerContext,
  staffId: string | undefined,
  visit: Visit,
): Promise<void> {
  const subject = staffId === undefined ? 'staff:unknown' : `staff:${staffId}`
  await context.database.write([
    record(context, { actor: 'system', action: 'sign-in-fail', subject, ip: visit.ip }),
  ])
}
