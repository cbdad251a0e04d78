import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const count = z.int().nonnegative()

const sidesSchema = z.strictObject({
  /** Till payments that stations heard: those that a redemption took, and those that none took. */
  heardCount: count,
  heardMinor: balanceMinorSchema,
  /** Redemptions of the ledger that were not voided. */
  redeemedCount: count,
  redeemedMinor: balanceMinorSchema,
  /** Of these, redemptions for which no till payment was selected. */
  withoutPaymentCount: count,
  withoutPaymentMinor: balanceMinorSchema,
  /** Payouts of that day by their bank: arrived, still on their way or waiting, and come back. */
  paidMinor: balanceMinorSchema,
  waitingMinor: balanceMinorSchema,
  returnedMinor: balanceMinorSchema,
  /** What does not meet, and nobody has settled. */
  openExceptions: count,
})

/** One day of one location, seen from its till, the ledger and the bank. */
export const reconciledDaySchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  /** Of the location's zone. */
  day: z.iso.date(),
  ...sidesSchema.shape,
  /** Each payment is that of its redemption, no payout came back, and nothing is open. */
  isAgreed: z.boolean(),
})
export type ReconciledDay = z.output<typeof reconciledDaySchema>

/** The rows of the admin's table about till, ledger and bank side by side. */
export const RECONCILIATION_ADMIN = {
  /** Days where anything happened, the newest first, then by the names of locations. */
  'reconcile-days': {
    method: 'GET',
    path: '/reconciliation',
    params: z.strictObject({
      from: z.iso.date(),
      to: z.iso.date(),
      locationId: locationIdSchema.optional(),
    }),
    result: z.strictObject({ days: z.array(reconciledDaySchema) }),
  },
} as const
