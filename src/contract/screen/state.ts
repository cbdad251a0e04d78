import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import { paymentIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX, WAITING_PAYMENTS_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'
import { ERROR_CODES, REFUSAL_CODES } from '../refusals.ts'
import { counterStateSchema } from './counter.ts'
import { setupStateSchema } from './lesson.ts'
import { takenBackStateSchema } from './matching.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const lastFour = lastFourSchema

export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** Refusals and errors as a screen shows them: it has words for each code. */
export const SCREEN_CODES = [...REFUSAL_CODES, ...ERROR_CODES] as const
export type ScreenCode = (typeof SCREEN_CODES)[number]

/** Why a payment stands where it stands in the list, in fixed words. */
export const WAITING_REASONS = [
  'pays-all',
  'pays-part',
  /** The till whose payment was selected last at this station. */
  'same-till',
  'just-now',
  /** Another one of the same amount came within a minute: look at till, receipt and time. */
  'twin',
  /** The same amount was taken without a payment at about that time: it is probably this sale. */
  'paid-already',
  'abandoned',
  /** Another station of the location took it: shown for a while, and cannot be selected. */
  'taken-elsewhere',
] as const
export type WaitingReason = (typeof WAITING_REASONS)[number]

/** A payment waiting to be selected. */
export const waitingPaymentSchema = z.strictObject({
  paymentId: paymentIdSchema,
  amountMinor: balanceMinorSchema,
  currency: currencySchema,
  label: text,
  till: text.nullable(),
  receiptNumber: text.nullable(),
  seenAtMs: timeMs,
  /** How the payment fits the card in hand; `none` without one. */
  fit: z.enum(['none', 'full', 'partial', 'not_at_all']),
  /** The one that Enter selects. At most one. */
  suggested: z.boolean(),
  reasons: z.array(z.enum(WAITING_REASONS)).max(WAITING_REASONS.length),
})
export type WaitingPayment = z.output<typeof waitingPaymentSchema>

/** The open prompt for a card's PIN: what for, and what the last PIN was answered. */
export const pinPromptSchema = z.strictObject({
  /** What is taken when the PIN is right; null when only the balance is asked for. */
  amountMinor: balanceMinorSchema.nullable(),
  currency: currencySchema.nullable(),
  /** A PIN is with the server. */
  isChecking: z.boolean(),
  /** Why the last PIN led to nothing; null before the first. */
  code: z.enum(SCREEN_CODES).nullable(),
})

/** The card in hand, as far as the station knows. */
export const screenCardSchema = z.discriminatedUnion('status', [
  /** Being asked for at the server. */
  z.strictObject({ status: z.literal('asking'), lastFour }),
  /** Nothing of it is told before its PIN. */
  z.strictObject({
    status: z.literal('pin-asked'),
    lastFour,
    prompt: pinPromptSchema.nullable(),
  }),
  z.strictObject({
    status: z.literal('known'),
    lastFour,
    balanceMinor: balanceMinorSchema,
    availableMinor: balanceMinorSchema,
    currency: currencySchema,
    programName: text,
    expiresAtMs: timeMs.nullable(),
    /** The refusal that a redemption would get now, e.g. a blocked card. */
    refusalCode: z.enum(SCREEN_CODES).nullable(),
  }),
])
export type ScreenCard = z.output<typeof screenCardSchema>

/** What fills the screen when something happened; `idle` shows the two zones. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  /** Sent, no answer yet. `slow` after STILL_WORKING_AFTER_MS. */
  z.strictObject({
    kind: z.literal('working'),
    what: z.enum(['redeem', 'undo', 'cancel']),
    slow: z.boolean(),
    amountMinor: balanceMinorSchema,
    currency: currencySchema,
    lastFour,
  }),
  /** Taken. `remainingDueMinor` above 0 means partial: collect that otherwise. */
  z.strictObject({
    kind: z.literal('approved'),
    appliedMinor: balanceMinorSchema,
    remainingDueMinor: balanceMinorSchema,
    balanceMinor: balanceMinorSchema,
    currency: currencySchema,
    lastFour,
    reference: text,
    /** Undo is offered until then (station clock). */
    undoUntilMs: timeMs,
  }),
  /**
   * Understood and not done, or could not be sent. With `redeem` nothing was taken; with `undo` the
   * amount stays taken, and with `cancel` it may have been.
   */
  z.strictObject({
    kind: z.literal('refused'),
    what: z.enum(['redeem', 'undo', 'cancel']),
    code: z.enum(SCREEN_CODES),
    /** Null when no amount was asked: of a reading. */
    amountMinor: balanceMinorSchema.nullable(),
    currency: currencySchema.nullable(),
    lastFour: lastFour.nullable(),
  }),
  /** No answer yet: not known. */
  z.strictObject({
    kind: z.literal('unknown'),
    what: z.enum(['redeem', 'undo', 'cancel']),
    amountMinor: balanceMinorSchema,
    currency: currencySchema,
    lastFour,
    sinceMs: timeMs,
    attempts: z.int().nonnegative(),
  }),
  /**
   * Undone or cancelled, for certain: the value is on the card. `elsewhere`: somebody else had
   * voided the redemption before its answer reached this station.
   */
  z.strictObject({
    kind: z.literal('voided'),
    what: z.enum(['undo', 'cancel', 'elsewhere']),
    amountMinor: balanceMinorSchema,
    /** Null when the redemption had never arrived, and with `elsewhere`: it was not told. */
    balanceMinor: balanceMinorSchema.nullable(),
    currency: currencySchema,
    lastFour,
  }),
])
export type Outcome = z.output<typeof outcomeSchema>

