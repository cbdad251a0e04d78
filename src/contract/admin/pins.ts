import { z } from 'zod'
import { cardIdSchema, requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { newPinSchema } from '../pins.ts'

/** The rows of the admin's table about the PINs of cards. */
export const PIN_ADMIN = {
  /** Gives a card another PIN, or its first: whoever asks says who they are once more. Shown once. */
  'change-pin': {
    method: 'POST',
    path: '/cards/{cardId}/pin',
    params: z.strictObject({
      cardId: cardIdSchema,
      requestId: requestIdSchema,
      kind: z.enum(['create', 'reset']),
      unlock: z.boolean(),
      reason: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
      password: z.string().min(1).max(200),
    }),
    result: newPinSchema,
  },
} as const
