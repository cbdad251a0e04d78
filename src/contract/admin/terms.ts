import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema, minorSchema } from '../money.ts'
import { CALENDARS, scheduleSchema } from '../schedule.ts'
import {
  COLLECTIONS,
  FEE_BASES,
  FEE_PAYERS,
  locationTermsSchema,
  PURCHASE_FEES_MAX,
  termsSchema,
} from '../terms.ts'
import { VERSIONS_LISTED_MAX } from './programs.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const long = z.string().max(800)
const reason = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const day = z.iso.date()
const count = z.int().nonnegative().max(1_000_000)
const whole = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER)
/** Money decisions ask for the password once more. */
const password = z.string().min(1).max(200)
/** The newest version that the person saw; 0 where there is none. */
const basedOn = z.int().min(0)
/** The day on which it begins, in the zone of the network's schedule; null: at once. */
const validFrom = day.nullable()

const version = {
  version: z.int().min(1),
  validFromMs: timeMs,
  recordedAtMs: timeMs,
  /** A person's name, or `system`. */
  changedBy: text,
  reason: text,
  /** `planned` for a later time; `dropped`: a newer one was decided before its time came. */
  standing: z.enum(['valid', 'planned', 'past', 'dropped']),
}

const termsVersionSchema = z.strictObject({ ...version, terms: termsSchema })
export type TermsVersionView = z.output<typeof termsVersionSchema>
const locationVersionSchema = z.strictObject({ ...version, terms: locationTermsSchema })
export type LocationTermsVersionView = z.output<typeof locationVersionSchema>
const scheduleVersionSchema = z.strictObject({ ...version, schedule: scheduleSchema })
export type ScheduleVersionView = z.output<typeof scheduleVersionSchema>

const termsHistory = z.strictObject({
  currency: currencySchema,
  /** The newest first; none where nothing was agreed yet. */
  versions: z.array(termsVersionSchema).max(VERSIONS_LISTED_MAX),
})
export type TermsHistory = z.output<typeof termsHistory>

const locationHistory = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  versions: z.array(locationVersionSchema).max(VERSIONS_LISTED_MAX),
})
export type LocationTermsHistory = z.output<typeof locationHistory>

const runSchema = z.strictObject({
  cutOffMs: timeMs,
  day,
  /** When money arrives that is sent by each way. */
  payDays: z.strictObject({
    ...{ nacha: day, cpa005: day, bambora: day, forte: day, sepa: day, manual: day },
  }),
})
export type PlannedRun = z.output<typeof runSchema>
/** Cut-offs that are looked ahead at. */
export const PLANNED_RUNS_SHOWN = 6

const scheduleHistory = z.strictObject({
  versions: z.array(scheduleVersionSchema).max(VERSIONS_LISTED_MAX),
  /** The next ones, with changes that are planned. */
  next: z.array(runSchema).max(PLANNED_RUNS_SHOWN),
})
export type ScheduleHistory = z.output<typeof scheduleHistory>

const chargeSchema = z.strictObject({
  id: text,
  payer: z.enum(FEE_PAYERS),
  basis: z.enum(FEE_BASES),
  label: text,
  amountMinor: minorSchema,
  taxMinor: minorSchema,
  taxLabel: text.nullable(),
  currency: currencySchema,
  collection: z.enum(COLLECTIONS),
})
export type ChargeView = z.output<typeof chargeSchema>

/** A month as somebody imagines it: so many redemptions of so much each, at one of some locations. */
export const exampleSchema = z.strictObject({
  redemptions: count,
  redemptionMinor: whole,
  refundedMinor: whole,
  locations: count,
  salesCount: count,
  soldMinor: whole,
  /** In the whole network, for what the network itself bears. */
  networkRedemptions: count,
  networkRedeemedMinor: whole,
  payouts: count,
})
export type TermsExample = z.output<typeof exampleSchema>

const previewSchema = z.strictObject({
  redeemedMinor: minorSchema,
  charges: z.array(chargeSchema),
  /** What the location is paid of that month, after its charges, reserve and minimum. */
  paidMinor: minorSchema,
  reservedMinor: minorSchema,
  /** Left for a later run because it is below the minimum. */
  waitingMinor: minorSchema,
  networkCharges: z.array(chargeSchema),
  networkChargedMinor: minorSchema,
  /** What buyers of 1, 20 and 60 cards of a value would pay, by program. */
  purchases: z
    .array(
      z.strictObject({ programName: text, cards: count, cardMinor: whole, feeMinor: minorSchema }),
    )
    .max(3 * PURCHASE_FEES_MAX),
  /** Why the law forbids these terms; null when it does not. */
  unlawful: long.nullable(),
})
export type TermsPreview = z.output<typeof previewSchema>

/** The rows of the admin's table about what locations are charged, and when they are paid. */
export const TERMS_ADMIN = {
  /** Every currency that the network has a location or a program in, and which locations have terms of their own. */
  'list-terms': {
    method: 'GET',
    path: '/terms',
    params: z.strictObject({}),
    result: z.strictObject({
      currencies: z.array(termsHistory),
      locations: z.array(
        z.strictObject({
          locationId: locationIdSchema,
          locationName: text,
          currency: currencySchema,
          /** The version that is valid now; null: as the network. */
          version: z.int().nullable(),
          /** Parts that are its own now. */
          differs: z.array(text),
          /** When the next change begins; null without one. */
          plannedFromMs: timeMs.nullable(),
        }),
      ),
    }),
  },
  'change-terms': {
    method: 'POST',
    path: '/terms/{currency}',
    params: z.strictObject({
      currency: currencySchema,
      ...{ basedOn, terms: termsSchema, validFrom, reason, password },
    }),
    result: termsHistory,
  },
  'read-location-terms': {
    method: 'GET',
    path: '/locations/{locationId}/terms',
    params: z.strictObject({ locationId: locationIdSchema }),
    result: locationHistory,
  },
  'change-location-terms': {
    method: 'POST',
    path: '/locations/{locationId}/terms',
    params: z.strictObject({
      locationId: locationIdSchema,
      ...{ basedOn, terms: locationTermsSchema, validFrom, reason, password },
    }),
    result: locationHistory,
  },
  /** What a month would cost under terms that somebody is writing; changes nothing. */
  'preview-terms': {
    method: 'POST',
    path: '/terms-preview',
    params: z.strictObject({
      currency: currencySchema,
      terms: termsSchema,
      locationTerms: locationTermsSchema.nullable(),
      example: exampleSchema,
    }),
    result: previewSchema,
  },
  'read-schedule': {
    method: 'GET',
    path: '/schedule',
    params: z.strictObject({}),
    result: scheduleHistory,
  },
  'change-schedule': {
    method: 'POST',
    path: '/schedule',
    params: z.strictObject({ basedOn, schedule: scheduleSchema, validFrom, reason, password }),
    result: scheduleHistory,
  },
  /** The next cut-offs and pay days of a schedule that somebody is writing; changes nothing. */
  'preview-schedule': {
    method: 'POST',
    path: '/schedule-preview',
    params: z.strictObject({ schedule: scheduleSchema, fromMs: timeMs.nullable() }),
    result: z.strictObject({
      next: z.array(runSchema).max(PLANNED_RUNS_SHOWN),
      calendar: z.enum(CALENDARS),
    }),
  },
} as const
