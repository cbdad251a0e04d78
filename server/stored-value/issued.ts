import { z } from 'zod'
import { cardIdSchema } from '../../src/contract/ids.ts'

/** A new virtual card: its number and PIN, in this answer and its replays for 72 hours only. */
export const issuedCardSchema = z.strictObject({
  cardId: cardIdSchema,
  number: z.string(),
  pin: z.string(),
})
export type IssuedCard = z.output<typeof issuedCardSchema>

/** What the answer of an operation has that may make a card. */
export const issuedParts = {
  issued: issuedCardSchema
    .nullable()
    .describe(
      'The new virtual card; null for a printed card, and once the window has passed or the card has another PIN.',
    ),
  pinReset: z
    .literal('required')
    .nullable()
    .describe(
      'Set when the window has passed or the card has another PIN: number and PIN cannot be told any more.',
    ),
}
