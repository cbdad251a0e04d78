import type { GivenCard } from '../../../server/stored-value/client/index.ts'
import type { Order, OrderState } from './order-book.ts'
import {
  CURRENCY,
  type Desk,
  holding,
  idOf,
  noteOutcome,
  refundBuyer,
  reissue,
} from './order-desk.ts'
import type { Json } from './web-service.ts'

/** The goods come back, and their value goes on the card that the customer shows. */
export function returnByFund(desk: Desk, body: Json): Promise<Json> {
  return giveBack(desk, body, 'returning', async (order, card) => {
    const { orderId, backMinor: amountMinor } = order
    const requestId = idOf.fund(orderId)
    const money = { amountMinor, currency: CURRENCY }
    noteOutcome(desk, await desk.client.fund({ requestId, card, orderId, ...money }))
  })
}

/** The goods come back, the old card is emptied and closed, and a new one has the value of both. */
export function returnByNewCard(desk: Desk, body: Json): Promise<Json> {
  return giveBack(desk, body, 'returning', async ({ orderId }, card) => {
    const requestId = idOf.cashOut(orderId)
    const all = { card, currency: CURRENCY, close: true, orderId }
    noteOutcome(desk, await desk.client.cashOut({ requestId, ...all }))
    const order = desk.book.read(orderId)
    if (order?.state === 'reissuing') await reissue(desk, order)
  })
}

/** A gift card itself is given back: emptied and closed, and its buyer is paid what was left. */
export function cancelGift(desk: Desk, body: Json): Promise<Json> {
  return giveBack(desk, body, 'gift cancelling', async ({ orderId }, card) => {
    const requestId = idOf.cancelGift(orderId)
    const all = { card, currency: CURRENCY, close: true, orderId }
    noteOutcome(desk, await desk.client.cashOut({ requestId, ...all }))
    const order = desk.book.read(orderId)
    if (order?.state === 'gift refunding') await refundBuyer(desk, order)
  })
}

/** A return that was asked for before is told how far it is; its number is not needed again. */
async function giveBack(
  desk: Desk,
  body: Json,
  state: OrderState,
  begin: (order: Order, card: GivenCard) => Promise<void>,
): Promise<Json> {
  const orderId = String(body['orderId'])
  const card = body['card'] as GivenCard
  const known = desk.book.read(orderId)
  const isBegun = known !== undefined && known.state !== 'confirmed' && known.state !== state
  if (isBegun || desk.busy.has(orderId)) return { ...known }
  const backMinor = known?.giftMinor ?? 0
  const rest = { cards: 0, giftMinor: 0, why: '' }
  const order: Order = { ...rest, ...known, orderId, state, backMinor }
  return holding(desk, orderId, async () => {
    desk.book.write(order)
    await begin(order, card)
    return { ...desk.book.read(orderId) }
  })
}
