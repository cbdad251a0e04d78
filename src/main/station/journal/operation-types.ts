import type { PaymentId, RequestId } from '../../../contract/ids.ts'
import type { Currency, Minor } from '../../../contract/money.ts'
import type { OperationAnswer } from '../../../contract/operations.ts'
import type { Reply } from '../../../contract/refusals.ts'

/** What a redemption or a void intends; fixed from the moment it is written. */
export interface NewOperation {
  readonly requestId: RequestId
  /** The device that made the id: ids of an earlier activation are never sent by a later one. */
  readonly deviceId: string
  readonly kind: 'redeem' | 'void'
  readonly reason: 'undo' | 'cancel' | null
  readonly originalRequestId: RequestId | null
  readonly paymentId: PaymentId | null
  /** The params as JSON text, exactly as they are sent each time. */
  readonly params: string
  /** Asked of the card, or to be given back. */
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly lastFour: string
  readonly createdAtMs: number
}

/** One that is in the journal and not final. */
export interface JournaledOperation extends NewOperation {
  readonly attempts: number
}

/** A redemption that was taken, and whether it still is. */
export interface SettledRedemption {
  readonly requestId: RequestId
  readonly appliedMinor: Minor
  readonly currency: Currency
  readonly lastFour: string
  /** The station's clock when the answer was recorded. */
  readonly atMs: number
  readonly state: 'posted' | 'voided'
}

/** A reply after which the operation is not sent again. */
export type FinalReply = Reply<OperationAnswer>
