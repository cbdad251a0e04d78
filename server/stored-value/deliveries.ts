import { DELIVERIES_MAX } from './limits.ts'

/** What to do with an answer that repeats the first one of the same business key. */
export type Repeat = 'pass' | 'duplicate'

/**
 * Which answers surely reached their caller. The ledger answers a retry under a new id with the
 * first outcome; when the caller surely knew that outcome, a second sale may have been meant, and it
 * must say so. Memory only: after a restart nothing is sure, and every retry gets its answer again.
 */
export interface Deliveries {
  /** The answer to this request was written whole to a living connection. */
  readonly delivered: (callerKey: string, requestId: string) => void
  /** Judges a repeat of `firstId` under `requestId`; the same request is judged the same for ever. */
  readonly judge: (callerKey: string, requestId: string, firstId: string) => Repeat
}

export function createDeliveries(): Deliveries {
  const known = boundedMap<true>(DELIVERIES_MAX)
  const judged = boundedMap<{ readonly repeat: Repeat; readonly first: string }>(DELIVERIES_MAX)

  return {
    delivered: (callerKey, requestId) => {
      const id = `${callerKey} ${requestId}`
      known.set(id, true)
      const earlier = judged.get(id)
      if (earlier !== undefined) known.set(earlier.first, true)
    },
    judge: (callerKey, requestId, firstId) => {
      const id = `${callerKey} ${requestId}`
      const first = `${callerKey} ${firstId}`
      const earlier = judged.get(id)
      if (earlier !== undefined) return earlier.repeat
      const repeat = known.get(first) === undefined ? 'pass' : 'duplicate'
      judged.set(id, { repeat, first })
      return repeat
    },
  }
}

/** A map that forgets what was put in first. */
function boundedMap<Value>(sizeMax: number) {
  const map = new Map<string, Value>()
  return {
    get: (key: string) => map.get(key),
    set: (key: string, value: Value) => {
      map.delete(key)
      map.set(key, value)
      if (map.size <= sizeMax) return
      const oldest = map.keys().next()
      if (!oldest.done) map.delete(oldest.value)
    },
  }
}
