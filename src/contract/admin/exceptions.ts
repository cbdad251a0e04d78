import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { EXCEPTION_KINDS, EXCEPTION_REASONS } from '../wire/exceptions.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)

/**
 * What the server finds when till, ledger and bank are held against each other: a redemption of another
 * amount than the till payment that was selected for it; a payout that its bank should have confirmed by
 * now; an answer of a bank that somebody has to see to.
 */
export const FOUND_KINDS = ['payment_differs', 'payout_unconfirmed', 'bank_answer'] as const
export const INBOX_KINDS = [...EXCEPTION_KINDS, ...FOUND_KINDS] as const
export type InboxKind = (typeof INBOX_KINDS)[number]

/** `taken`: somebody is at it. */
export const INBOX_STATES = ['open', 'taken', 'settled'] as const
export type InboxState = (typeof INBOX_STATES)[number]

/** What has no other half, as a station told it or the server found it. */
export const exceptionViewSchema = z.strictObject({
  exceptionId: z.uuid(),
  kind: z.enum(INBOX_KINDS),
  state: z.enum(INBOX_STATES),
  /** Null of an answer of a bank that fits no payout. */
  locationId: locationIdSchema.nullable(),
  locationName: text.nullable(),
  /** IANA zone of the location: its days are meant. */
  timeZone: z.string().max(64).nullable(),
  /** Null of what the server found. */
  deviceCode: text.nullable(),
  /** The operation, payout or answer that the server found it at. */
  reference: text.nullable(),
  amountMinor: balanceMinorSchema.nullable(),
  currency: currencySchema.nullable(),
  till: text.nullable(),
  receiptNumber: text.nullable(),
  lastFour: text.nullable(),
  atMs: timeMs,
  reason: z.enum(EXCEPTION_REASONS).nullable(),
  /** What the clerk wrote; empty without. */
  note: text,
  clerk: text,
  changedAtMs: timeMs,
  /** What the operator found out, and who is at it; null before. */
  ownerNote: text.nullable(),
  ownerName: text.nullable(),
  ownerAtMs: timeMs.nullable(),
})
export type ExceptionView = z.output<typeof exceptionViewSchema>

/** The rows of the admin's table about what has no other half. */
export const EXCEPTION_ADMIN = {
  /** Newest first. `day` is a whole day in each location's own zone. */
  'list-exceptions': {
    method: 'GET',
    path: '/exceptions',
    params: z.strictObject({
      locationId: locationIdSchema.optional(),
      day: z.iso.date().optional(),
      state: z.enum(INBOX_STATES).optional(),
      kind: z.enum(INBOX_KINDS).optional(),
      cursor: z.string().max(100).optional(),
    }),
    result: z.strictObject({
      exceptions: z.array(exceptionViewSchema),
      next: z.string().max(100).nullable(),
    }),
  },
  /** What the operator found out about it; the station is not told. */
  'note-exception': {
    method: 'POST',
    path: '/exceptions/{exceptionId}/note',
    params: z.strictObject({
      exceptionId: z.uuid(),
      note: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
    }),
    result: exceptionViewSchema,
  },
  /** Takes it, gives it back, or settles it; a note says what came of it. */
  'decide-exception': {
    method: 'POST',
    path: '/exceptions/{exceptionId}/decide',
    params: z.strictObject({
      exceptionId: z.uuid(),
      state: z.enum(INBOX_STATES),
      note: z.string().trim().min(1).max(TEXT_LENGTH_MAX).nullable(),
    }),
    result: exceptionViewSchema,
  },
} as const
