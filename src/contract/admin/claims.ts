import { z } from 'zod'
import { cardIdSchema, requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { operationAnswerSchema } from '../operations.ts'

const timeMs = z.int().nonnegative()
const ofCard = { cardId: cardIdSchema }

/** What a card that was sold still waits for. */
export const waitingSchema = z.strictObject({
  /** When it can be used, or its link opened; null: at once, or once somebody approves it. */
  activatesAtMs: timeMs.nullable(),
  /** Until when its claim link opens; null for a card that was not handed over by link. */
  linkExpiresAtMs: timeMs.nullable(),
  /** When its holder opened it; null: not yet, or it has no link. */
  openedAtMs: timeMs.nullable(),
})
export type WaitingView = z.output<typeof waitingSchema>

/** The rows of the admin's table about cards that were sold and cannot be used yet. */
export const CLAIM_ADMIN = {
  'read-waiting': {
    method: 'GET',
    path: '/cards/{cardId}/waiting',
    params: z.strictObject(ofCard),
    result: waitingSchema,
  },
  /** Makes another link to a gift that nobody has opened: the one before it is dead. Shown once. */
  'renew-claim-link': {
    method: 'POST',
    path: '/cards/{cardId}/claim-link',
    params: z.strictObject(ofCard),
    result: z.strictObject({ link: z.string(), expiresAtMs: timeMs }),
  },
  /** Lets a card be used that waits for its date or for an approval. */
  'approve-card': {
    method: 'POST',
    path: '/cards/{cardId}/approve',
    params: z.strictObject({
      ...ofCard,
      requestId: requestIdSchema,
      reason: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
    }),
    result: operationAnswerSchema,
  },
} as const
