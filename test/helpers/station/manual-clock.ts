import type { Clock } from '../../../src/main/station/ports.ts'

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Goes on by this much and runs what is due on the way, in order. */
  readonly advance: (deltaMs: number) => void
  /** Somebody sets the clock of the PC; what waits for a duration does not notice. */
  readonly setBy: (deltaMs: number) => void
  /** How many callbacks are waiting. */
  readonly waiting: () => number
}

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly callback: () => void
}

export function createManualClock(startMs = 1_760_000_000_000): ManualClock {
  let nowMs = startMs
  let wallMs = 0
  let order = 0
  const timers = new Set<Timer>()
  const nextUntil = (untilMs: number) =>
    [...timers]
      .filter(({ atMs }) => atMs <= untilMs)
      .sort((left, right) => left.atMs - right.atMs || left.order - right.order)[0]
  return {
    nowMs: () => nowMs + wallMs,
    monotonicMs: () => nowMs - startMs,
    after: (delayMs, callback) => {
      order += 1
      const timer = { atMs: nowMs + delayMs, order, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (deltaMs) => {
      const untilMs = nowMs + deltaMs
      for (let timer = nextUntil(untilMs); timer !== undefined; timer = nextUntil(untilMs)) {
        timers.delete(timer)
        nowMs = Math.max(nowMs, timer.atMs)
        timer.callback()
      }
      nowMs = untilMs
    },
    setBy: (deltaMs) => {
      wallMs += deltaMs
    },
    waiting: () => timers.size,
  }
}
