import { z } from 'zod'
import { locationIdSchema, operationIdSchema, requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { minorSchema } from '../money.ts'

/** The rows of the admin's table that change what locations are owed. */
export const PAYABLE_ADMIN = {
  /**
   * Puts what a location is owed right by hand: above zero it is owed more. Nothing is paid by it: that
   * takes a run, which a second person approves.
   */
  'adjust-payable': {
    method: 'POST',
    path: '/payables/adjust',
    params: z.strictObject({
      requestId: requestIdSchema,
      locationId: locationIdSchema,
      amountMinor: minorSchema,
      reason: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
      password: z.string().min(1).max(200),
    }),
    result: z.strictObject({ operationId: operationIdSchema }),
  },
} as const
