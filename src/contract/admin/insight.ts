import { z } from 'zod'
import { locationIdSchema, programIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'
import { CARD_FORMS, CHANNELS } from '../operations.ts'
import { PROFILE_IDS } from '../program-rules.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const long = z.string().max(400)
const day = z.iso.date()
const month = z.string().regex(/^\d{4}-\d{2}$/)
const count = z.int().nonnegative()

/** What was sold and redeemed; each less what was undone of it. */
const turnover = {
  currency: currencySchema,
  issuedMinor: minorSchema,
  fundedMinor: minorSchema,
  /** What fees brought in, in this time. */
  feesMinor: minorSchema,
  /** Cards, top-ups and fees together. */
  soldMinor: minorSchema,
  redeemedMinor: minorSchema,
}
const turnoverSchema = z.strictObject(turnover)
export type Turnover = z.output<typeof turnoverSchema>

const topLocationSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  redemptionCount: count,
  /** Less what was voided and refunded in this time. */
  redeemedMinor: minorSchema,
})
export type TopLocation = z.output<typeof topLocationSchema>

/** Cards that were activated in one month, and what became of them until now. */
export const cohortSchema = z.strictObject({
  programId: programIdSchema,
  programName: text,
  currency: currencySchema,
  month,
  cardCount: count,
  usedCount: count,
  /** Cards with nothing left that were used. */
  fullyUsedCount: count,
  /** Cards with something left that nobody used for twelve months. */
  dormantCount: count,
  redemptionCount: count,
  /** Between activation and first use, of cards that were used; null for none. */
  daysToFirstUse: z.number().nonnegative().nullable(),
  soldMinor: balanceMinorSchema,
  redeemedMinor: minorSchema,
  unredeemedMinor: minorSchema,
  /** Sales that were larger than what the card could give, and by how much. */
  overspentCount: count,
  overspentMinor: balanceMinorSchema,
})
export type Cohort = z.output<typeof cohortSchema>

export const breakageSchema = z.strictObject({
  programId: programIdSchema,
  programName: text,
  currency: currencySchema,
  profile: z.enum(PROFILE_IDS),
  law: z.strictObject({ is: z.enum(['exempt', 'due', 'unknown']), text: long, source: long }),
  /** False where what is never redeemed stays a debt: then nothing is estimated as earned. */
  mayEarn: z.boolean(),
  /** How much of what is sold is expected to be redeemed, in hundredths of a percent. */
  redeemedBasisPoints: z.int().min(1).max(10_000).nullable(),
  /** Whose expectation that is: a person's, or that of months which are two years old and more. */
  basis: z.enum(['decided', 'history', 'none']),
  soldMinor: balanceMinorSchema,
  redeemedMinor: minorSchema,
  expectedBreakageMinor: balanceMinorSchema,
  /** In proportion to what was redeemed so far, never posted. Null where nothing may be earned. */
  earnedMinor: balanceMinorSchema.nullable(),
  cohorts: z
    .array(
      z.strictObject({
        month,
        soldMinor: balanceMinorSchema,
        redeemedMinor: minorSchema,
        expectedBreakageMinor: balanceMinorSchema,
        earnedMinor: balanceMinorSchema.nullable(),
      }),
    )
    .max(600),
})
export type Breakage = z.output<typeof breakageSchema>

const unclaimedSchema = z.strictObject({
  programId: programIdSchema,
  programName: text,
  currency: currencySchema,
  profile: z.enum(PROFILE_IDS),
  law: z.strictObject({ is: z.enum(['exempt', 'due', 'unknown']), text: long, source: long }),
  cardCount: count,
  balanceMinor: balanceMinorSchema,
  dueMinor: balanceMinorSchema,
})
export type Unclaimed = z.output<typeof unclaimedSchema>

/** The rows of the admin's table about how cards are sold and used. Days are those of the books. */
export const INSIGHT_ADMIN = {
  /** Up to this moment: also what no day was closed with yet. */
  'read-sales': {
    method: 'GET',
    path: '/insight/sales',
    params: z.strictObject({ from: day, to: day }),
    result: z.strictObject({
      totals: z.array(turnoverSchema).max(200),
      days: z.array(z.strictObject({ day, ...turnover })).max(20_000),
      channels: z.array(z.strictObject({ channel: z.enum(CHANNELS), ...turnover })).max(500),
      forms: z.array(z.strictObject({ form: z.enum(CARD_FORMS), ...turnover })).max(500),
      programs: z
        .array(z.strictObject({ programId: programIdSchema, programName: text, ...turnover }))
        .max(2_000),
      /** The ten with most in each currency. */
      topLocations: z.array(topLocationSchema).max(500),
    }),
  },
  'read-cohorts': {
    method: 'GET',
    path: '/insight/cohorts',
    params: z.strictObject({}),
    result: z.strictObject({ cohorts: z.array(cohortSchema).max(20_000) }),
  },
  'read-breakage': {
    method: 'GET',
    path: '/insight/breakage',
    params: z.strictObject({}),
    result: z.strictObject({ programs: z.array(breakageSchema).max(2_000) }),
  },
  /** Null: as the months of before show. */
  'set-breakage-estimate': {
    method: 'POST',
    path: '/insight/breakage/{programId}',
    params: z.strictObject({
      programId: programIdSchema,
      redeemedBasisPoints: z.int().min(1).max(10_000).nullable(),
      reason: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
    }),
    result: z.strictObject({ programs: z.array(breakageSchema).max(2_000) }),
  },
  /** At the end of a closed day. */
  'read-unclaimed': {
    method: 'GET',
    path: '/insight/unclaimed',
    params: z.strictObject({ day }),
    result: z.strictObject({ day, programs: z.array(unclaimedSchema).max(2_000) }),
  },
} as const
