import { z } from 'zod'
import { operationAnswerSchema } from '../../../src/contract/operations.ts'

/** A card as its holder gives it. */
export interface GivenCard {
  /** 8 to 20 digits or capital letters, without blanks. */
  readonly number: string
  readonly pin?: string | undefined
}

interface Intended {
  /**
   * Your id of this one intended operation: 1 to 120 letters, digits or `. _ : / + -`. Make it from
   * what your own records have (order, line, attempt), so that the same call after a crash has the
   * same id.
   */
  readonly requestId: string
}

interface Money {
  /** In minor units of the currency: 2500 = 25.00. */
  readonly amountMinor: number
  /** ISO 4217. */
  readonly currency: string
}

interface Sale {
  readonly orderId?: string | undefined
  readonly lineId?: string | undefined
  readonly allowRepeat?: boolean | undefined
  readonly clerk?: string | undefined
}

type FundedBy = 'cash' | 'card' | 'external'

/** From when a card can be used that is sold now. */
interface Later {
  /** In ms since 1970 UTC. Also from when a claim link opens. */
  readonly activateAtMs?: number | undefined
  /** True: once somebody has approved it with `reviewCard`. */
  readonly review?: boolean | undefined
}

/** With `card` a printed card from stock, with `programId` a new virtual one. */
export type ActivateParams = Intended &
  Money &
  Sale &
  Later & { readonly fundedBy?: FundedBy | undefined } & (
    | { readonly card: GivenCard; readonly programId?: undefined }
    | {
        readonly programId: string
        readonly card?: undefined
        /** As the program says unless given. */
        readonly delivery?: 'number' | 'claim_link' | undefined
      }
  )

export type FundParams = Intended &
  Money &
  Sale & { readonly card: GivenCard; readonly fundedBy?: FundedBy | undefined }

export type RedeemParams = Intended &
  Money &
  Sale & {
    readonly card: GivenCard
    readonly partial?: 'deny' | 'allow' | undefined
  }

export type CashOutParams = Intended &
  Omit<Money, 'amountMinor'> &
  Sale & {
    readonly card: GivenCard
    /** All that is available when it is not given. */
    readonly amountMinor?: number | undefined
    /** Closes the card for ever once nothing is left on it. */
    readonly close?: boolean | undefined
  }

export type HoldParams = Intended &
  Money &
  Sale & {
    readonly card: GivenCard
    /** When the hold ends by itself, in ms; unless given 30 minutes for a till, else 7 days. */
    readonly ttlMs?: number | undefined
  }

export type CaptureParams = Intended &
  Omit<Money, 'amountMinor'> & {
    readonly original: NamedOriginal
    /** All that is held when it is not given. */
    readonly amountMinor?: number | undefined
    readonly clerk?: string | undefined
  }

export type ReleaseParams = Intended & {
  readonly original: NamedOriginal
  readonly clerk?: string | undefined
}

/** The card by its number or by its id: whoever has the scope for this needs no PIN. */
export type AnyCard =
  | { readonly card: { readonly number: string }; readonly cardId?: undefined }
  | { readonly cardId: string; readonly card?: undefined }

/** What people answer for: why, and who. */
interface Reasoned {
  readonly reason: string
  readonly clerk?: string | undefined
}

/** `amountMinor` above zero gives value to the card, below zero takes it away. */
export type AdjustParams = Intended & Money & AnyCard & Reasoned
export type CreditParams = Intended & Money & AnyCard & Sale & Pick<Reasoned, 'reason'>
export type StandingParams = Intended & AnyCard & Reasoned
export type ChangeStatusParams = StandingParams & { readonly status: 'deactivated' }
export type ReviewParams = StandingParams & { readonly decision: 'approve' | 'reject' }
export type ExpireParams = StandingParams & { readonly valueTo: 'suspense' | 'breakage' }

type NamedOriginal = { readonly requestId: string } | { readonly operationId: string }

export type RefundParams = Intended &
  Money & { readonly original: NamedOriginal; readonly clerk?: string | undefined }

export type VoidParams = Intended & {
  readonly original:
    | NamedOriginal
    | (Money & {
        readonly orderId: string
        readonly lineId?: string | undefined
        readonly card: GivenCard
      })
  readonly clerk?: string | undefined
}

export interface BalanceParams {
  readonly card: GivenCard
  readonly currency?: string | undefined
}

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

const activationSchema = z.object({
  ...answerSchema.shape,
  issued: z.object({ cardId: z.string(), number: z.string(), pin: z.string() }).nullable(),
  pinReset: z.string().nullable(),
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
