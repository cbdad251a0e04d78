import { openShopClient, TRY_MS } from './shop-client.ts'
import { ask, askAgain, type Json, serve, setting } from './web-service.ts'

const client = await openShopClient()
const processorUrl = setting('PROCESSOR_URL')
const ordersUrl = setting('ORDERS_URL')
const programId = setting('PROGRAM_ID')

const again = { timeoutMs: TRY_MS, tries: 4 }
/** The order system answers when all its partners have: longer than one of them takes. */
const ORDER_TIMEOUT_MS = 12_000

/**
 * Sells a gift card: the buyer's bank card first, then the card, and the money when it is there.
 */
async function buyGiftCard(body: Json): Promise<Json> {
  const key = String(body['orderId'])
  const { token, amountMinor, card } = body
  const paid = await askAgain(`${processorUrl}/authorise`, { key, token, amountMinor }, again)
  if (paid?.['approved'] !== true) {
    await askAgain(`${processorUrl}/void`, { key }, again)
    return { sold: false, why: 'bank card' }
  }
  const sale = {
    ...{ requestId: `${key}/activate`, orderId: key, fundedBy: 'card' as const },
    ...{ amountMinor: Number(amountMinor), currency: 'USD' },
  }
  const given = card as { number: string; pin: string } | undefined
  const outcome = await client.activate(given ? { ...sale, card: given } : { ...sale, programId })
  if (outcome.is !== 'done') {
    if (outcome.is !== 'unknown') await askAgain(`${processorUrl}/void`, { key }, again)
    return { sold: false, why: outcome.is }
  }
  await askAgain(`${processorUrl}/capture`, { key }, again)
  return { sold: true, issued: outcome.answer.issued, replayed: outcome.answer.replayed }
}

/** Hands an order on; whatever happens on the way, it asks how the order stands. */
async function checkOut(body: Json): Promise<Json> {
  const told = await ask(`${ordersUrl}/orders`, body, ORDER_TIMEOUT_MS)
  const { orderId } = body
  return told ?? (await askAgain(`${ordersUrl}/order`, { orderId }, again)) ?? { state: 'unknown' }
}

/** The shop on the web. */
await serve({
  '/buy-gift-card': buyGiftCard,
  '/check-out': checkOut,
  '/balance': async (body) => {
    const card = body['card'] as { number: string; pin: string }
    return { ...(await client.balance({ card }, { shopperAddress: '203.0.113.7' })) }
  },
})
