import { z } from 'zod'
import { lastFourSchema, pinSchema } from '../card-number.ts'
import { paymentIdSchema } from '../ids.ts'
import { READING_LENGTH_MAX, TEXT_LENGTH_MAX } from '../limits.ts'
import { requestedMinorSchema } from '../money.ts'
import { PARTIAL_RULES } from '../operations.ts'
import { COUNTER_SCREEN } from './counter.ts'
import { DAY_END_COMMANDS } from './day-end.ts'
import { MATCHING_COMMANDS } from './matching.ts'
import type { ScreenCommand } from './names.ts'
import { burstSchema, SCANNERS_SCREEN } from './scanners.ts'
import { SOURCES_SCREEN } from './sources.ts'
import { activityLineSchema, LANGUAGES, SOUNDS, screenStateSchema } from './state.ts'
import { TEACHING_SCREEN } from './teaching.ts'

const nothing = z.strictObject({})
/** Commands answer at once when they were taken; what came of them arrives as a new state. */
const taken = z.strictObject({})

/** One key of a wedge scanner's burst: the physical key (`KeyboardEvent.code`), not its character. */
const scannedKeySchema = z.strictObject({
  code: z.string().max(30),
  key: z.string().max(30),
  shift: z.boolean(),
  altGraph: z.boolean(),
})
export type ScannedKey = z.output<typeof scannedKeySchema>

/** Everything the clerk's screen may ask of the core, one row each. */
export const SCREEN = {
  /**
   * SELECT: takes this payment from the card in hand, or asks for its PIN first and then takes it.
   * `partial` says whether less may be taken.
   * `lastFour` is the card that the clerk saw: with another one in hand by now it is refused.
   */
  'select-payment': {
    effect: 'write',
    params: z.strictObject({
      paymentId: paymentIdSchema,
      partial: z.enum(PARTIAL_RULES),
      lastFour: lastFourSchema,
    }),
    result: taken,
  },
  /** Takes a typed amount from the card that the clerk saw, without a payment on the POS. */
  'redeem-amount': {
    effect: 'write',
    params: z.strictObject({
      amountMinor: requestedMinorSchema,
      partial: z.enum(PARTIAL_RULES),
      lastFour: lastFourSchema,
    }),
    result: taken,
  },
  /** A burst from a keyboard wedge; the core decodes the physical keys. */
  'read-keys': {
    effect: 'write',
    params: z.strictObject({
      keys: z.array(scannedKeySchema).min(1).max(READING_LENGTH_MAX),
      burst: burstSchema.optional(),
    }),
    result: taken,
  },
  /** A card number, link or QR text that a person typed or pasted. */
  'type-card': {
    effect: 'write',
    params: z.strictObject({ text: z.string().max(READING_LENGTH_MAX) }),
    result: taken,
  },
  /** Puts the card in hand away. */
  'clear-card': { effect: 'write', params: nothing, result: taken },
  /** Asks the balance of the card in hand again; where that needs the PIN, opens its prompt. */
  'refresh-balance': { effect: 'read', params: nothing, result: taken },
  /**
   * The PIN that was typed into the prompt of the card that the clerk saw. It goes to the server and is
   * kept nowhere; what comes of it shows in the card.
   */
  'give-pin': {
    effect: 'write',
    params: z.strictObject({ pin: pinSchema, lastFour: lastFourSchema }),
    result: taken,
  },
  /** Closes the prompt without a PIN; the card stays in hand. */
  'close-pin': { effect: 'write', params: nothing, result: taken },
  /**
   * Undoes the redemption that the screen shows, by its reference, inside UNDO_WINDOW_MS. Any other
   * reference is refused: what is undone is what the clerk saw.
   */
  'undo-last': {
    effect: 'write',
    params: z.strictObject({ reference: z.string().min(1).max(TEXT_LENGTH_MAX) }),
    result: taken,
  },
  /** On the unknown screen: send the same id again now. */
  'keep-trying': { effect: 'write', params: nothing, result: taken },
  /** On the unknown screen: send a void for that id; whichever arrives first, nothing stays taken. */
  'cancel-redemption': { effect: 'write', params: nothing, result: taken },
  /** Leaves the outcome and puts the card away. */
  'next-customer': { effect: 'write', params: nothing, result: taken },
  /** Takes a payment off the waiting list with a reason; it stays in the journal. */
  'dismiss-payment': {
    effect: 'write',
    params: z.strictObject({
      paymentId: paymentIdSchema,
      reason: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
    }),
    result: taken,
  },
  'set-language': {
    effect: 'write',
    params: z.strictObject({ language: z.enum(LANGUAGES) }),
    result: taken,
  },
  /** Who stands at the counter; kept on each redemption. Empty means nobody in particular. */
  'set-clerk': {
    effect: 'write',
    params: z.strictObject({ name: z.string().trim().max(60) }),
    result: taken,
  },
  /** Activates this station with the link of the location's e-mail. */
  'activate-device': {
    effect: 'write',
    params: z.strictObject({
      link: z.string().max(READING_LENGTH_MAX),
      deviceName: z.string().trim().min(1).max(60),
    }),
    result: taken,
  },
  /** The newest redemptions and voids of this station. */
  ...COUNTER_SCREEN,
  'list-activity': {
    effect: 'read',
    params: nothing,
    result: z.strictObject({ lines: z.array(activityLineSchema).max(200) }),
  },
  ...DAY_END_COMMANDS,
  ...MATCHING_COMMANDS,
  ...SOURCES_SCREEN,
  ...SCANNERS_SCREEN,
  ...TEACHING_SCREEN,
} as const satisfies Record<
  ScreenCommand,
  { effect: 'read' | 'write'; params: z.ZodType; result: z.ZodType }
>

export type ScreenParams<Name extends ScreenCommand> = z.input<(typeof SCREEN)[Name]['params']>
export type ScreenResult<Name extends ScreenCommand> = z.output<(typeof SCREEN)[Name]['result']>

/** What the core sends unasked: the state on every change, and a sound when one is due. */
export const screenEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('state'), state: screenStateSchema }),
  z.strictObject({ type: z.literal('sound'), sound: z.enum(SOUNDS) }),
])
export type ScreenEvent = z.output<typeof screenEventSchema>
