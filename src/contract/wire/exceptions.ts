import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import { requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()

/** What has no other half: a payment, a redemption, or a sale that the till took back. */
export const EXCEPTION_KINDS = [
  'payment_without_redemption',
  'redemption_without_payment',
  'reversal_without_redemption',
] as const
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number]

/** Why it needs no other half; the first ones are what a clerk may say of each kind. */
export const CLERK_REASONS = {
  payment_without_redemption: ['paid_otherwise', 'till_cancelled', 'mistake', 'test', 'other'],
  redemption_without_payment: ['till_down', 'rung_otherwise', 'mistake', 'test', 'other'],
  reversal_without_redemption: ['given_otherwise', 'not_ours', 'mistake', 'test', 'other'],
} as const
export const EXCEPTION_REASONS = [
  'paid_otherwise',
  'till_cancelled',
  'till_down',
  'rung_otherwise',
  'given_otherwise',
  'not_ours',
  'mistake',
  'test',
  'other',
  /** A clerk said that this payment and that redemption are one sale. */
  'belongs_together',
  /** It came right by itself: selected after all, undone, given back. */
  'came_right',
] as const
export type ExceptionReason = (typeof EXCEPTION_REASONS)[number]

/** Exceptions of one report: three of the longest fit a frame in any script. */
export const EXCEPTIONS_REPORTED_MAX = 3

/** One of them as a station tells it; a later revision takes the place of an earlier one. */
export const wireExceptionSchema = z.strictObject({
  exceptionId: z.uuid(),
  revision: z.int().positive(),
  kind: z.enum(EXCEPTION_KINDS),
  /** Null of a sale taken back whose slip names no amount. */
  amountMinor: balanceMinorSchema.nullable(),
  currency: currencySchema.nullable(),
  /** Of the payment, when it is about one. */
  paymentKey: z.string().max(128).nullable(),
  /** Of the redemption, when it is about one. */
  requestId: requestIdSchema.nullable(),
  till: text.nullable(),
  receiptNumber: text.nullable(),
  lastFour: lastFourSchema.nullable(),
  /** When it happened, by the station's clock. */
  atMs: timeMs,
  state: z.enum(['open', 'settled']),
  reason: z.enum(EXCEPTION_REASONS).nullable(),
  note: text,
  clerk: text,
  changedAtMs: timeMs,
})
export type WireException = z.output<typeof wireExceptionSchema>

/** The rows of the wire's table that tell the operator what has no other half. */
export const EXCEPTION_WIRE = {
  /** Told until it was answered; the same revision twice changes nothing. */
  'report-exceptions': {
    effect: 'note',
    params: z.strictObject({
      exceptions: z.array(wireExceptionSchema).min(1).max(EXCEPTIONS_REPORTED_MAX),
    }),
    /** All of them are kept. */
    result: z.strictObject({}),
  },
} as const
