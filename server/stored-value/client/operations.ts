import { z } from 'zod'
import { operationAnswerSchema } from '../../../src/contract/operations.ts'

/**
 * The answers as this client reads them: members that a newer server adds are left out, and words
 * that it adds are passed on.
 */
export const answerSchema = z.object({
  ...operationAnswerSchema.shape,
  kind: z.string(),
  cardState: z.string().nullable(),
})
/** What was done; see the contract's operation answer for each member. */
export type Answer = z.output<typeof answerSchema>

const replacementSchema = z.object({
  ...answerSchema.shape,
  issued: z.object({ cardId: z.string(), number: z.string(), pin: z.string() }).nullable(),
  pinReset: z.string().nullable(),
})
/** `issued`: number and PIN of a new virtual card; null for a printed one, and 72 hours later. */
export type ReplacementAnswer = z.output<typeof replacementSchema>

const activationSchema = z.object({
  ...replacementSchema.shape,
  claim: z.object({ link: z.string(), proxyNumber: z.string(), expiresAtMs: z.int() }).nullable(),
  claimRenewal: z.string().nullable(),
  activatesAtMs: z.int().nullable(),
})
/**
 * `issued`: number and PIN of a new virtual card; null for a printed one, and 72 hours later. `claim`:
 * what a gift by link has in its place, likewise.
 */
export type ActivationAnswer = z.output<typeof activationSchema>

export const balanceSchema = z.object({
  cardLastFour: z.string(),
  form: z.string(),
  state: z.string(),
  programName: z.string(),
  currency: z.string(),
  balanceMinor: z.int(),
  availableMinor: z.int(),
  expiresAtMs: z.int().nullable(),
  activatesAtMs: z.int().nullable(),
  expiresOn: z.string().nullable(),
})
/** What is on a card, in minor units of `currency`. */
export type Balance = z.output<typeof balanceSchema>

/** Another link to a gift that nobody has opened. */
export const claimLinkSchema = z.object({ link: z.string(), expiresAtMs: z.int() })
export type ClaimLink = z.output<typeof claimLinkSchema>

interface Operation {
  readonly path: string
  readonly answer: z.ZodType<Answer>
  /** What becomes of it when no answer comes and the caller did not say. */
  readonly ifUnknown: 'retry' | 'void'
  /** False where whoever has the scope needs no PIN: then none is sent. */
  readonly asksPin: boolean
}

/**
 * The operations that have an id, one row each. A redemption or hold without an answer is undone,
 * as the customer has gone; money that is owed to somebody, and what somebody decided about a card, is
 * sent until it has arrived.
 */
export const OPERATIONS = {
  activate: {
    path: '/v1/storedvalue/fund-and-activate',
    answer: activationSchema,
    ifUnknown: 'retry',
    asksPin: true,
  },
  fund: { path: '/v1/storedvalue/fund', answer: answerSchema, ifUnknown: 'retry', asksPin: true },
  redeem: {
    path: '/v1/storedvalue/redeem',
    answer: answerSchema,
    ifUnknown: 'void',
    asksPin: true,
  },
  refund: {
    path: '/v1/storedvalue/refund',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: true,
  },
  'cash-out': {
    path: '/v1/storedvalue/cash-out',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: true,
  },
  hold: { path: '/v1/storedvalue/hold', answer: answerSchema, ifUnknown: 'void', asksPin: true },
  capture: {
    path: '/v1/storedvalue/capture',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: true,
  },
  release: {
    path: '/v1/storedvalue/release',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: true,
  },
  adjust: {
    path: '/v1/storedvalue/adjust',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  credit: {
    path: '/v1/storedvalue/credit',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  block: {
    path: '/v1/storedvalue/block',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  unblock: {
    path: '/v1/storedvalue/unblock',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  'change-status': {
    path: '/v1/storedvalue/change-status',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  expire: {
    path: '/v1/storedvalue/expire',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  merge: { path: '/v1/storedvalue/merge', answer: answerSchema, ifUnknown: 'retry', asksPin: true },
  replace: {
    path: '/v1/storedvalue/replace',
    answer: replacementSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  'review-card': {
    path: '/v1/storedvalue/review-card',
    answer: answerSchema,
    ifUnknown: 'retry',
    asksPin: false,
  },
  void: { path: '/v1/storedvalue/void', answer: answerSchema, ifUnknown: 'retry', asksPin: true },
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof OPERATIONS
export const BALANCE_PATH = '/v1/storedvalue/balance'
export const RENEW_PATH = '/v1/storedvalue/renew-claim-link'
