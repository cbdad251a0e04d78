import type { OperationId, PaymentId, RequestId } from '../../../contract/ids.ts'
import type { Currency, Minor } from '../../../contract/money.ts'
import type { OperationAnswer } from '../../../contract/operations.ts'
import type { Reply } from '../../../contract/refusals.ts'
import type { RedeemResult } from '../../../contract/wire/messages.ts'

/** What a redemption, a void or a refund intends; fixed from the moment it is written. */
export interface NewOperation {
  readonly requestId: RequestId
  /** The device that made the id: ids of an earlier activation are never sent by a later one. */
  readonly deviceId: string
  readonly kind: 'redeem' | 'void' | 'refund'
  /** Null for a redemption; `pos`: its sale was taken back at the till. */
  readonly reason: 'undo' | 'cancel' | 'pos' | null
  readonly originalRequestId: RequestId | null
  readonly paymentId: PaymentId | null
  /** The params as JSON text, exactly as they are sent each time. */
  readonly params: string
  /** Asked of the card, or to be given back. */
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly lastFour: string
  readonly createdAtMs: number
  /** The sale taken back that this is about. */
  readonly reversalId?: string | undefined
}

/** One that is in the journal and not final. */
export interface JournaledOperation extends NewOperation {
  readonly attempts: number
}

/** A redemption that was taken, and whether it still is. */
export interface SettledRedemption {
  readonly requestId: RequestId
  /** The ledger's id of it, as the screen shows it. */
  readonly reference: OperationId
  readonly appliedMinor: Minor
  readonly currency: Currency
  readonly lastFour: string
  /** The station's clock when the answer was recorded. */
  readonly atMs: number
  readonly state: 'posted' | 'voided'
}

/** A reply after which the operation is not sent again. */
export type FinalReply = Reply<OperationAnswer>

/** `voided`: what the reply says was undone elsewhere before we heard of it. */
export type Standing = RedeemResult['standing']

/** A final reply, and whether what it says still stands. */
export interface FinalAnswer {
  readonly reply: FinalReply
  readonly standing: Standing
}

/** An operation with its final answer, as it is recorded. */
export interface AnsweredOperation extends FinalAnswer {
  readonly requestId: RequestId
  /** A refused redemption gives its payment back, unless the payment was taken elsewhere. */
  readonly putPaymentBack: boolean
  readonly atMs: number
}
