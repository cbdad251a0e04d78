import { dayAfter, dayAt, startOfDayMs } from '../ledger/calendar.ts'

/**
 * The first instant of a day in an IANA zone at which its clocks show a time of day, as `18:00`, or
 * later. So a time that clocks jump over is the moment of the jump, and of one that comes twice the
 * first is meant: each day has one, and later days have later ones.
 */
export function instantOf(day: string, time: string, timeZone: string): number {
  const target = `${day} ${time}`
  const startMs = startOfDayMs(day, timeZone)
  if (wallAt(startMs, timeZone) >= target) return startMs
  return searchWithin(startMs, startOfDayMs(dayAfter(day), timeZone), target, timeZone)
}

/** How finely the day is looked through before it is searched: clocks change at such edges. */
const STEP_MS = 15 * 60 * 1000

/**
 * Clocks that are put back show times of before again. So the first step at whose end, just before any
 * change, the time has come is looked for from the front; inside of it clocks only go forward.
 */
function searchWithin(startMs: number, endMs: number, target: string, timeZone: string): number {
  let beforeMs = startMs
  while (beforeMs + STEP_MS < endMs && wallAt(beforeMs + STEP_MS - 1, timeZone) < target)
    beforeMs += STEP_MS
  if (wallAt(beforeMs, timeZone) >= target) return beforeMs
  let afterMs = beforeMs + STEP_MS
  while (afterMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + afterMs) / 2)
    if (wallAt(middleMs, timeZone) >= target) afterMs = middleMs
    else beforeMs = middleMs
  }
  return afterMs
}

/** What clocks show, as `2026-11-01 01:30`. */
function wallAt(timeMs: number, timeZone: string): string {
  return formatOf(timeZone).format(timeMs)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  // The Swedish short date and time are those of ISO, with a blank between.
  const made = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, dateStyle: 'short', timeStyle: 'short' },
  })
  formats.set(timeZone, made)
  return made
}

/**
 * How many months ended in a stretch of time, in a zone: `fromMs` excluded, `toMs` included. What is
 * charged by month is charged in the run whose period has the end of that month in it. Where the stretch
 * before was counted in another zone, that is `fromZone`: else a month could count twice, or never.
 */
export function monthsEnded(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  timeZone: string,
  fromZone = timeZone,
): number {
  return Math.max(0, monthNumber(dayAt(toMs, timeZone)) - monthNumber(dayAt(fromMs, fromZone)))
}

function monthNumber(day: string): number {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return year * 12 + month
}
