/** Dates and times as people of a language write them, in the zone of this computer. */

const formatters = new Map<string, Intl.DateTimeFormat>()

/** `21 Nov 2026, 14:02` */
export function formatDateTime(timeMs: number, locale: string): string {
  return formatterOf(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(timeMs)
}

/** `14:02:11` */
export function formatTime(timeMs: number, locale: string): string {
  return formatterOf(locale, { timeStyle: 'medium' }).format(timeMs)
}

/** True when both times fall on one day of this computer's zone. */
export function isToday(timeMs: number, nowMs: number): boolean {
  return new Date(timeMs).toDateString() === new Date(nowMs).toDateString()
}

/** `21 Nov 2026` */
export function formatDay(timeMs: number, locale: string): string {
  return formatterOf(locale, { dateStyle: 'medium' }).format(timeMs)
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

/** First and last day, as `YYYY-MM-DD`, of the month `monthsAgo` before the one of `nowMs`. */
export function monthPeriod(nowMs: number, monthsAgo: number): { from: string; to: string } {
  const now = new Date(nowMs)
  const month = now.getMonth() - monthsAgo
  return {
    from: isoDay(new Date(now.getFullYear(), month, 1)),
    to: isoDay(new Date(now.getFullYear(), month + 1, 0)),
  }
}

/** The calendar day of this computer's zone as `YYYY-MM-DD`. */
export function isoDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

function formatterOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formatters.set(key, made)
  return made
}
