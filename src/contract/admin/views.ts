import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import {
  cardIdSchema,
  deviceIdSchema,
  locationIdSchema,
  networkIdSchema,
  operationIdSchema,
  programIdSchema,
} from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'
import { CARD_FORMS, CARD_STATES, CHANNELS, OPERATION_KINDS } from '../operations.ts'
import { programRulesSchema } from '../program-rules.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const lastFour = lastFourSchema

export const STAFF_ROLES = ['operator', 'finance', 'support', 'auditor'] as const
export const API_SCOPES = [
  'balance',
  'activate',
  'fund',
  'redeem',
  'void',
  'refund',
  'cash-out',
  'adjust',
  'credit',
  'block',
  'unblock',
  'deactivate',
  'hold',
  'expire',
  'merge',
  'replace',
  'approve',
  'review',
  'pin',
  'unlock-pin',
  'verify-pin',
] as const
export type ApiScope = (typeof API_SCOPES)[number]
export const API_CLIENT_KINDS = ['webstore', 'oms', 'pos'] as const

/** Who is signed in. */
export const staffViewSchema = z.strictObject({
  staffId: text,
  name: text,
  email: text,
  role: z.enum(STAFF_ROLES),
  networkId: networkIdSchema,
  networkName: text,
})
export type StaffView = z.output<typeof staffViewSchema>

export const sessionViewSchema = z.strictObject({
  sessionId: text,
  current: z.boolean(),
  createdAtMs: timeMs,
  lastSeenAtMs: timeMs,
  ip: text,
  userAgent: z.string().max(400),
})

export const programViewSchema = z.strictObject({
  programId: programIdSchema,
  name: text,
  currency: currencySchema,
  cardPrefix: text,
  /** The IANA zone in which its days begin and end. */
  timeZone: text,
  /** The version of the rules that is valid now, and the rules themselves. */
  ruleVersion: z.int(),
  rules: programRulesSchema,
})
export type ProgramView = z.output<typeof programViewSchema>

export const cardLineSchema = z.strictObject({
  cardId: cardIdSchema,
  lastFour,
  form: z.enum(CARD_FORMS),
  state: z.enum(CARD_STATES),
  programName: text,
  currency: currencySchema,
  balanceMinor: balanceMinorSchema,
  batch: text.nullable(),
  createdAtMs: timeMs,
  activatedAtMs: timeMs.nullable(),
})
export type CardLine = z.output<typeof cardLineSchema>

/** One operation as the admin lists it: on a card, at a location, or live. */
export const operationLineSchema = z.strictObject({
  operationId: operationIdSchema,
  atMs: timeMs,
  kind: z.enum(OPERATION_KINDS),
  /** `voided` once a void posted against it; refusals are listed with their code. */
  state: z.enum(['posted', 'voided', 'refused']),
  code: text.nullable(),
  cardId: cardIdSchema.nullable(),
  lastFour: lastFour.nullable(),
  locationId: locationIdSchema.nullable(),
  locationName: text.nullable(),
  deviceCode: text.nullable(),
  clerk: text.nullable(),
  channel: z.enum(CHANNELS),
  orderId: text.nullable(),
  /** The till payment that was selected, if any. */
  till: text.nullable(),
  receiptNumber: text.nullable(),
  requestedMinor: minorSchema,
  /** What moved; 0 for a refusal. */
  appliedMinor: balanceMinorSchema,
  refundedMinor: balanceMinorSchema,
  currency: currencySchema.nullable(),
  balanceAfterMinor: balanceMinorSchema.nullable(),
  originalOperationId: operationIdSchema.nullable(),
  requestId: z.string().max(128),
  /** What the caller said of a load, when they did. */
  fundReason: text.optional(),
  promoCode: text.optional(),
  /** Of what pays a location: why, when a person said so, and the payout or fee that it is part of. */
  reason: text.optional(),
  reference: text.optional(),
})
export type OperationLine = z.output<typeof operationLineSchema>

/** How a card was in the system that it was imported from. */
export const importedCardSchema = z.strictObject({
  initialMinor: balanceMinorSchema,
  issuedAtMs: timeMs,
  lastUsedAtMs: timeMs.nullable(),
  reference: text.nullable(),
})
export type ImportedCard = z.output<typeof importedCardSchema>

