import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { dayAfter, startOfDayMs } from '../ledger/calendar.ts'

/** A stretch of server time: from included, to excluded, ms since 1970 UTC. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** Whole days, first and last included, as `2026-11-21`. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** REQUEST_MALFORMED when the last day is before the first. */
export function checkDays(days: Days): Reply<Days> {
  if (days.from <= days.to) return success(days)
  return failed('REQUEST_MALFORMED', 'to: the last day is before the first. Exchange them.')
}

/** The stretch of these whole days in an IANA zone. A day with a change of clocks is longer or shorter. */
export function stretchOf({ from, to }: Days, timeZone: string): Stretch {
  return { fromMs: startOfDayMs(from, timeZone), toMs: startOfDayMs(dayAfter(to), timeZone) }
}

/** The shortest stretch that has all of these in it; an empty one for none. */
export function hull(stretches: readonly Stretch[]): Stretch {
  if (stretches.length === 0) return { fromMs: 0, toMs: 0 }
  return {
    fromMs: Math.min(...stretches.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...stretches.map(({ toMs }) => toMs)),
  }
}
