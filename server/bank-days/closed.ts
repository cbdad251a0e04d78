import { dayAfter } from '../ledger/calendar.ts'
import type { Calendar } from './days.ts'
import { easterSunday } from './easter.ts'
import { YEARS_KEPT_MAX } from './limits.ts'

interface Rules {
  readonly holidays: (year: number) => readonly string[]
  /** A holiday on one of these days of the week is kept on the next open day instead. */
  readonly movedFrom: readonly number[]
}

const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6

/**
 * The Federal Reserve Banks' "Holiday Schedules" (frbservices.org): eleven holidays; one on a
 * Saturday leaves the Friday before open, one on a Sunday closes the Monday.
 */
const US_FED: Rules = {
  holidays: (year) => [
    fixed(year, 1, 1),
    nth(year, 1, 3, MONDAY), // Martin Luther King
    nth(year, 2, 3, MONDAY), // Presidents
    lastMonday(year, 5), // Memorial
    fixed(year, 6, 19), // Juneteenth
    fixed(year, 7, 4),
    nth(year, 9, 1, MONDAY), // Labor
    nth(year, 10, 2, MONDAY), // Columbus
    fixed(year, 11, 11), // Veterans
    nth(year, 11, 4, THURSDAY), // Thanksgiving
    fixed(year, 12, 25),
  ],
  movedFrom: [SUNDAY],
}

/**
 * Days without AFT, as banks and processors of Canada publish them: the federal holidays of the
 * Canada Labour Code, and the Civic Holiday and Boxing Day. 30 September is one of them by Payments
 * Canada's own notice. Those on a weekend move to the next day that is open. Family Day (third Monday
 * of February) is a regional one: RBC's schedule for direct deposits says that files are processed as
 * usual; a processor that rests takes such a file one day later.
 */
const CA_PAYMENTS: Rules = {
  holidays: (year) => [
    fixed(year, 1, 1),
    dayAfter(easterSunday(year), -2), // Good Friday
    mondayBefore(fixed(year, 5, 25)), // Victoria
    fixed(year, 7, 1),
    nth(year, 8, 1, MONDAY), // Civic Holiday
    nth(year, 9, 1, MONDAY), // Labour
    fixed(year, 9, 30), // Truth and Reconciliation
    nth(year, 10, 2, MONDAY), // Thanksgiving
    fixed(year, 11, 11), // Remembrance
    fixed(year, 12, 25),
    fixed(year, 12, 26),
  ],
  movedFrom: [SATURDAY, SUNDAY],
}

/** The European Central Bank's long-term calendar of TARGET closing days; none of them ever moves. */
const TARGET2: Rules = {
  holidays: (year) => [
    fixed(year, 1, 1),
    dayAfter(easterSunday(year), -2),
    dayAfter(easterSunday(year), 1),
    fixed(year, 5, 1),
    fixed(year, 12, 25),
    fixed(year, 12, 26),
  ],
  movedFrom: [],
}

const RULES: Readonly<Record<Calendar, Rules>> = {
  'us-fed': US_FED,
  'ca-payments': CA_PAYMENTS,
  target2: TARGET2,
}

const known = new Map<string, ReadonlySet<string>>()

/** The closed days of a year, moved ones where they moved to; weekends without a holiday are not in it. */
export function closedDays(calendar: Calendar, year: number): ReadonlySet<string> {
  const name = `${calendar} ${year}`
  const found = known.get(name)
  if (found !== undefined) return found
  const made = moved(RULES[calendar], year)
  if (known.size >= YEARS_KEPT_MAX) known.clear()
  known.set(name, made)
  return made
}

/** Those that move find their place after those that stay: Christmas on a Sunday passes over the 26th. */
function moved({ holidays, movedFrom }: Rules, year: number): ReadonlySet<string> {
  const days = holidays(year)
  const isMoving = (day: string) => movedFrom.includes(weekDayOf(day))
  const closed = new Set(days.filter((day) => !isMoving(day)))
  for (const day of days.filter(isMoving)) closed.add(nextOpen(day, closed))
  return closed
}

function nextOpen(day: string, closed: ReadonlySet<string>): string {
  let found = day
  while (weekDayOf(found) === SUNDAY || weekDayOf(found) === SATURDAY || closed.has(found)) {
    found = dayAfter(found)
  }
  return found
}

function weekDayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

function fixed(year: number, month: number, date: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
}

/** The third Monday of January is `nth(year, 1, 3, MONDAY)`. */
function nth(year: number, month: number, count: number, weekDay: number): string {
  const first = fixed(year, month, 1)
  const ahead = (weekDay - weekDayOf(first) + 7) % 7
  return dayAfter(first, ahead + 7 * (count - 1))
}

function lastMonday(year: number, month: number): string {
  return mondayBefore(fixed(year, month + 1, 1))
}

function mondayBefore(day: string): string {
  return dayAfter(day, -((weekDayOf(day) + 5) % 7) - 1)
}
