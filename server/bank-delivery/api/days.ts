const DAY_MS = 86_400_000

/** The day of a time in UTC, so many days later, as `2026-11-20`. */
export function dayOf(timeMs: number, addDays: number): string {
  return new Date(timeMs + addDays * DAY_MS).toISOString().slice(0, 10)
}
