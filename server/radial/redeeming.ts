import type { RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import { lookupOf } from '../cards/index.ts'
import { type ApiClient, callerKey, type StoredValueParams } from '../stored-value/index.ts'
import { type Asked, cardOf, type Door, paramsOf, saleOf } from './door.ts'
import { verdictOf } from './replies.ts'
import type { MoneyRequest } from './requests.ts'

type RedeemParams = StoredValueParams<'redeem'>
type ByOrder = Extract<StoredValueParams<'void'>['original'], { orderId: string }>

/** Takes what is there, up to the amount: these callers collect the rest by other means. */
export async function redeem(
  { context, operations, open }: Door,
  { client, request }: Asked<MoneyRequest>,
): Promise<Reply<OperationAnswer>> {
  const card = cardOf(request.account ?? '', request.pin)
  if (!card.ok) return card
  const params = paramsOf('redeem', { ...saleOf(request), card: card.value, partial: 'allow' })
  if (!params.ok) return params
  const { requestId } = params.value
  const sale = nameOfSale(context, client, params.value, params.value.card)
  open.add(sale, requestId)
  const reply = await operations.redeem(client, params.value)
  // After a Timeout it may still be done: it stays open until a void names it.
  if (reply.ok || verdictOf(reply) !== 'Timeout') open.remove(sale, requestId)
  return reply
}

/**
 * Undoes a redemption by order, card and amount, or by its id when the caller says it. A redemption
 * of that sale that is still on its way is undone or held off first, under an id made of both.
 */
export async function redeemVoid(
  door: Door,
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
  if (!params.ok) return params
  if ('orderId' in params.value.original) {
    const early = await voidOpen(door, client, params.value.requestId, params.value.original)
    if (!early.ok) return early
  }
  return door.operations.void(client, params.value)
}

async function voidOpen(
  { context, operations, open }: Door,
  client: ApiClient,
  requestId: RequestId,
  original: ByOrder,
): Promise<Reply<null>> {
  const sale = nameOfSale(context, client, original, original.card)
  for (const openId of open.of(sale)) {
    const params = paramsOf('void', {
      requestId: `${requestId}/open/${openId}`,
      original: { requestId: openId },
    })
    if (!params.ok) return params
    const reply = await operations.void(client, params.value)
    if (!reply.ok) return reply
    open.remove(sale, openId)
  }
  return success(null)
}

/** A sale as its void names it; the card by what the database finds it by. */
function nameOfSale(
  { keys }: Door['context'],
  client: ApiClient,
  sale: Pick<RedeemParams, 'orderId' | 'lineId' | 'amountMinor' | 'currency'>,
  card: Pick<RedeemParams['card'], 'number'>,
): string {
  const { orderId, lineId, amountMinor, currency } = sale
  const lookup = Buffer.from(lookupOf(keys, card.number)).toString('base64')
  return JSON.stringify([callerKey(client), orderId, lineId ?? null, lookup, amountMinor, currency])
}
