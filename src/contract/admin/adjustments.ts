import { z } from 'zod'
import { cardIdSchema, requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema, requestedMinorSchema } from '../money.ts'
import { operationAnswerSchema } from '../operations.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
/** Why, in words that an auditor understands; kept in the journal. */
const reason = z.string().trim().min(1).max(300)

/**
 * `pending`: a second person has to agree; `approved`: somebody did, and it is being posted; `posted`;
 * `refused`: agreed to, and the ledger said no; `rejected`: somebody said no; `expired`: nobody said
 * anything in time.
 */
export const PROPOSAL_STATES = [
  'pending',
  'approved',
  'posted',
  'refused',
  'rejected',
  'expired',
] as const
export type ProposalState = (typeof PROPOSAL_STATES)[number]

/** An adjustment or a credit that is too large for one person. */
export const proposalSchema = z.strictObject({
  proposalId: z.uuid(),
  requestId: requestIdSchema,
  kind: z.enum(['adjust', 'credit']),
  cardId: cardIdSchema,
  lastFour: text,
  programName: text,
  /** In minor units; below zero takes value away. */
  amountMinor: minorSchema,
  currency: currencySchema,
  reason: text,
  clerk: text.nullable(),
  /** What one person could have done alone at the time, in minor units. */
  limitMinor: balanceMinorSchema,
  state: z.enum(PROPOSAL_STATES),
  /** Why the ledger refused it, once agreed to. */
  code: text.nullable(),
  /** The name of the person or key. */
  proposedBy: text,
  proposedAtMs: timeMs,
  /** Nobody can agree any more from then on. */
  expiresAtMs: timeMs,
  decidedBy: text.nullable(),
  decidedAtMs: timeMs.nullable(),
  decisionReason: text.nullable(),
})
export type ProposalView = z.output<typeof proposalSchema>

const card = z.strictObject({ cardId: cardIdSchema, requestId: requestIdSchema, reason })
const password = z.string().min(1).max(200)
const proposalId = z.uuid()

/** The rows of the admin's table that put cards right, and that a second person agrees to. */
export const ADJUSTMENTS = {
  /** Posted at once, or a proposal when it is above what one person may do alone. */
  'correct-card': {
    method: 'POST',
    path: '/cards/{cardId}/correct',
    params: z.strictObject({
      ...card.shape,
      /** `adjust` puts a balance right; `credit` gives value for returned goods. */
      kind: z.enum(['adjust', 'credit']),
      amountMinor: requestedMinorSchema,
    }),
    result: z.strictObject({
      answer: operationAnswerSchema.nullable(),
      proposal: proposalSchema.nullable(),
    }),
  },
  'block-card': {
    method: 'POST',
    path: '/cards/{cardId}/block',
    params: card,
    result: operationAnswerSchema,
  },
  'unblock-card': {
    method: 'POST',
    path: '/cards/{cardId}/unblock',
    params: card,
    result: operationAnswerSchema,
  },
  /** For ever; what is left goes to the suspense account. */
  'close-card': {
    method: 'POST',
    path: '/cards/{cardId}/close',
    params: card,
    result: operationAnswerSchema,
  },
  /** Newest first. `open`: those that wait for somebody; `all`: whatever became of them. */
  'list-proposals': {
    method: 'GET',
    path: '/proposals',
    params: z.strictObject({
      which: z.enum(['open', 'all']),
      cursor: z.string().max(100).optional(),
    }),
    result: z.strictObject({
      proposals: z.array(
        z.strictObject({
          ...proposalSchema.shape,
          /** Whether whoever asks may decide it: it is open, and not their own. */
          mayDecide: z.boolean(),
        }),
      ),
      next: z.string().max(100).nullable(),
    }),
  },
  /** The password once more: what is agreed to is done by the person who is signed in. */
  'approve-proposal': {
    method: 'POST',
    path: '/proposals/{proposalId}/approve',
    params: z.strictObject({ proposalId, password }),
    result: proposalSchema,
  },
  'reject-proposal': {
    method: 'POST',
    path: '/proposals/{proposalId}/reject',
    params: z.strictObject({ proposalId, reason }),
    result: proposalSchema,
  },
} as const
