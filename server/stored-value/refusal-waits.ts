import type { RefusalCode, Reply } from '../../src/contract/refusals.ts'
import {
  APPROVAL_RETRY_AFTER_MS,
  IN_PROGRESS_RETRY_AFTER_MS,
  VELOCITY_RETRY_AFTER_MS,
} from './limits.ts'

/** How long to wait where nobody knew better. */
const WAITS: { readonly [Code in RefusalCode]?: number } = {
  REQUEST_IN_PROGRESS: IN_PROGRESS_RETRY_AFTER_MS,
  VELOCITY_LIMIT: VELOCITY_RETRY_AFTER_MS,
  APPROVAL_REQUIRED: APPROVAL_RETRY_AFTER_MS,
}

/** The same with when to come again, if it is a refusal of what may be sent again. */
export function withWait<Value>(reply: Reply<Value>): Reply<Value> {
  if (!('refusal' in reply) || !reply.refusal.retryable) return reply
  const { code, retryAfterMs = WAITS[code] } = reply.refusal
  return retryAfterMs === undefined
    ? reply
    : { ok: false, refusal: { ...reply.refusal, retryAfterMs } }
}
