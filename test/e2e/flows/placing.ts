import type { GivenCard } from '../../../server/stored-value/client/index.ts'
import type { Order } from './order-book.ts'
import { askPartner, CURRENCY, cancel, type Desk, holding, idOf } from './order-desk.ts'
import type { Json } from './web-service.ts'

/** A gift card with what it is to pay. */
interface GiftTender extends GivenCard {
  readonly amountMinor: number
}

/**
 * The checkout: the gift cards one after the other, then the bank card, then the risk service. As
 * soon as one of them says no, or says nothing, all is undone.
 */
export async function place(desk: Desk, body: Json): Promise<Json> {
  const orderId = String(body['orderId'])
  const known = desk.book.read(orderId)
  if (known) return { ...known }
  const gifts = body['giftCards'] as readonly GiftTender[]
  const giftMinor = gifts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const order: Order = {
    ...{ orderId, state: 'placing', cards: gifts.length, giftMinor, backMinor: 0, why: '' },
  }
  return holding(desk, orderId, async () => {
    desk.book.write(order)
    const problem =
      (await payByGifts(desk, orderId, gifts)) ??
      (await payByBankCard(desk, orderId, body)) ??
      (await judge(desk, orderId, body)) ??
      (await capture(desk, orderId, body))
    if (problem) await cancel(desk, order, problem)
    else desk.book.write({ ...order, state: 'confirmed' })
    return { ...desk.book.read(orderId) }
  })
}

async function payByGifts(desk: Desk, orderId: string, gifts: readonly GiftTender[]) {
  for (const [index, gift] of gifts.entries()) {
    const problem = await payByGift(desk, orderId, index, gift)
    if (problem) return problem
  }
  return undefined
}

/** Redeems, and looks whether the balance is what it has to be then. */
async function payByGift(
  { client }: Desk,
  orderId: string,
  index: number,
  { number, pin, amountMinor }: GiftTender,
): Promise<string | undefined> {
  const card = { number, pin }
  const before = await client.balance({ card, currency: CURRENCY })
  if (before.is !== 'done') return `gift card: ${before.is}`
  const redeemed = await client.redeem({
    ...{ requestId: idOf.redeem(orderId, index), card, amountMinor, currency: CURRENCY },
    ...{ orderId, lineId: String(index) },
  })
  if (redeemed.is === 'refused') return `gift card: ${redeemed.because.code}`
  if (redeemed.is !== 'done') return `gift card: ${redeemed.is}`
  const after = await client.balance({ card, currency: CURRENCY })
  if (after.is !== 'done') return `gift card: ${after.is}`
  const isDeducted = before.answer.balanceMinor - amountMinor === after.answer.balanceMinor
  return isDeducted ? undefined : 'gift card: not deducted'
}

async function payByBankCard({ processorUrl }: Desk, orderId: string, body: Json) {
  const { token, amountMinor } = (body['bankCard'] ?? {}) as Record<string, unknown>
  if (token === undefined) return undefined
  const told = await askPartner(`${processorUrl}/authorise`, { key: orderId, token, amountMinor })
  if (told === undefined) return 'bank card: no answer'
  return told['approved'] === true ? undefined : 'bank card: declined'
}

async function judge({ riskUrl }: Desk, orderId: string, { email }: Json) {
  const told = await askPartner(`${riskUrl}/assess`, { orderId, email })
  if (told === undefined) return 'risk: no answer'
  return told['verdict'] === 'approve' ? undefined : 'risk: rejected'
}

async function capture({ processorUrl }: Desk, orderId: string, body: Json) {
  if (body['bankCard'] === undefined) return undefined
  const told = await askPartner(`${processorUrl}/capture`, { key: orderId })
  return told?.['captured'] === true ? undefined : 'bank card: not captured'
}
