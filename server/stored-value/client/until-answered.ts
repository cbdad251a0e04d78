import { FIRST_WAIT_MS, WAIT_MS_MAX } from './limits.ts'
import type { NotDone, Told } from './transport.ts'

/** What a request came to, once that is known. */
export type Answered =
  | { readonly is: 'done'; readonly value: unknown }
  | { readonly is: 'refused' | 'failed'; readonly because: NotDone }

/** Patience ended before an outcome was known. */
export interface GaveUp {
  readonly is: 'gave up'
  /** True unless every try was answered with the word that it was not done. */
  readonly mayHaveArrived: boolean
  /** What the last answer said, if one came. */
  readonly because: NotDone | undefined
}

/**
 * Sends the same request until its outcome is known, or patience ends. It is sent again in place of
 * being enquired about: only then does the server compare the content under the id, and hand out
 * the number and PIN of a new card.
 *
 * `isInDoubt`: an earlier send of it may have arrived. Then an error that says that this one was
 * not done (a key that was revoked meanwhile) does not say what became of the earlier one.
 */
export async function untilAnswered(
  send: () => Promise<Told>,
  { patienceMs, isInDoubt }: { readonly patienceMs: number; readonly isInDoubt: boolean },
): Promise<Answered | GaveUp> {
  const endsAtMs = performance.now() + patienceMs
  let mayHaveArrived = isInDoubt
  for (let tries = 0; ; tries += 1) {
    const told = await send()
    if (told.is === 'done') return told
    if (told.is === 'refused' && !told.retryable) return { is: 'refused', because: told.because }
    const because = told.is === 'silence' ? undefined : told.because
    if (told.is === 'failed' && !told.retryable) {
      return mayHaveArrived ? { is: 'gave up', mayHaveArrived, because } : told
    }
    mayHaveArrived ||= told.is !== 'failed' || told.isUnknown
    // A person decides that, today or tomorrow.
    if (because?.code === WAITS_FOR_A_PERSON) return { is: 'gave up', mayHaveArrived, because }
    const waitMs = Math.max(waitAfter(tries), told.is === 'silence' ? 0 : told.retryAfterMs)
    if (performance.now() + waitMs >= endsAtMs) return { is: 'gave up', mayHaveArrived, because }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}

/** It is kept on the server, and the same request later has what became of it. */
export const WAITS_FOR_A_PERSON = 'APPROVAL_REQUIRED'

/** Doubled with each try, less a part by chance: callers that failed together come back apart. */
function waitAfter(tries: number): number {
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** tries, WAIT_MS_MAX)
  return waitMs * (0.5 + Math.random() / 2)
}
