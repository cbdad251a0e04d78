import { SLOW_ANSWER_MS, SLOW_ANSWER_RESTS, SLOW_ANSWERS_MAX } from './limits.ts'

/**
 * Answers for which much of the ledger is read. Pages ask for them again at every operation: those that took
 * long are given as they were for a few times as long, so that a page that is open leaves the threads
 * that read to others. What is made quickly is made anew each time.
 */
export interface SlowAnswers<Value> {
  /** The answer to what `key` says: made now, or a moment ago. Rejects as `make` does, and keeps no failure. */
  readonly get: (key: string, make: () => Promise<Value>) => Promise<Value>
  /** What was changed is seen at once by whoever changed it. */
  readonly forget: () => void
}

interface Kept<Value> {
  readonly answer: Promise<Value>
  readonly beganMs: number
  /** Undefined while it is being made. */
  tookMs?: number
}

/**
 * `keptMs`: for so long also what was made quickly is given again. `elapsedMs` is a clock that is never set.
 */
export function createSlowAnswers<Value>({
  keptMs = 0,
  elapsedMs = () => performance.now(),
}: {
  readonly keptMs?: number
  readonly elapsedMs?: () => number
} = {}): SlowAnswers<Value> {
  const kept = new Map<string, Kept<Value>>()
  const isFresh = ({ beganMs, tookMs }: Kept<Value>): boolean => {
    const ageMs = elapsedMs() - beganMs
    if (ageMs < keptMs) return true
    // One that is being made is known for slow once it has taken that long.
    if (tookMs === undefined) return ageMs >= SLOW_ANSWER_MS
    return tookMs >= SLOW_ANSWER_MS && ageMs < tookMs * (1 + SLOW_ANSWER_RESTS)
  }
  return {
    get: (key, make) => {
      const last = kept.get(key)
      if (last && isFresh(last)) return last.answer
      const beganMs = elapsedMs()
      const entry: Kept<Value> = { answer: make(), beganMs }
      kept.delete(key)
      kept.set(key, entry)
      const [oldest] = kept.keys()
      if (kept.size > SLOW_ANSWERS_MAX && oldest !== undefined) kept.delete(oldest)
      entry.answer.then(
        () => {
          entry.tookMs = elapsedMs() - entry.beganMs
        },
        () => {
          if (kept.get(key) === entry) kept.delete(key)
        },
      )
      return entry.answer
    },
    forget: () => kept.clear(),
  }
}
