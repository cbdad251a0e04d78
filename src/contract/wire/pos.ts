import { z } from 'zod'
import { balanceMinorSchema, currencySchema } from '../money.ts'

/** The cloud POS that the server understands. */
export const POS_KINDS = ['square', 'shopify', 'clover', 'lightspeed', 'toast'] as const
export type PosKind = (typeof POS_KINDS)[number]

/** What each calls itself, in every language. */
export const POS_NAMES: Readonly<Record<PosKind, string>> = {
  square: 'Square',
  shopify: 'Shopify POS',
  clover: 'Clover',
  lightspeed: 'Lightspeed Retail (X-Series)',
  toast: 'Toast',
}

/** What a POS did with its gift-card tender. A void or refund names the payment that it is about. */
export const POS_ENTRY_KINDS = ['payment', 'void', 'refund'] as const
export type PosEntryKind = (typeof POS_ENTRY_KINDS)[number]

/** Characters of a name or number of the POS; six such entries then fit one frame in any script. */
export const POS_TEXT_LENGTH_MAX = 100
/** Entries of one answer. */
export const POS_ENTRIES_MAX = 6

const text = z.string().max(POS_TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()

/** One thing that the till in the cloud did, as the server passes it on. */
export const posEntrySchema = z.strictObject({
  /** Counts up over all locations: what a station has heard is named by the last of them. */
  entryId: z.int().positive(),
  pos: z.enum(POS_KINDS),
  kind: z.enum(POS_ENTRY_KINDS),
  /** The payment's lasting id at the POS, with the kind before it: the same at every station. */
  externalId: z.string().min(3).max(200),
  /** The POS's id of this very void or refund; null of a payment. */
  changeId: text.nullable(),
  amountMinor: balanceMinorSchema,
  currency: currencySchema,
  /** How the POS calls the tender. */
  label: text,
  till: text.nullable(),
  receiptNumber: text.nullable(),
  clerk: text.nullable(),
  totalMinor: balanceMinorSchema.nullable(),
  /** When the POS did it, by its own clock. */
  atMs: timeMs,
})
export type PosEntry = z.output<typeof posEntrySchema>

/** What a station asks about the tills in the cloud of its location. */
export const POS_WIRE = {
  /**
   * Says what the station has kept for good, and gives what it has not heard yet, oldest first.
   * Asked when it comes online and at each `pos-payment`, until there is no more. Safe to repeat.
   */
  'pos-payments': {
    effect: 'read',
    params: z.strictObject({ heardId: z.int().nonnegative() }),
    result: z.strictObject({
      entries: z.array(posEntrySchema).max(POS_ENTRIES_MAX),
      isMore: z.boolean(),
    }),
  },
} as const

/** There is something new of a till in the cloud: the station asks for it. */
export const posPaymentEventSchema = z.strictObject({ entryId: z.int().positive() })
