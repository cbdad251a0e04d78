import {
  PAY_WAYS,
  type PayWay,
  type Rhythm,
  type Schedule,
  scheduleSchema,
} from '../../../../../src/contract/schedule.ts'

/** A schedule as it is typed. */
export interface ScheduleFields {
  every: Rhythm['every']
  weekday: string
  /** A day that two-weekly periods end on. */
  from: string
  on: 'day' | 'last_day' | 'last_bank_day'
  dayOfMonth: string
  cutOff: string
  timeZone: string
  calendar: Schedule['calendar']
  leadDays: Record<PayWay, string>
  /** A day as `2026-11-21`; empty: at once. */
  validFrom: string
  reason: string
  password: string
}

/** A schedule as it stands, to be typed over; `today` as `2026-11-21`. */
export function fieldsOf(schedule: Schedule, today: string): ScheduleFields {
  const { rhythm, cutOff, timeZone, calendar, leadDays } = schedule
  const on = rhythm.every === 'month' ? rhythm.on : 'last_day'
  return {
    ...{ every: rhythm.every, cutOff, timeZone, calendar },
    weekday: String(rhythm.every === 'week' ? rhythm.weekday : 5),
    from: rhythm.every === 'two_weeks' ? rhythm.from : today,
    on: typeof on === 'number' ? 'day' : on,
    dayOfMonth: String(typeof on === 'number' ? on : 15),
    leadDays: byWay((way) => String(leadDays[way])),
    ...{ validFrom: '', reason: '', password: '' },
  }
}

function byWay<Value>(readWay: (way: PayWay) => Value): Record<PayWay, Value> {
  return Object.fromEntries(PAY_WAYS.map((way) => [way, readWay(way)])) as Record<PayWay, Value>
}

type ReadSchedule =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly wrong: readonly string[] }

/** Reads what was typed; everything that is wrong at once. */
export function readFields(fields: ScheduleFields): ReadSchedule {
  const { cutOff, timeZone, calendar } = fields
  const parsed = scheduleSchema.safeParse({
    ...{ rhythm: rhythmOf(fields), cutOff, timeZone, calendar },
    leadDays: byWay((way) => wholeOf(fields.leadDays[way])),
  })
  if (parsed.success) return { ok: true, schedule: parsed.data }
  return { ok: false, wrong: parsed.error.issues.map(({ path }) => fieldAt(path.map(String))) }
}

function rhythmOf({ every, weekday, from, on, dayOfMonth }: ScheduleFields) {
  if (every === 'week') return { every, weekday: Number(weekday) }
  if (every === 'two_weeks') return { every, from }
  if (every === 'month') return { every, on: on === 'day' ? wholeOf(dayOfMonth) : on }
  return { every }
}

/** Not a number when nothing is typed: zero must be typed. */
function wholeOf(typed: string): number {
  return typed.trim() === '' ? Number.NaN : Number(typed)
}

function fieldAt([first = '', second = '']: readonly string[]): string {
  if (first === 'rhythm') return second === 'on' ? 'dayOfMonth' : second
  return second === '' ? first : `${first}.${second}`
}
