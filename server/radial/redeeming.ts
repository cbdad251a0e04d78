import type { OperationAnswer } from '../../src/contract/operations.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import { type Asked, cardOf, type Door, paramsOf, saleOf } from './door.ts'
import type { MoneyRequest } from './requests.ts'

/** Takes what is there, up to the amount: these callers collect the rest by other means. */
export async function redeem(
  { operations }: Door,
  { client, request }: Asked<MoneyRequest>,
): Promise<Reply<OperationAnswer>> {
  const card = cardOf(request.account ?? '', request.pin)
  if (!card.ok) return card
  const params = paramsOf('redeem', { ...saleOf(request), card: card.value, partial: 'allow' })
  return params.ok ? operations.redeem(client, params.value) : params
}

/**
 * Undoes a redemption by order, card and amount, or by its id when the caller says it. Either way
 * one that is still on its way is refused when it comes. No PIN is asked: it is not looked at.
 */
export async function redeemVoid(
  { operations }: Door,
  { client, request }: Asked<MoneyRequest>,
): Promise<Reply<OperationAnswer>> {
  const card = cardOf(request.account ?? '', undefined)
  if (!card.ok) return card
  const { requestId, orderId, lineId, amountMinor, currency, redeemRequestId } = request
  const original =
    redeemRequestId === undefined
      ? { orderId, lineId, card: card.value, amountMinor, currency }
      : { requestId: redeemRequestId }
  const params = paramsOf('void', { requestId, original })
  return params.ok ? operations.void(client, params.value) : params
}
