/** Dates and times as people of a language write them, in the zone of what they are a time of. */

const formatters = new Map<string, Intl.DateTimeFormat>()

/** `21 Nov 2026, 14:02` */
export function formatDateTime(timeMs: number, timeZone: string, locale: string): string {
  return formatterOf(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(timeMs)
}

/** `14:02:11` */
export function formatTime(timeMs: number, timeZone: string, locale: string): string {
  return formatterOf(locale, { timeStyle: 'medium', timeZone }).format(timeMs)
}

/** `21 Nov 2026` */
export function formatDay(timeMs: number, timeZone: string, locale: string): string {
  return formatterOf(locale, { dateStyle: 'medium', timeZone }).format(timeMs)
}

/** `EST`, where the clocks of this computer show another time at that moment; else undefined. */
export function zoneName(timeMs: number, timeZone: string, locale: string): string | undefined {
  const offset = (zone?: string) =>
    partOf(timeMs, 'en', { timeZoneName: 'longOffset', ...(zone && { timeZone: zone }) })
  if (offset(timeZone) === offset()) return undefined
  return partOf(timeMs, locale, { timeZoneName: 'short', timeZone })
}

function partOf(timeMs: number, locale: string, options: Intl.DateTimeFormatOptions) {
  const parts = formatterOf(locale, options).formatToParts(timeMs)
  return parts.find(({ type }) => type === 'timeZoneName')?.value
}

/** The day that it is in a zone, as `2026-11-21`. */
export function dayIn(timeMs: number, timeZone: string): string {
  return formatterOf('sv-SE', { dateStyle: 'short', timeZone }).format(timeMs)
}

/** The day after one of the calendar. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

const DAY_MS = 86_400_000

/** The first moment of a day in a zone, which may have other clocks at midnight than at noon. */
export function startOfDayMs(day: string, timeZone: string): number {
  let afterMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS
  let beforeMs = afterMs - 2 * DAY_MS
  while (afterMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + afterMs) / 2)
    if (dayIn(middleMs, timeZone) >= day) afterMs = middleMs
    else beforeMs = middleMs
  }
  return afterMs
}

/** `21 Nov` of a calendar day such as `2026-11-21`, whatever the zone. */
export function formatShortDay(date: string, locale: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
  return formatterOf(locale, options).format(Date.parse(`${date}T00:00:00Z`))
}

/** `21 November 2026` of a calendar day such as `2026-11-21`, whatever the zone. */
export function formatLongDay(date: string, locale: string): string {
  const options = { dateStyle: 'long', timeZone: 'UTC' } as const
  return formatterOf(locale, options).format(Date.parse(`${date}T00:00:00Z`))
}

/** `November 2026` of a month such as `2026-11`, whatever the zone. */
export function formatMonth(month: string, locale: string): string {
  const options = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return formatterOf(locale, options).format(Date.parse(`${month}-01T00:00:00Z`))
}

/** `12 min`, `3 hr` or `2 days`: how long something lasted, in one unit. */
export function formatElapsed(elapsedMs: number, locale: string): string {
  const minutes = Math.max(1, Math.floor(elapsedMs / 60_000))
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / (24 * 60)), 'day']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count)
}

/** First and last day, as `YYYY-MM-DD`, of the month `monthsAgo` before the one of a day. */
export function monthPeriod(day: string, monthsAgo: number): { from: string; to: string } {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const at = (later: number, date: number) =>
    new Date(Date.UTC(year, month - 1 - monthsAgo + later, date)).toISOString().slice(0, 10)
  return { from: at(0, 1), to: at(1, 0) }
}

function formatterOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formatters.set(key, made)
  return made
}