export const cardDetailSchema = z.strictObject({
  ...cardLineSchema.shape,
  programId: programIdSchema,
  availableMinor: balanceMinorSchema,
  heldMinor: balanceMinorSchema,
  hasPin: z.boolean(),
  expiresAtMs: timeMs.nullable(),
  /** The last day on which it can be used, where its program is at home. */
  expiresOn: z.iso.date().nullable(),
  /** Null for a card that was issued here. */
  imported: importedCardSchema.nullable(),
  /** Newest first. */
  operations: z.array(operationLineSchema).max(500),
})
export type CardDetail = z.output<typeof cardDetailSchema>

export const locationViewSchema = z.strictObject({
  locationId: locationIdSchema,
  name: text,
  email: text,
  currency: currencySchema,
  timeZone: text,
  state: z.enum(['open', 'closed']),
  createdAtMs: timeMs,
  devicesActive: z.int(),
  enrolmentsOpen: z.int(),
})
export type LocationView = z.output<typeof locationViewSchema>

export const deviceViewSchema = z.strictObject({
  deviceId: deviceIdSchema,
  code: text,
  name: text,
  locationId: locationIdSchema,
  locationName: text,
  state: z.enum(['active', 'revoked']),
  online: z.boolean(),
  activatedAtMs: timeMs,
  revokedAtMs: timeMs.nullable(),
  lastSeenAtMs: timeMs.nullable(),
})
export type DeviceView = z.output<typeof deviceViewSchema>

export const enrolmentViewSchema = z.strictObject({
  enrolmentId: text,
  locationId: locationIdSchema,
  locationName: text,
  createdAtMs: timeMs,
  expiresAtMs: timeMs,
  emailedTo: text.nullable(),
  state: z.enum(['open', 'used', 'expired', 'cancelled']),
  deviceCode: text.nullable(),
})
export type EnrolmentView = z.output<typeof enrolmentViewSchema>

/** What happened in a period to what a location is owed, equal to the ledger's payable over all time. */
export const payableLineSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  redemptionCount: z.int(),
  redeemedMinor: balanceMinorSchema,
  voidCount: z.int(),
  voidedMinor: balanceMinorSchema,
  refundCount: z.int(),
  refundedMinor: balanceMinorSchema,
  /** Fees less those given back. */
  feesMinor: minorSchema,
  /** Paid out, less what came back and what was collected; negative when that is more. */
  paidMinor: minorSchema,
  /** What corrections gave, less what they took. */
  adjustedMinor: minorSchema,
  /**
   * redeemed - voided - refunded - fees - paid + adjusted; negative when the period has more undone and
   * paid than done.
   */
  payableMinor: minorSchema,
})
export type PayableLine = z.output<typeof payableLineSchema>

export const apiClientViewSchema = z.strictObject({
  clientId: text,
  name: text,
  kind: z.enum(API_CLIENT_KINDS),
  keyHint: text,
  scopes: z.array(z.enum(API_SCOPES)),
  locationId: locationIdSchema.nullable(),
  locationName: text.nullable(),
  createdAtMs: timeMs,
  expiresAtMs: timeMs.nullable(),
  revokedAtMs: timeMs.nullable(),
  lastUsedAtMs: timeMs.nullable(),
})
export type ApiClientView = z.output<typeof apiClientViewSchema>

export const overviewSchema = z.strictObject({
  /** What the figures are in: the one asked for, or else the first of {@link currencies}. */
  currency: currencySchema,
  /** All that the network's programs and locations have, in the order in which they came. */
  currencies: z.array(currencySchema).min(1),
  /** What is owed to card holders now: the sum of all balances, which ties to the ledger. */
  liabilityMinor: balanceMinorSchema,
  activeCards: z.int(),
  soldTodayMinor: balanceMinorSchema,
  soldTodayCount: z.int(),
  redeemedTodayMinor: balanceMinorSchema,
  redeemedTodayCount: z.int(),
  chainHeight: z.int(),
  /** The last 30 days in the zone of the first location of this currency, oldest first. */
  days: z
    .array(
      z.strictObject({
        date: z.string().length(10),
        soldMinor: balanceMinorSchema,
        redeemedMinor: balanceMinorSchema,
      }),
    )
    .max(31),
  stations: z.array(deviceViewSchema).max(200),
  openEnrolments: z.array(enrolmentViewSchema).max(50),
  latest: z.array(operationLineSchema).max(20),
})
export type Overview = z.output<typeof overviewSchema>
