/** The day that it is at this instant in an IANA zone, as `2026-11-21`. */
export function dayAt(timeMs: number, timeZone: string): string {
  return formatOf(timeZone).format(timeMs)
}

/** The day after (or with a negative count before) a day of the calendar. */
export function dayAfter(day: string, count = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/**
 * The day so many months later; the first of the month after where that month has no such day, so
 * that it is never too early.
 */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const there = new Date(Date.UTC(year, month - 1 + months, date))
  const isIn = there.getUTCDate() === date
  const made = isIn ? there : new Date(Date.UTC(year, month + months, 1))
  return made.toISOString().slice(0, 10)
}

const DAY_MS = 24 * 60 * 60 * 1000
/** No zone is further from UTC. */
const OFFSET_MAX_MS = 26 * 60 * 60 * 1000

/**
 * The first instant of a day in a zone: searched for, because clocks may jump over midnight, and an
 * offset taken at noon or at UTC midnight is then wrong by the jump.
 */
export function startOfDayMs(day: string, timeZone: string): number {
  const name = `${day} ${timeZone}`
  const known = starts.get(name)
  if (known !== undefined) return known
  const found = searchStart(day, timeZone)
  if (starts.size >= STARTS_MAX) starts.clear()
  starts.set(name, found)
  return found
}

/** Days that are asked for again and again: those of the cards that are issued today. */
const STARTS_MAX = 256
const starts = new Map<string, number>()

function searchStart(day: string, timeZone: string): number {
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
