import { failed, type Reply, success } from '../../src/contract/refusals.ts'

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

/** The day that it is at this instant in an IANA zone. */
export function dayAt(timeMs: number, timeZone: string): string {
  return formatOf(timeZone).format(timeMs)
}

/** The day after (or with a negative count before) a day of the calendar. */
export function dayAfter(day: string, count = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

const DAY_MS = 24 * 60 * 60 * 1000
/** No zone is further from UTC. */
const OFFSET_MAX_MS = 26 * 60 * 60 * 1000

/**
 * The first instant of a day in a zone: searched for, because clocks may jump over midnight, and an
 * offset taken at noon or at UTC midnight is then wrong by the jump.
 */
function startOfDayMs(day: string, timeZone: string): number {
  const utcMs = Date.parse(`${day}T00:00:00Z`)
  let beforeMs = utcMs - OFFSET_MAX_MS
  let afterMs = utcMs + OFFSET_MAX_MS
  while (afterMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + afterMs) / 2)
    if (dayAt(middleMs, timeZone) >= day) afterMs = middleMs
    else beforeMs = middleMs
  }
  return afterMs
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  // The Swedish short date is the ISO date.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  formats.set(timeZone, made)
  return made
}
