import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'

const nothing = z.strictObject({})
const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const count = z.int().nonnegative()

/** Digits that a person types at the counter; spaces at the ends are a slip. */
const cashierPinSchema = z
  .string()
  .trim()
  .regex(/^\d{4,8}$/, '4 to 8 digits')
const cashierNameSchema = z.string().trim().min(1).max(60)
const cashierIdSchema = z.uuid()

/** Somebody who signs in at this counter. */
export const cashierSchema = z.strictObject({
  cashierId: cashierIdSchema,
  name: text,
  hasBadge: z.boolean(),
})
export type Cashier = z.output<typeof cashierSchema>

/** How often, and how much in minor units. */
const tallySchema = z.strictObject({ count, amountMinor: balanceMinorSchema })
export type Tally = z.output<typeof tallySchema>

/** What was done in one currency: what was taken, and what went back. */
const totalsSchema = z.strictObject({
  currency: currencySchema,
  redeemed: tallySchema,
  voided: tallySchema,
  refunded: tallySchema,
  /** Taken less given back. */
  netMinor: minorSchema,
})
export type ReportTotals = z.output<typeof totalsSchema>

/**
 * An X report (so far, `zNumber` null) or a Z report (a shift that was closed; the numbers have no
 * gaps). An operation counts in the shift in which its outcome became known, once.
 */
export const shiftReportSchema = z.strictObject({
  zNumber: z.int().positive().nullable(),
  locationName: text,
  deviceName: text,
  deviceCode: text.nullable(),
  openedAtMs: timeMs.nullable(),
  openedBy: text.nullable(),
  /** When the shift was closed; of an X report, when it was made. */
  atMs: timeMs,
  closedBy: text.nullable(),
  totals: z.array(totalsSchema).max(20),
  /** The same by who stood at the counter; together they are the totals. Null: nobody in particular. */
  byCashier: z.array(z.strictObject({ name: text.nullable(), totals: totalsSchema })).max(200),
  refusedCount: count,
  /** Receipts printed again. */
  copyCount: count,
  /** Not final when the report was made: they count in the shift in which they become final. */
  openCount: count,
})
export type ShiftReport = z.output<typeof shiftReportSchema>

export const PAPER_WIDTHS_MM = [58, 80] as const

/** The printer of the station's own receipts: raw bytes over TCP. */
export const receiptPrinterSchema = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65_535),
  widthMm: z.union([z.literal(58), z.literal(80)]),
})
export type ReceiptPrinter = z.output<typeof receiptPrinterSchema>

/** What the screen shows of the counter itself. */
export const counterStateSchema = z.strictObject({
  /** Nothing on this screen is real. */
  isTraining: z.boolean(),
  /** There are cashiers, and nobody is signed in: nothing is taken until somebody is. */
  mustSignIn: z.boolean(),
  hasCashiers: z.boolean(),
  /** Whose badge the next reading becomes; null when it is a card, as ever. */
  learningBadgeOf: cashierIdSchema.nullable(),
  /** Null while no shift was opened; what is done then counts in the next one that is closed. */
  shift: z.strictObject({ openedAtMs: timeMs, openedBy: text.nullable() }).nullable(),
  receiptPrinter: receiptPrinterSchema.nullable(),
})
export type CounterState = z.output<typeof counterStateSchema>

/** A card number to practise with, for the screen to show: of no program, with its check digit. */
export const TRAINING_CARD = '9999000000000000004'

/** What the clerk's screen may ask of the counter: who stands there, shifts and receipts. */
export const COUNTER_SCREEN = {
  'list-cashiers': {
    effect: 'read',
    params: nothing,
    result: z.strictObject({ cashiers: z.array(cashierSchema).max(200) }),
  },
  /**
   * Adds a cashier (`cashierId` null; a PIN is needed) or changes one; a PIN of null leaves it as it
   * is. A PIN of somebody else is refused.
   */
  'save-cashier': {
    effect: 'write',
    params: z.strictObject({
      cashierId: cashierIdSchema.nullable(),
      name: cashierNameSchema,
      pin: cashierPinSchema.nullable(),
    }),
    result: z.strictObject({ cashierId: cashierIdSchema }),
  },
  /**
   * The next reading of any scanner within half a minute becomes this cashier's badge, unless it is a
   * customer's card or goods; null goes back to cards.
   */
  'learn-badge': {
    effect: 'write',
    params: z.strictObject({ cashierId: cashierIdSchema.nullable() }),
    result: nothing,
  },
  'remove-cashier': {
    effect: 'write',
    params: z.strictObject({ cashierId: cashierIdSchema }),
    result: nothing,
  },
  /** By PIN; a badge is simply scanned. After three wrong tries it waits. */
  'sign-in': {
    effect: 'write',
    params: z.strictObject({ pin: cashierPinSchema }),
    result: z.strictObject({ name: text }),
  },
  /**
   * Begins or ends training: the same screen over books of its own, with cards that begin with 9999.
   * What the till rings for real is kept for afterwards.
   */
  'set-training': {
    effect: 'write',
    params: z.strictObject({ on: z.boolean() }),
    result: nothing,
  },
  'sign-out': { effect: 'write', params: nothing, result: nothing },
  'open-shift': { effect: 'write', params: nothing, result: nothing },
  /** Ends the shift and gives its Z report, kept for ever under the next number. */
  'close-shift': { effect: 'write', params: nothing, result: shiftReportSchema },
  /** The Z report of that number, or an X report of what is not closed yet. */
  'read-report': {
    effect: 'read',
    params: z.strictObject({ zNumber: z.int().positive().nullable() }),
    result: shiftReportSchema,
  },
  'list-reports': {
    effect: 'read',
    params: nothing,
    /** Newest first. */
    result: z.strictObject({ reports: z.array(shiftReportSchema).max(60) }),
  },
  'set-receipt-printer': {
    effect: 'write',
    params: z.strictObject({ printer: receiptPrinterSchema.nullable() }),
    result: nothing,
  },
  'print-report': {
    effect: 'write',
    params: z.strictObject({ zNumber: z.int().positive().nullable() }),
    result: nothing,
  },
  /**
   * The receipt of a redemption that was taken, on paper or as a PDF in the station's folder. From
   * the second on each is marked as a copy with its number.
   */
  'print-receipt': {
    effect: 'write',
    params: z.strictObject({
      reference: z.string().min(1).max(TEXT_LENGTH_MAX),
      as: z.enum(['paper', 'pdf']),
    }),
    result: z.strictObject({
      /** 0 for the first. */
      copyNumber: count,
      /** Where the PDF lies; null for paper. */
      file: z.string().max(1_000).nullable(),
    }),
  },
} as const
