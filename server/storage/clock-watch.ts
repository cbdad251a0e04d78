import { CLOCK_AHEAD_MAX_MS, CLOCK_BEHIND_MAX_MS } from './limits.ts'

/** What to do while the clock is far behind the ledger: see {@link openClockWatch}. */
export const CLOCK_BEHIND_RULES = ['refuse', 'hold'] as const
export type ClockBehindRule = (typeof CLOCK_BEHIND_RULES)[number]

/** The two ways in which the machine tells the time. */
export interface Clocks {
  /** The machine's clock in ms since 1970 UTC: may be set by hand or by a time server. */
  readonly nowMs: () => number
  /** Ms since some moment: nobody can set it, and it counts on while the machine sleeps. */
  readonly elapsedMs: () => number
}

/** The time as the ledger may take it. */
export interface TrustedTime {
  /** In ms since 1970 UTC; with a fault, the last time that was trusted. */
  readonly timeMs: number
  /** Why nothing may be written under this time, and what to do; null when all is well. */
  readonly fault: string | null
}

/**
 * Stands between the machine's clock and the ledger. Times in the ledger are for ever: one jump of
 * the clock into the future would date all that follows, turn voids into refunds and move payables
 * into another period. So nothing is written while the clock is ahead of the time that really
 * passed, or far behind the last time of the ledger. Small steps back are held: the ledger's time
 * stands still until the clock has passed it. As soon as the clock is right again, so is the watch.
 *
 * At the start a clock that is ahead looks like a long pause and is taken. `behind: 'hold'` also
 * takes one that is far behind: for a ledger that has times of the future in it.
 */
export function openClockWatch(
  { nowMs, elapsedMs }: Clocks,
  options: { readonly lastTimeMs: number; readonly behind: ClockBehindRule },
): () => TrustedTime {
  let lastTimeMs = options.lastTimeMs
  /** The clock when it was last trusted, or at the start. */
  let seen = { wallMs: nowMs(), elapsedMs: elapsedMs() }
  return () => {
    const reading = { wallMs: nowMs(), elapsedMs: elapsedMs() }
    const expectedMs = seen.wallMs + Math.max(0, reading.elapsedMs - seen.elapsedMs)
    const aheadMs = reading.wallMs - Math.max(expectedMs, lastTimeMs)
    if (aheadMs > CLOCK_AHEAD_MAX_MS) return { timeMs: lastTimeMs, fault: aheadFault(aheadMs) }
    const behindMs = lastTimeMs - reading.wallMs
    if (behindMs > CLOCK_BEHIND_MAX_MS && options.behind === 'refuse')
      return { timeMs: lastTimeMs, fault: behindFault(behindMs, lastTimeMs) }
    seen = reading
    lastTimeMs = Math.max(lastTimeMs, reading.wallMs)
    return { timeMs: lastTimeMs, fault: null }
  }
}

function aheadFault(aheadMs: number): string {
  return (
    `The clock of this machine jumped ${minutes(aheadMs)} ahead of the time that passed. Nothing ` +
    'is written until it is right: check its date, time and time server. If it is right now ' +
    'and was wrong before, start the server again.'
  )
}

function behindFault(behindMs: number, lastTimeMs: number): string {
  return (
    `The clock of this machine is ${minutes(behindMs)} behind the last operation of the ledger ` +
    `(${new Date(lastTimeMs).toISOString()}). Nothing is written until it is right: check its ` +
    'date, time and time server. If it is right now and the ledger was written with a wrong ' +
    'clock, start the server with --clock-behind hold: it then goes on under the time of the ' +
    'last operation until the clock has passed it.'
  )
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} minutes`
}
