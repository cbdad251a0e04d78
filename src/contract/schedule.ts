import { z } from 'zod'

/** Whose bank days hold: the Federal Reserve's, those of Canadian clearing, the euro's. */
export const CALENDARS = ['us-fed', 'ca-payments', 'target2'] as const

/** The most bank days between a cut-off and its pay day: two weeks of them. */
const LEAD_DAYS_MAX = 10
const weekday = z.int().min(1).max(7)
const leadDays = z.int().min(0).max(LEAD_DAYS_MAX)

/** On which days a period ends. Weekdays count from 1, Monday. */
export const rhythmSchema = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('week'), weekday }),
  /** Every second week from this day on, and before it. */
  z.strictObject({ every: z.literal('two_weeks'), from: z.iso.date() }),
  z.strictObject({
    every: z.literal('month'),
    /** A day that a month does not have is its last one. */
    on: z.union([z.int().min(1).max(31), z.literal('last_day'), z.literal('last_bank_day')]),
  }),
  /** Only when somebody asks for a run. */
  z.strictObject({ every: z.literal('on_demand') }),
])
export type Rhythm = z.output<typeof rhythmSchema>

/** When a network pays its locations, as one version of it. */
export const scheduleSchema = z.strictObject({
  rhythm: rhythmSchema,
  /** The time of day at which a period ends, `18:00`, in `timeZone`. */
  cutOff: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'takes a time of day such as 18:00'),
  /** IANA zone, checked against the runtime at the edge. */
  timeZone: z.string().min(1).max(64),
  calendar: z.enum(CALENDARS),
  /** Bank days from the cut-off to the day on which money arrives, by the way it takes. */
  leadDays: z.strictObject({
    nacha: leadDays,
    cpa005: leadDays,
    bambora: leadDays,
    forte: leadDays,
    sepa: leadDays,
    /** Networks that pay by themselves. */
    manual: leadDays,
  }),
})
export type Schedule = z.output<typeof scheduleSchema>
/** Ways that money takes: those of the rails, and `manual` for networks that pay by themselves. */
export const PAY_WAYS = ['nacha', 'cpa005', 'bambora', 'forte', 'sepa', 'manual'] as const
export type PayWay = (typeof PAY_WAYS)[number]

/** Where nothing was decided: somebody asks for each run. */
export const DEFAULT_SCHEDULE: Schedule = {
  rhythm: { every: 'on_demand' },
  ...{ cutOff: '18:00', timeZone: 'UTC', calendar: 'us-fed' },
  leadDays: { nacha: 1, cpa005: 2, bambora: 2, forte: 2, sepa: 1, manual: 0 },
}
