import { z } from 'zod'
import { lastFourSchema } from './card-number.ts'
import { cardIdSchema, requestIdSchema } from './ids.ts'

/** What a card answers that was given a new PIN. */
export const newPinSchema = z.strictObject({
  requestId: requestIdSchema,
  replayed: z.boolean().describe('True when this id was answered before: nothing was done again.'),
  cardId: cardIdSchema,
  cardLastFour: lastFourSchema,
  changedAtMs: z.int().nonnegative(),
  unlocked: z.boolean().describe('Whether wrong PINs of before are forgotten, and their lock.'),
  pin: z
    .string()
    .nullable()
    .describe(
      'The new PIN, in this answer and its replays for 72 hours only; null after that, and once the card has a newer one.',
    ),
  pinReset: z
    .literal('required')
    .nullable()
    .describe('Set where the PIN cannot be told any more: reset it under a new id.'),
})
export type NewPin = z.output<typeof newPinSchema>
