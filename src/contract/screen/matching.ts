import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { ERROR_CODES, REFUSAL_CODES } from '../refusals.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const taken = z.strictObject({})

/** Sales taken back that a screen is sent: the clerk settles a few at a time. */
export const REVERSALS_SHOWN_MAX = 20

/** A sale taken back at the till, and what follows from it for a card. */
export const reversalViewSchema = z.strictObject({
  reversalId: z.uuid(),
  kind: z.enum(['void', 'refund']),
  /**
   * `proposed`: value was taken, and one key gives it back. `waiting`: first the redemption needs an
   * outcome. `refused`: the server would not, see `code`; it can be tried again. `not_found`: no sale
   * of this station is known that is meant. The last three are over.
   */
  status: z.enum([
    'proposed',
    'waiting',
    'working',
    'unknown',
    'refused',
    'not_found',
    'given_back',
    'withdrawn',
    'nothing_taken',
  ]),
  /** How it would be given back; null when nothing would. */
  action: z.enum(['void', 'refund']).nullable(),
  /** What goes back to the card, or was on the payment; null when the paper tells none. */
  amountMinor: balanceMinorSchema.nullable(),
  currency: currencySchema.nullable(),
  /** What the redemption took, and when; null without one. */
  takenMinor: balanceMinorSchema.nullable(),
  takenAtMs: timeMs.nullable(),
  lastFour: lastFourSchema.nullable(),
  till: text.nullable(),
  receiptNumber: text.nullable(),
  seenAtMs: timeMs,
  code: z.enum([...REFUSAL_CODES, ...ERROR_CODES]).nullable(),
})
export type ReversalView = z.output<typeof reversalViewSchema>

/** What the tills took back, as part of the screen's state. */
export const takenBackStateSchema = z.strictObject({
  /** What can be given back, then what is under way, then the rest; the newest first of each. */
  reversals: z.array(reversalViewSchema).max(REVERSALS_SHOWN_MAX),
  /** Payments, redemptions and sales taken back without their other half: the day's end list. */
  unpairedCount: z.int().nonnegative(),
  /** What a till takes back is given back without asking. */
  byRule: z.boolean(),
})
export type TakenBackState = z.output<typeof takenBackStateSchema>

/** What the screen may ask about sales taken back. */
export const MATCHING_COMMANDS = {
  /** Gives back what the till took back, as proposed. */
  'confirm-reversal': {
    effect: 'write',
    params: z.strictObject({ reversalId: z.uuid() }),
    result: taken,
  },
  /** Whether what a till takes back is given back without asking from now on. */
  'set-reversal-rule': {
    effect: 'write',
    params: z.strictObject({ byRule: z.boolean() }),
    result: taken,
  },
} as const
