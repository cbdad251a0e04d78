import { z } from 'zod'
import { operationAnswerSchema } from '../../src/contract/operations.ts'
import { anyCard, reason, requestId, sale } from './api-parts.ts'

/** A gift that was sold by link: told in the answer of its sale and its replays, for 72 hours only. */
export const soldGiftSchema = z.strictObject({
  link: z.string().describe('For the holder alone: whoever opens it has the card.'),
  proxyNumber: z
    .string()
    .describe('Names the gift in `balance` and `cash-out` until it is opened. It cannot be spent.'),
  expiresAtMs: z
    .int()
    .nonnegative()
    .describe('Until when the link opens. The value stays after it.'),
})
export type SoldGift = z.output<typeof soldGiftSchema>

/** How a sale may say when its card can be used, and how it is handed over. */
export const selling = {
  delivery: z
    .enum(['number', 'claim_link'])
    .optional()
    .describe(
      'Of a new card: `number` answers number and PIN, `claim_link` a link that shows them to whoever opens it. As the program says unless given.',
    ),
  activateAtMs: z
    .int()
    .nonnegative()
    .max(8_640_000_000_000_000)
    .optional()
    .describe('The card cannot be used, or its link opened, before this. In ms since 1970 UTC.'),
  review: z
    .boolean()
    .optional()
    .describe('True: the card cannot be used until somebody approves it with `review-card`.'),
}

/** The rows of the API's table about cards that were sold and cannot be used yet. */
export const CLAIMING = {
  'renew-claim-link': {
    method: 'POST',
    path: '/v1/storedvalue/renew-claim-link',
    scope: 'activate',
    summary: 'Makes another link to a gift that nobody has opened',
    description:
      'The link before it opens nothing from then on. Name the gift by its proxy number or by `cardId`. A program renews the links of its own sales, and of those at its location.',
    params: z.strictObject({ ...anyCard }),
    result: z.strictObject({ link: z.string(), expiresAtMs: z.int().nonnegative() }),
  },
  'review-card': {
    method: 'POST',
    path: '/v1/storedvalue/review-card',
    scope: 'review',
    summary: 'Approves or rejects a card that waits to be activated',
    description:
      'Approved, it can be used at once, also before its date. Rejected, it is cancelled, and its value goes back to where it came from: the answer is that of the void of its sale.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      decision: z.enum(['approve', 'reject']),
      reason,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
} as const
