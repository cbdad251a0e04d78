import { invariant } from '../../src/contract/parse.ts'
import { dayAfter } from '../ledger/calendar.ts'
import { closedDays } from './closed.ts'
import { DAYS_COUNTED_MAX } from './limits.ts'

/**
 * Whose days: `us-fed` the Federal Reserve's (ACH), `ca-payments` those of Canadian clearing (AFT),
 * `target2` the euro's (SEPA).
 */
export type Calendar = 'us-fed' | 'ca-payments' | 'target2'

/**
 * Whether banks settle on that day, given as `2026-11-20`. The rules are those of today: they hold
 * from 2022, when the youngest holidays (Juneteenth, 30 September) had all begun.
 */
export function isBankDay(calendar: Calendar, day: string): boolean {
  const weekDay = new Date(`${day}T00:00:00Z`).getUTCDay()
  invariant(!Number.isNaN(weekDay) && day.length === 10, 'a day is written 2026-11-20')
  if (weekDay === 0 || weekDay === 6) return false
  return !closedDays(calendar, Number(day.slice(0, 4))).has(day)
}

/** That day when it is a bank day, else the first one after it. */
export function bankDayOnOrAfter(calendar: Calendar, day: string): string {
  let found = day
  while (!isBankDay(calendar, found)) found = dayAfter(found)
  return found
}

/**
 * The bank day that comes so many bank days after a day (before it, with a negative count). The day
 * itself need not be one: from a Saturday, one bank day on is Monday. With 0: the day itself, or the
 * first bank day after it.
 */
export function addBankDays(calendar: Calendar, day: string, count: number): string {
  invariant(
    Number.isInteger(count) && Math.abs(count) <= DAYS_COUNTED_MAX,
    'bank days are counted in whole numbers, and not far',
  )
  if (count === 0) return bankDayOnOrAfter(calendar, day)
  const step = Math.sign(count)
  let found = day
  for (let left = Math.abs(count); left > 0; left--) found = nextOne(calendar, found, step)
  return found
}

function nextOne(calendar: Calendar, day: string, step: number): string {
  let found = dayAfter(day, step)
  while (!isBankDay(calendar, found)) found = dayAfter(found, step)
  return found
}
