import { type OperationId, type RequestId, requestIdSchema, uuidV7 } from '../../../contract/ids.ts'
import type { Minor } from '../../../contract/money.ts'
import type { PartialRule } from '../../../contract/operations.ts'
import type { CardInHand, WireParams } from '../../../contract/wire/messages.ts'
import type { NewOperation } from '../journal/operation-types.ts'
import type { JournaledPayment } from '../journal/payments.ts'
import type { Random } from '../ports.ts'

/** Who intends something, and when. */
export interface Intent {
  readonly deviceId: string
  readonly random: Random
  readonly nowMs: number
}

/** A redemption as it will be journaled and sent: its id and its bytes are fixed here. */
export function newRedemption(
  intent: Intent,
  wanted: {
    readonly card: CardInHand
    readonly payment: JournaledPayment | null
    readonly amountMinor: Minor
    readonly partial: PartialRule
    readonly clerk: string
  },
): NewOperation {
  const { card, payment, amountMinor } = wanted
  const currency = payment?.currency ?? card.currency
  const params: WireParams<'redeem'> = {
    requestId: newRequestId(intent),
    cardToken: card.cardToken,
    amountMinor,
    currency,
    partial: wanted.partial,
    payment: payment && wirePayment(payment),
    clerk: wanted.clerk === '' ? null : wanted.clerk,
    stationTimeMs: intent.nowMs,
  }
  return {
    requestId: params.requestId,
    deviceId: intent.deviceId,
    kind: 'redeem',
    reason: null,
    originalRequestId: null,
    paymentId: payment?.paymentId ?? null,
    params: JSON.stringify(params),
    amountMinor,
    currency,
    lastFour: card.lastFour,
    createdAtMs: intent.nowMs,
  }
}

type Original = Pick<NewOperation, 'requestId' | 'amountMinor' | 'currency' | 'lastFour'>

/**
 * The void of a redemption: it was taken (`undo`), its outcome is not known (`cancel`), or its sale
 * was taken back at the till (`pos`).
 */
export function newVoid(
  intent: Intent,
  reason: 'undo' | 'cancel' | 'pos',
  original: Original,
): NewOperation {
  const params: WireParams<'void'> = {
    requestId: newRequestId(intent),
    originalRequestId: original.requestId,
    reason,
    stationTimeMs: intent.nowMs,
  }
  return {
    requestId: params.requestId,
    deviceId: intent.deviceId,
    kind: 'void',
    reason,
    params: JSON.stringify(params),
    ...givenBack(intent, original),
  }
}

/** A refund of a part of a redemption, or of all of it on a later day. */
export function newRefund(
  intent: Intent,
  original: Original,
  wanted: {
    /** The ledger's id of the redemption, when another device of this PC made the request. */
    readonly operationId: OperationId | null
    readonly paymentKey: string | null
    readonly clerk: string
  },
): NewOperation {
  const params: WireParams<'refund'> = {
    requestId: newRequestId(intent),
    original:
      wanted.operationId === null
        ? { requestId: original.requestId }
        : { operationId: wanted.operationId },
    amountMinor: original.amountMinor,
    currency: original.currency,
    reason: 'pos',
    paymentKey: wanted.paymentKey,
    clerk: wanted.clerk === '' ? null : wanted.clerk,
    stationTimeMs: intent.nowMs,
  }
  return {
    requestId: params.requestId,
    deviceId: intent.deviceId,
    kind: 'refund',
    reason: 'pos',
    params: JSON.stringify(params),
    ...givenBack(intent, original),
  }
}

function givenBack({ nowMs }: Intent, { requestId, amountMinor, currency, lastFour }: Original) {
  const about = { amountMinor, currency, lastFour }
  return { originalRequestId: requestId, paymentId: null, createdAtMs: nowMs, ...about } as const
}

function newRequestId({ nowMs, random }: Intent): RequestId {
  return requestIdSchema.parse(uuidV7(nowMs, random.bytes(10)))
}

function wirePayment(payment: JournaledPayment): NonNullable<WireParams<'redeem'>['payment']> {
  const { paymentKey, till, receiptNumber, label, amountMinor, seenAtMs } = payment
  return { paymentKey, till, receiptNumber, label, amountMinor, seenAtMs }
}
