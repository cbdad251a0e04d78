import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { EXCEPTION_REASONS } from '../wire/exceptions.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const id = z.string().min(1).max(128)

/** Lines of the day's end list that a screen is given; more are counted. */
export const DAY_END_LINES_MAX = 200

/** One thing without its other half. */
export const dayEndLineSchema = z.strictObject({
  subject: z.enum(['payment', 'redemption', 'reversal']),
  id,
  /** Null of a sale taken back whose slip names no amount. */
  amountMinor: balanceMinorSchema.nullable(),
  currency: currencySchema.nullable(),
  till: text.nullable(),
  receiptNumber: text.nullable(),
  lastFour: lastFourSchema.nullable(),
  atMs: z.int().nonnegative(),
  /** It waits for long: the operator was told. */
  isOld: z.boolean(),
  /** The redemption that this payment probably belongs to, or the payment of this redemption. */
  pairId: id.nullable(),
  /** Of a sale taken back: what was taken for it can go back to its card, by `confirm-reversal`. */
  canGiveBack: z.boolean(),
})
export type DayEndLine = z.output<typeof dayEndLineSchema>

/** What the screen may ask about the day's end. */
export const DAY_END_COMMANDS = {
  /** What has no other half, newest first. */
  'list-day-end': {
    effect: 'read',
    params: z.strictObject({}),
    result: z.strictObject({
      lines: z.array(dayEndLineSchema).max(DAY_END_LINES_MAX),
      more: z.int().nonnegative(),
      /** Settled or told, and not yet acknowledged by the server. */
      unsent: z.int().nonnegative(),
    }),
  },
  /**
   * Settles one of them for this reason; `other` needs a note. `belongs_together` needs `pairId` and
   * settles both.
   */
  'settle-exception': {
    effect: 'write',
    params: z.strictObject({
      subject: z.enum(['payment', 'redemption', 'reversal']),
      id,
      reason: z.enum(EXCEPTION_REASONS).exclude(['came_right']),
      note: z.string().trim().max(TEXT_LENGTH_MAX),
      pairId: id.optional(),
    }),
    result: z.strictObject({}),
  },
} as const
