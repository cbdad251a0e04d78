/** Counts tries by key within a span that slides with the first of them. */
export interface Attempts {
  /** Takes one try. 0 when it may go on, else how many ms to wait. */
  readonly take: (key: string, triesMax: number) => number
  /** Forgets a key: the person was who they said. */
  readonly forget: (key: string) => void
}

interface Count {
  tries: number
  endsAtMs: number
}

/** A try is counted before it is judged, so that tries side by side cannot slip through. */
export function createAttempts(options: {
  readonly nowMs: () => number
  readonly windowMs: number
  readonly keysMax: number
}): Attempts {
  const counts = new Map<string, Count>()

  const countOf = (key: string): Count => {
    const nowMs = options.nowMs()
    const known = counts.get(key)
    if (known && known.endsAtMs > nowMs) return known
    counts.delete(key)
    const oldest = counts.keys().next().value
    if (counts.size >= options.keysMax && oldest !== undefined) counts.delete(oldest)
    const fresh = { tries: 0, endsAtMs: nowMs + options.windowMs }
    counts.set(key, fresh)
    return fresh
  }

  return {
    take: (key, triesMax) => {
      const count = countOf(key)
      if (count.tries >= triesMax) return Math.max(1, count.endsAtMs - options.nowMs())
      count.tries += 1
      return 0
    },
    forget: (key) => {
      counts.delete(key)
    },
  }
}
