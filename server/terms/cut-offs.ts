import type { Rhythm, Schedule } from '../../src/contract/schedule.ts'
import { addBankDays, bankDayOnOrAfter, type Calendar } from '../bank-days/index.ts'
import { dayAfter, dayAt } from '../ledger/calendar.ts'
import { instantOf } from './instants.ts'

/** The end of a period. */
export interface CutOff {
  /** In ms since 1970 UTC. */
  readonly cutOffMs: number
  /** The day in the schedule's zone, as `2026-11-30`. */
  readonly day: string
}

/** The cut-offs of a schedule after an instant, without end; none where runs are made on demand. */
export function* cutOffsAfter(schedule: Schedule, afterMs: number): Generator<CutOff> {
  const { rhythm, cutOff, timeZone, calendar } = schedule
  if (rhythm.every === 'on_demand') return
  const firstDay = dayAfter(dayAt(afterMs, timeZone), -1)
  for (const day of cutOffDays(rhythm, calendar, firstDay)) {
    const cutOffMs = instantOf(day, cutOff, timeZone)
    if (cutOffMs > afterMs) yield { cutOffMs, day }
  }
}

/**
 * The day on which money arrives that is sent after a cut-off (or on a later day): the first bank day
 * from it on, and so many bank days more.
 */
export function payDayOf({
  calendar,
  day,
  leadDays,
}: {
  readonly calendar: Calendar
  readonly day: string
  readonly leadDays: number
}): string {
  return addBankDays(calendar, bankDayOnOrAfter(calendar, day), leadDays)
}

type Regular = Exclude<Rhythm, { every: 'on_demand' }>

/** The days that a rhythm names, from a day on, the earliest first, without end. */
function* cutOffDays(rhythm: Regular, calendar: Calendar, fromDay: string): Generator<string> {
  if (rhythm.every === 'month') yield* monthDays(rhythm.on, calendar, fromDay)
  else if (rhythm.every === 'week')
    yield* everyDays(dayAfter(fromDay, daysUntil(fromDay, rhythm.weekday)), 7)
  else yield* everyDays(dayAfter(fromDay, modulo(daysBetween(fromDay, rhythm.from), 14)), 14)
}

function* everyDays(firstDay: string, step: number): Generator<string> {
  for (let day = firstDay; ; day = dayAfter(day, step)) yield day
}

function* monthDays(
  on: Extract<Regular, { every: 'month' }>['on'],
  calendar: Calendar,
  fromDay: string,
): Generator<string> {
  let month = fromDay.slice(0, 7)
  for (;;) {
    const last = dayAfter(`${monthAfter(month)}-01`, -1)
    const day = dayOfMonth(on, last, calendar)
    if (day >= fromDay) yield day
    month = monthAfter(month)
  }
}

function dayOfMonth(
  on: Extract<Regular, { every: 'month' }>['on'],
  last: string,
  calendar: Calendar,
): string {
  if (on === 'last_day') return last
  if (on === 'last_bank_day') return addBankDays(calendar, dayAfter(last), -1)
  const day = `${last.slice(0, 8)}${String(on).padStart(2, '0')}`
  return day < last ? day : last
}

function monthAfter(month: string): string {
  return dayAfter(`${month}-28`, 4).slice(0, 7)
}

const DAY_MS = 24 * 60 * 60 * 1000

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS
}

/** Days from a day until the weekday, 1 for Monday; 0 when it is one. */
function daysUntil(day: string, weekday: number): number {
  return modulo(weekday - new Date(`${day}T00:00:00Z`).getUTCDay(), 7)
}

function modulo(count: number, length: number): number {
  return ((count % length) + length) % length
}
