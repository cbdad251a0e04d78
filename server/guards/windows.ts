/** How often something may be in a span of time. */
export interface Bound {
  readonly max: number
  readonly windowMs: number
}

/** Counts by key, each within a span that begins with the first one. Memory is bounded. */
export interface Windows {
  /** How many ms until the next one may be; 0 when it may be now. Counts nothing. */
  readonly waitMs: (key: string) => number
  readonly add: (key: string) => void
  /** How many there were in the span that runs now. */
  readonly count: (key: string) => number
}

interface Count {
  count: number
  readonly endsAtMs: number
}

/** Beyond `keysMax` keys the one whose span began first is forgotten. */
export function createWindows(options: {
  readonly bound: Bound
  readonly nowMs: () => number
  readonly keysMax: number
}): Windows {
  const { bound, nowMs, keysMax } = options
  const counts = new Map<string, Count>()

  const running = (key: string): Count | undefined => {
    const known = counts.get(key)
    if (known === undefined || known.endsAtMs > nowMs()) return known
    counts.delete(key)
    return undefined
  }
  return {
    waitMs: (key) => {
      const known = running(key)
      if (known === undefined || known.count < bound.max) return 0
      return Math.max(1, Math.ceil(known.endsAtMs - nowMs()))
    },
    add: (key) => {
      const known = running(key)
      if (known !== undefined) {
        known.count += 1
        return
      }
      const oldest = counts.size >= keysMax ? counts.keys().next() : undefined
      if (oldest?.done === false) counts.delete(oldest.value)
      counts.set(key, { count: 1, endsAtMs: nowMs() + bound.windowMs })
    },
    count: (key) => running(key)?.count ?? 0,
  }
}
