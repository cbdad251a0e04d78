import { DELIVERIES_MAX } from './limits.ts'

/**
 * Which answers surely reached their caller. The ledger answers a retry under a new id with the
 * first outcome; when the caller surely knew that outcome, a second sale may have been meant, and it
 * must say so. Memory only: after a restart nothing is sure, and a new retry gets the first answer.
 */
export interface Deliveries {
  /** The outcome of this request was written whole to a living connection. */
  readonly delivered: (callerKey: string, requestId: string) => void
  readonly isKnown: (callerKey: string, requestId: string) => boolean
}

export function createDeliveries(): Deliveries {
  const known = new Set<string>()
  return {
    delivered: (callerKey, requestId) => {
      const id = `${callerKey} ${requestId}`
      known.delete(id)
      known.add(id)
      if (known.size <= DELIVERIES_MAX) return
      const oldest = known.values().next()
      if (!oldest.done) known.delete(oldest.value)
    },
    isKnown: (callerKey, requestId) => known.has(`${callerKey} ${requestId}`),
  }
}