/** Every problem that a station can have with what it depends on; the screen has words for each. */
export const STATION_PROBLEMS = [
  'not-activated',
  'server-unreachable',
  'server-not-authentic',
  'server-busy',
  'server-draining',
  'connection-broken',
  'protocol-version',
  'device-revoked',
  'device-unknown',
  'device-replaced',
  'printer-unreachable',
  /** What a source passes on would come back to a source of this station. */
  'forwarded-to-itself',
  'receipt-reading-failed',
  'source-failed',
  /** Another program holds the port that the till is to be heard on. */
  'source-port-taken',
  'source-port-denied',
  /** The POS draws its receipts: there is nothing to read in what it prints. */
  'prints-pictures',
  'serial-unplugged',
  'serial-busy',
  'serial-no-permission',
  'serial-garbled',
  'serial-not-supported',
  'folder-missing',
  'files-unreadable',
  'files-not-understood',
  'feed-unreachable',
  'scanner-failed',
  'scanner-unplugged',
  'scanner-busy',
  'scanner-no-permission',
  'scanner-garbled',
  'scanner-not-supported',
  /** A library that HID scanners need is not on this PC; the detail names it. */
  'scanner-hid-missing',
  'journal-full',
  'journal-unwritable',
  'journal-moved-aside',
  /** An earlier device of this PC left operations whose outcome only the operator can look up. */
  'earlier-operations-open',
] as const
export type StationProblem = (typeof STATION_PROBLEMS)[number]

/** Something the station depends on, with a word the clerk can act on. */
export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'working', 'attention', 'off']),
  /** Null when all is well. */
  problem: z.enum(STATION_PROBLEMS).nullable(),
  /** Free detail for the technician: an address, a path. Never a secret. */
  detail: text.nullable(),
  lastSeenAtMs: timeMs.nullable(),
})
export type Health = z.output<typeof healthSchema>

/** The last redemption that can be undone or looked at. */
export const lastRedemptionSchema = z.strictObject({
  /** Names it in `undo-last`. */
  reference: text,
  appliedMinor: balanceMinorSchema,
  currency: currencySchema,
  lastFour,
  atMs: timeMs,
  undoUntilMs: timeMs,
  state: z.enum(['posted', 'voided']),
})

/** One line of the day's list (More). */
export const activityLineSchema = z.strictObject({
  atMs: timeMs,
  what: z.enum(['redeem', 'void', 'refund']),
  state: z.enum(['unknown', 'posted', 'voided', 'refused']),
  amountMinor: minorSchema,
  currency: currencySchema,
  lastFour,
  till: text.nullable(),
  receiptNumber: text.nullable(),
  /** The ledger's id of it; the requestId while the outcome is not known. */
  reference: text.nullable(),
})
export type ActivityLine = z.output<typeof activityLineSchema>

/**
 * The whole state of the clerk's screen. The core sends it whole on every change, numbered; the
 * screen only draws it. It holds no card number.
 */
export const screenStateSchema = z.strictObject({
  revision: z.int().nonnegative(),
  /** The station's clock when this was made; the screen counts from it. */
  nowMs: timeMs,
  /** `inactive`: no device key yet, the screen asks for the activation link. */
  activation: z.enum(['inactive', 'activating', 'active', 'revoked']),
  activationProblem: z.enum(SCREEN_CODES).nullable(),
  /** null: nobody chose one yet, and the screen begins with that of its PC. */
  language: z.enum(LANGUAGES).nullable(),
  locationName: text,
  deviceName: text,
  deviceCode: text.nullable(),
  clerk: text.nullable(),
  currency: currencySchema.nullable(),
  server: healthSchema,
  printer: healthSchema,
  scanner: healthSchema,
  journal: healthSchema,
  counter: counterStateSchema,
  waiting: z.array(waitingPaymentSchema).max(WAITING_PAYMENTS_MAX),
  /** More are in the journal than are sent. */
  waitingMore: z.int().nonnegative(),
  /** What the tills took back. */
  takenBack: takenBackStateSchema,
  card: screenCardSchema.nullable(),
  outcome: outcomeSchema,
  lastRedemption: lastRedemptionSchema.nullable(),
  /**
   * Operations that are journaled and not yet final, the one on screen included, and those that an
   * earlier device of this PC left open: only the operator can settle these.
   */
  unsettledCount: z.int().nonnegative(),
  setup: setupStateSchema,
})
export type ScreenState = z.output<typeof screenStateSchema>

/** Short sounds, each with its own pitch and rhythm; never the only sign. */
export const SOUNDS = [
  'scan',
  'payment',
  'approved',
  'partial',
  'refused',
  'unknown',
  'voided',
] as const
export type Sound = (typeof SOUNDS)[number]
