import { requestedMinor } from './answers.ts'
import { orderOf } from './decide.ts'
import { businessKey, paymentKey } from './keys.ts'
import type { LedgerRequest } from './request.ts'

/** What an operation may claim, so that no other one does the same; undefined for what it has not. */
export interface ClaimKeys {
  /** The till payment that a redemption takes. */
  readonly payment: Uint8Array | undefined
  /** The order, line, card and amount. */
  readonly business: Uint8Array | undefined
}

/** `cardNumber`: of the card that the request is about; undefined for one that does not exist yet. */
export function claimKeys(request: LedgerRequest, cardNumber: number | undefined): ClaimKeys {
  const payment = request.kind === 'redeem' ? request.payment : null
  return {
    payment: payment ? paymentKey(request.caller.locationId, payment.key) : undefined,
    business: businessKeyOf(request, cardNumber),
  }
}

function businessKeyOf(
  request: LedgerRequest,
  cardNumber: number | undefined,
): Uint8Array | undefined {
  const order = orderOf(request)
  const card = cardNumber ?? newProgram(request)
  if (!order || card === undefined || !('currency' in request)) return undefined
  return businessKey({
    callerKey: request.caller.key,
    locationId: request.caller.locationId,
    orderId: order.orderId,
    lineId: order.lineId,
    card,
    kind: request.kind,
    amountMinor: requestedMinor(request),
    currency: request.currency,
  })
}

/** The program of a card that is to be made. */
export function newProgram(request: LedgerRequest): string | undefined {
  if (request.kind === 'import') return request.newCard.programId
  if (request.kind !== 'activate' || request.card.by !== 'new') return undefined
  return request.card.card.programId
}
