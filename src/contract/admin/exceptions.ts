import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { EXCEPTION_KINDS, EXCEPTION_REASONS } from '../wire/exceptions.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)

/** A payment, a redemption or a sale taken back that has no other half, as a station told it. */
export const exceptionViewSchema = z.strictObject({
  exceptionId: z.uuid(),
  kind: z.enum(EXCEPTION_KINDS),
  state: z.enum(['open', 'settled']),
  locationId: locationIdSchema,
  locationName: text,
  /** IANA zone of the location: its days are meant. */
  timeZone: z.string().max(64),
  deviceCode: text,
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
  /** What the operator found out; null before. */
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
      state: z.enum(['open', 'settled']).optional(),
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
} as const
