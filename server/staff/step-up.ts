import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import type { SignedIn } from './handlers.ts'
import { SIGN_IN_KEYS_MAX, SIGN_IN_TRIES_PER_EMAIL, SIGN_IN_WINDOW_MS } from './limits.ts'
import { isPassword } from './passwords.ts'

/**
 * Asks a person who is signed in for their password once more, before what a session left open must
 * not do alone. SIGN_IN_FAILED when it is wrong, RATE_LIMITED after as many tries as a sign-in has.
 */
export type StepUp = (who: SignedIn, password: string) => Promise<Reply<null>>

export function createStepUp(context: ServerContext): StepUp {
  const { database } = context
  const attempts = attemptsOf(context)
  return async ({ staffId, ip }, password) => {
    const waitMs = attempts.take(staffId, SIGN_IN_TRIES_PER_EMAIL)
    if (waitMs > 0) return failed('RATE_LIMITED', undefined, waitMs)
    const row = await database.read
      .selectFrom('staff')
      .where('id', '=', staffId)
      .where('state', '=', 'active')
      .select('password_hash')
      .executeTakeFirst()
    if (await isPassword(row?.password_hash, password)) {
      attempts.forget(staffId)
      return success(null)
    }
    const subject = `staff:${staffId}`
    await database.write([record(context, { actor: subject, action: 'step-up-fail', subject, ip })])
    return failed('SIGN_IN_FAILED', 'The password is wrong. Nothing was done.')
  }
}

/** One count for all that ask for a password: a guess is a guess wherever it is made. */
const counted = new WeakMap<ServerContext['database'], Attempts>()

function attemptsOf({ nowMs, database }: ServerContext): Attempts {
  const span = { nowMs, windowMs: SIGN_IN_WINDOW_MS, keysMax: SIGN_IN_KEYS_MAX }
  const attempts = counted.get(database) ?? createAttempts(span)
  counted.set(database, attempts)
  return attempts
}
