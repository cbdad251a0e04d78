import { type RequestId, requestIdSchema, uuidV7 } from '../../../contract/ids.ts'
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

/** The void of a redemption, whether it was taken (`undo`) or its outcome is not known (`cancel`). */
export function newVoid(
  intent: Intent,
  reason: 'undo' | 'cancel',
  original: Pick<NewOperation, 'requestId' | 'amountMinor' | 'currency' | 'lastFour'>,
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
    originalRequestId: original.requestId,
    paymentId: null,
    params: JSON.stringify(params),
    amountMinor: original.amountMinor,
    currency: original.currency,
    lastFour: original.lastFour,
    createdAtMs: intent.nowMs,
  }
}

function newRequestId({ nowMs, random }: Intent): RequestId {
  return requestIdSchema.parse(uuidV7(nowMs, random.bytes(10)))
}

function wirePayment(payment: JournaledPayment): NonNullable<WireParams<'redeem'>['payment']> {
  const { paymentKey, till, receiptNumber, label, amountMinor, seenAtMs } = payment
  return { paymentKey, till, receiptNumber, label, amountMinor, seenAtMs }
}
