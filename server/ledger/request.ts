import type { LocationId, OperationId, RequestId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import { isSettlingKind, type PartialRule } from '../../src/contract/operations.ts'
import type {
  CardSelector,
  NewCard,
  Order,
  PinFact,
  RequestBase,
  SaidOfLoad,
  Waiting,
} from './request-parts.ts'
import type { SettlingRequest } from './settling-request.ts'

export type {
  Caller,
  CardSelector,
  NewCard,
  Order,
  PinFact,
  SaidOfLoad,
  Waiting,
} from './request-parts.ts'
export type { SettlingRequest } from './settling-request.ts'

/** Fund-and-activate: a stocked card by selector, or a new virtual card. */
export interface ActivateRequest extends RequestBase {
  readonly kind: 'activate'
  readonly card: CardSelector | { readonly by: 'new'; readonly card: NewCard }
  readonly pin: PinFact
  readonly amountMinor: Minor
  readonly currency: Currency
  /** How the buyer paid, as a clearing account: `cash`, `card`, `external`… */
  readonly fundedBy: string
  readonly order: Order | null
  readonly said?: SaidOfLoad | undefined
  /** Undefined: it can be used at once. */
  readonly waits?: Waiting | undefined
  /** The full reply with number and PIN, sealed, to be replayed for a short time. */
  readonly sealedAnswer: { readonly sealed: Uint8Array; readonly expiresAtMs: number } | null
}

export interface FundRequest extends RequestBase {
  readonly kind: 'fund'
  readonly card: CardSelector
  readonly pin: PinFact
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly fundedBy: string
  readonly order: Order | null
  readonly said?: SaidOfLoad | undefined
}

export interface RedeemRequest extends RequestBase {
  readonly kind: 'redeem'
  readonly card: CardSelector
  readonly pin: PinFact
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly partial: PartialRule
  readonly order: Order | null
  /** The till payment selected at a station: claimed once per location. */
  readonly payment: { readonly key: string; readonly json: string } | null
  /** The edge found that the card would be used more than its program allows: refused for good. */
  readonly isOverLimit?: boolean | undefined
}

/** Takes all or part of the value out of a card: the network owes it to the holder. */
export interface CashOutRequest extends RequestBase {
  readonly kind: 'cash_out'
  readonly card: CardSelector
  readonly pin: PinFact
  /** Null: all that is available. */
  readonly amountMinor: Minor | null
  readonly currency: Currency
  /** Whether the card is closed for ever once nothing is left on it. */
  readonly close: boolean
  /** Whether the holder asks for what is left because the law or the program's rule says so. */
  readonly byRight?: boolean | undefined
  readonly order: Order | null
}

/** Puts a balance right by hand. */
export interface AdjustRequest extends RequestBase {
  readonly kind: 'adjust'
  readonly card: CardSelector
  /** Above zero gives value to the card, below zero takes it away. */
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly reason: string
  /** Who else agreed, where somebody had to; the edge has checked that they may. */
  readonly approvedBy?: string | undefined
}

/** Value for goods that came back, when the redemption they were paid with is not known. */
export interface CreditRequest extends RequestBase {
  readonly kind: 'credit'
  readonly card: CardSelector
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly reason: string
  /** As of an adjustment. */
  readonly approvedBy?: string | undefined
  readonly order: Order | null
}

/** Keeps value of a card for one sale, for a time. */
export interface HoldRequest extends RequestBase {
  readonly kind: 'hold'
  readonly card: CardSelector
  readonly pin: PinFact
  readonly amountMinor: Minor
  readonly currency: Currency
  /** How long it lasts when nobody captures or releases it. */
  readonly ttlMs: number
  readonly order: Order | null
}

/** Redeems what is held, or part of it; the rest is free again. */
export interface CaptureRequest extends RequestBase {
  readonly kind: 'capture'
  readonly original: NamedOriginal
  /** Null: all that is held. */
  readonly amountMinor: Minor | null
  readonly currency: Currency
}

/** Gives up a hold. */
export interface ReleaseRequest extends RequestBase {
  readonly kind: 'release'
  readonly original: NamedOriginal
  /** True when it is only to be given up because its time is over. */
  readonly whenOver: boolean
}

/**
 * Stops a card, lets it go on, or closes it for ever; ends its waiting for an approval, or for its
 * holder. No value moves to anybody.
 */
export interface StandingRequest extends RequestBase {
  readonly kind: 'block' | 'unblock' | 'deactivate' | 'approve' | 'claim'
  readonly card: CardSelector
  readonly reason: string
}

/** Ends a card whose date has passed. */
export interface ExpireRequest extends RequestBase {
  readonly kind: 'expire'
  readonly card: CardSelector
  /**
   * Where its value goes: stays owed to nobody in particular, or belongs to the network where its law
   * allows that. Whoever asks knows the rule.
   */
  readonly valueTo: 'suspense' | 'breakage'
  readonly reason: string
}

/** Gives an expired card a new date, and its value back. */
export interface ExtendRequest extends RequestBase {
  readonly kind: 'extend'
  readonly card: CardSelector
  /** The first instant at which it is over again, in ms since 1970 UTC; null: never. */
  readonly expiresAtMs: number | null
  readonly reason: string
}

/** Takes over a card of another system, with what it is worth and where it comes from. */
export interface ImportRequest extends RequestBase {
  readonly kind: 'import'
  readonly newCard: NewCard
  /** What a card of this number is found by, under each version of the keys: none may be there. */
  readonly lookups: readonly Uint8Array[]
  /** What is left on it; 0 for an empty one. */
  readonly amountMinor: Minor
  readonly currency: Currency
  /** What it was first worth. */
  readonly initialMinor: Minor
  /** How it stood there. */
  readonly stands: 'active' | 'blocked'
  /** When it was issued there, in ms since 1970 UTC. */
  readonly issuedAtMs: number
  /** When it was last used there; null when that is not known. */
  readonly lastUsedAtMs: number | null
  /** What the other system called it, or a note about it; no number. */
  readonly reference: string | null
}

/** Takes an imported card out again, when nobody used it. */
export interface ImportReversalRequest extends RequestBase {
  readonly kind: 'import_reversal'
  readonly original: NamedOriginal
}

/** Moves all that is on a card to another one of the holder's; the first is closed for ever. */
export interface MergeRequest extends RequestBase {
  readonly kind: 'merge'
  /** The card that is emptied. */
  readonly card: CardSelector
  readonly pin: PinFact
  /** The card that receives its value. */
  readonly into: CardSelector
  readonly intoPin: PinFact
  readonly currency: Currency
  /** Why, when a person with a role did it; null when the holder did. */
  readonly reason: string | null
}

/** Puts a card from stock, or a new one, in the place of a lost or broken one. */
export interface ReplaceRequest extends RequestBase {
  readonly kind: 'replace'
  readonly card: CardSelector
  readonly into: CardSelector | { readonly by: 'new'; readonly card: NewCard }
  readonly reason: string
  /** The full reply with number and PIN of a new card, sealed, to be replayed for a short time. */
  readonly sealedAnswer: ActivateRequest['sealedAnswer']
}

/** Which operation a void or refund is about. */
export type OriginalSelector =
  /** The caller's own id: the only form that leaves a tombstone when nothing is found. */
  | { readonly by: 'request'; readonly requestId: RequestId }
  | { readonly by: 'operation'; readonly operationId: OperationId }
  /**
   * The order way: the newest redemption of that order and card that still stands, one of this
   * amount first. What was redeemed goes back, whatever the amount says.
   */
  | {
      readonly by: 'order'
      readonly order: Order
      readonly card: CardSelector
      readonly amountMinor: Minor
      readonly currency: Currency
    }

/** An operation by one of its ids. */
export type NamedOriginal = Exclude<OriginalSelector, { by: 'order' }>

export interface VoidRequest extends RequestBase {
  readonly kind: 'void'
  readonly original: OriginalSelector
}

export interface RefundRequest extends RequestBase {
  readonly kind: 'refund'
  readonly original: NamedOriginal
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** True for a request that is about no card. */
export function isSettling(request: LedgerRequest): request is SettlingRequest {
  return isSettlingKind(request.kind)
}

/** Where a request counts: the location that it pays, else the one where its caller stands. */
export function placeOf(request: LedgerRequest): LocationId | null {
  return isSettling(request) ? request.locationId : request.caller.locationId
}

/** Whatever the ledger may be asked to do. */
export type LedgerRequest = CardRequest | SettlingRequest

/** Whatever it may be asked to do with a card. */
export type CardRequest =
  | ActivateRequest
  | FundRequest
  | RedeemRequest
  | VoidRequest
  | RefundRequest
  | CashOutRequest
  | AdjustRequest
  | CreditRequest
  | StandingRequest
  | ExpireRequest
  | ExtendRequest
  | HoldRequest
  | CaptureRequest
  | ReleaseRequest
  | ImportRequest
  | ImportReversalRequest
  | MergeRequest
  | ReplaceRequest
