import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema, minorSchema } from '../money.ts'
import { CALENDARS } from '../schedule.ts'
import { COLLECTIONS, FEE_BASES, FEE_PAYERS } from '../terms.ts'
import { railSettingsSchema } from './rails.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const count = z.int().nonnegative()
const uuid = z.uuid()
const money = minorSchema
const day = z.iso.date()

/**
 * `draft`: waits for a second person; `approved`: its money is being posted; `generated`: its files
 * are made; `sent`: the bank has them; `acknowledged`: the bank took them; `settled`: every payout has
 * come to its end. `cancelled`: given up before the money left.
 */
export const RUN_STATES = [
  'draft',
  'approved',
  'generated',
  'sent',
  'acknowledged',
  'settled',
  'cancelled',
] as const
export type RunState = (typeof RUN_STATES)[number]

/**
 * `pending`: not at the bank yet; `sent`: the bank has it; `assumed_paid`: its day has come and nothing
 * was heard; `confirmed`: it arrived; `returned`: it came back; `corrected`: it arrived, and the bank
 * named other details for the next one; `cancelled`: it was never sent.
 */
export const PAYOUT_STATES = [
  'pending',
  'sent',
  'assumed_paid',
  'confirmed',
  'returned',
  'corrected',
  'cancelled',
] as const
export type PayoutState = (typeof PAYOUT_STATES)[number]

/**
 * Why a location is paid nothing, or not all: less than the minimum; all of it is kept in reserve; it
 * owes; no bank profile pays it; what is wrong with its bank account; or the bank takes no such
 * transfer (`unfit`).
 */
export const UNPAID_REASONS = [
  'minimum',
  'reserve',
  'negative',
  'no_profile',
  'none',
  'unapproved',
  'cooling',
  'unverified',
  'blocked',
  'unfit',
] as const
export type UnpaidReason = (typeof UNPAID_REASONS)[number]

export const chargeLineSchema = z.strictObject({
  id: text,
  payer: z.enum(FEE_PAYERS),
  basis: z.enum(FEE_BASES),
  label: text,
  amountMinor: money,
  currency: currencySchema,
  taxMinor: money,
  taxLabel: text.nullable(),
  collection: z.enum(COLLECTIONS),
})
export type ChargeLine = z.output<typeof chargeLineSchema>

/** Where the money of a network leaves from. */
export const bankProfileSchema = z.strictObject({
  profileId: uuid,
  name: text,
  currency: currencySchema,
  /** Null: the network pays by itself, and says so. */
  settings: railSettingsSchema.nullable(),
  calendar: z.enum(CALENDARS),
  timeZone: text,
  /** Where its files are brought; null: they are downloaded. */
  deliveryId: text.nullable(),
  /** The last number that a file of it has. */
  lastFile: count,
  version: z.int().positive(),
  changedAtMs: timeMs,
  changedBy: text,
  isRetired: z.boolean(),
})
export type BankProfileView = z.output<typeof bankProfileSchema>

/** How the locations of one currency fare in a run. */
export const runTotalSchema = z.strictObject({
  currency: currencySchema,
  locations: count,
  openingMinor: money,
  redemptions: count,
  redeemedMinor: money,
  voidedMinor: money,
  refundedMinor: money,
  returnedMinor: money,
  adjustedMinor: money,
  dueMinor: money,
  feesMinor: money,
  payouts: count,
  payoutMinor: money,
  collections: count,
  collectedMinor: money,
  carriedMinor: money,
  /** Locations that are not paid what is theirs, for a reason that somebody can do something about. */
  kept: count,
})
export type RunTotal = z.output<typeof runTotalSchema>

export const runSummarySchema = z.strictObject({
  runId: uuid,
  number: z.int().positive(),
  origin: z.enum(['schedule', 'demand']),
  state: z.enum(RUN_STATES),
  /** The cut-off before; null for the first. */
  fromMs: timeMs.nullable(),
  cutOffMs: timeMs,
  timeZone: text,
  madeBy: text,
  madeAtMs: timeMs,
  /** How many people have to agree, the one who made it among them. */
  approvals: z.int().positive(),
  /** Who agreed so far, of two. */
  agreedBy: text.nullable(),
  approvedBy: text.nullable(),
  approvedAtMs: timeMs.nullable(),
  cancelledBy: text.nullable(),
  cancelledAtMs: timeMs.nullable(),
  reason: text.nullable(),
  /** Steps of its posting that are done, of so many. */
  doneSteps: count,
  steps: count,
  totals: z.array(runTotalSchema),
})
export type RunSummary = z.output<typeof runSummarySchema>

export const payoutFileSchema = z.strictObject({
  fileId: uuid,
  profileId: uuid,
  profileName: text,
  rail: text,
  number: z.int().positive(),
  name: text,
  valueOn: day,
  currency: currencySchema,
  transfers: count,
  creditsMinor: money,
  debitsMinor: money,
  /** Null until it is made. */
  sha256: text.nullable(),
  bytes: count.nullable(),
  deliveryId: text.nullable(),
  sentAtMs: timeMs.nullable(),
  sentBy: text.nullable(),
  sentTo: text.nullable(),
  /** Why it could not be brought to the bank, the last time. */
  problem: text.nullable(),
  /** When somebody said that nobody is paid by it, and why; null otherwise. */
  givenUp: z.strictObject({ atMs: timeMs, by: text, reason: text }).nullable(),
})
export type PayoutFileView = z.output<typeof payoutFileSchema>

export const runViewSchema = z.strictObject({
  ...runSummarySchema.shape,
  /** What the network itself is charged. */
  charges: z.array(chargeLineSchema),
  files: z.array(payoutFileSchema),
  payoutStates: z.array(z.strictObject({ state: z.enum(PAYOUT_STATES), payouts: count })),
  /** Payouts of profiles without a bank, that nobody has said to be paid. */
  unpaid: count,
})
export type RunView = z.output<typeof runViewSchema>

export const payoutViewSchema = z.strictObject({
  reference: text,
  purpose: z.enum(['payout', 'collection', 'prenote', 'test']),
  amountMinor: money,
  currency: currencySchema,
  state: z.enum(PAYOUT_STATES),
  profileName: text,
  accountVersion: count.nullable(),
  valueOn: day.nullable(),
  sentAtMs: timeMs.nullable(),
  confirmedAtMs: timeMs.nullable(),
  /** What the bank said last, with its code. */
  code: text.nullable(),
  words: text.nullable(),
  paidReference: text.nullable(),
  /** The payout that paid again what came back of this one. */
  replacedBy: text.nullable(),
  /** Payouts that came back and are paid again by this one. */
  replaces: z.array(text),
})
export type PayoutView = z.output<typeof payoutViewSchema>

export const runLineSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  /** Its rows of the journal: after the first up to the second. */
  fromId: count,
  toId: count,
  openingMinor: money,
  redemptionCount: count,
  redeemedMinor: money,
  voidedMinor: money,
  refundedMinor: money,
  returnedMinor: money,
  adjustedMinor: money,
  dueMinor: money,
  charges: z.array(chargeLineSchema),
  feesMinor: money,
  reserveMinor: money,
  /** Below zero: collected. */
  payoutMinor: money,
  carriedMinor: money,
  why: z.enum(UNPAID_REASONS).nullable(),
  /** What the bank would not take, in words; only of `unfit`. */
  whyText: text.nullable(),
  payouts: z.array(payoutViewSchema),
})
export type RunLine = z.output<typeof runLineSchema>
