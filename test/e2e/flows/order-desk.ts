import type { Outcome, StoredValueClient } from '../../../server/stored-value/client/index.ts'
import type { Order, OrderBook } from './order-book.ts'
import { TRY_MS } from './shop-client.ts'
import { ask, askAgain, type Json } from './web-service.ts'

/** What the order system works with. */
export interface Desk {
  readonly book: OrderBook
  readonly client: StoredValueClient
  readonly processorUrl: string
  readonly riskUrl: string
  readonly programId: string
  /** Orders that a request is working on at the moment. */
  readonly busy: Set<string>
}

export function createDesk(parts: Omit<Desk, 'busy'>): Desk {
  return { ...parts, busy: new Set() }
}

export const CURRENCY = 'USD'

/** The ids of an order's requests: the same after every restart. */
export const idOf = {
  redeem: (orderId: string, card: number) => `${orderId}/card-${card}`,
  undo: (orderId: string, card: number) => `${orderId}/card-${card}/undo`,
  fund: (orderId: string) => `${orderId}/return`,
  cashOut: (orderId: string) => `${orderId}/cash-out`,
  reissue: (orderId: string) => `${orderId}/reissue`,
  cancelGift: (orderId: string) => `${orderId}/cancel-gift`,
}

/** Does work on an order that nobody else does meanwhile. */
export async function holding<Value>(
  { busy }: Desk,
  orderId: string,
  work: () => Promise<Value>,
): Promise<Value> {
  busy.add(orderId)
  try {
    return await work()
  } finally {
    busy.delete(orderId)
  }
}

/** Writes down what became of a request, whether it was answered at once or after a restart. */
export function noteOutcome({ book }: Desk, outcome: Outcome<{ appliedMinor: number }>): void {
  const { requestId } = outcome
  const orderId = requestId.slice(0, requestId.indexOf('/'))
  const order = book.read(orderId)
  if (!order || outcome.is === 'unknown') return
  if (outcome.is !== 'done') {
    const isReturn = order.state === 'returning' || order.state === 'gift cancelling'
    const why = 'because' in outcome ? outcome.because.code : outcome.is
    if (isReturn) book.write({ ...order, state: 'refused', why })
    return
  }
  const { appliedMinor } = outcome.answer
  if (requestId === idOf.fund(orderId)) book.write({ ...order, state: 'returned' })
  if (requestId === idOf.reissue(orderId)) book.write({ ...order, state: 'returned' })
  if (requestId === idOf.cashOut(orderId) && order.state === 'returning') {
    book.write({ ...order, state: 'reissuing', backMinor: order.backMinor + appliedMinor })
  }
  if (requestId === idOf.cancelGift(orderId) && order.state === 'gift cancelling') {
    book.write({ ...order, state: 'gift refunding', backMinor: appliedMinor })
  }
}

/** Goes on with every order that is not ended and that nobody works on. */
export async function carryOn(desk: Desk): Promise<void> {
  for (const order of desk.book.open()) {
    if (desk.busy.has(order.orderId)) continue
    await holding(desk, order.orderId, () => carryOnOne(desk, order))
  }
}

async function carryOnOne(desk: Desk, order: Order): Promise<void> {
  switch (order.state) {
    // Whoever placed it was not answered: it is not accepted.
    case 'placing':
      return cancel(desk, order, 'interrupted')
    case 'cancelling':
      return cancel(desk, order, order.why)
    case 'reissuing':
      return reissue(desk, order)
    case 'gift refunding':
      return refundBuyer(desk, order)
    default:
  }
}

/** Undoes all that may have been taken for an order. It is cancelled when that is certain. */
export async function cancel({ book, client, processorUrl }: Desk, order: Order, why: string) {
  const cancelling: Order = { ...order, state: 'cancelling', why }
  book.write(cancelling)
  const { orderId, cards } = order
  const undone = await Promise.all(
    Array.from({ length: cards }, (_, card) => {
      const original = { requestId: idOf.redeem(orderId, card) }
      return client.void({ requestId: idOf.undo(orderId, card), original })
    }),
  )
  const payment = await ask(`${processorUrl}/void`, { key: orderId }, TRY_MS)
  const isCertain = payment?.['voided'] === true && undone.every(({ is }) => is === 'done')
  if (isCertain) book.write({ ...cancelling, state: 'cancelled' })
}

/** Issues the card that a returned one is replaced by. */
export async function reissue(desk: Desk, order: Order): Promise<void> {
  noteOutcome(desk, await issue(desk, order))
}

function issue({ client, programId }: Desk, { orderId, backMinor: amountMinor }: Order) {
  const requestId = idOf.reissue(orderId)
  return client.activate({ requestId, programId, orderId, amountMinor, currency: CURRENCY })
}

/** Number and PIN of a reissued card, to be mailed: asked for again by the same id, never kept. */
export async function issuedCard(desk: Desk, orderId: string) {
  const order = desk.book.read(orderId)
  const outcome = order && (await issue(desk, order))
  return outcome?.is === 'done' ? outcome.answer.issued : undefined
}

/** Gives the buyer of a gift card what was left on it. */
export async function refundBuyer({ book, processorUrl }: Desk, order: Order): Promise<void> {
  const { orderId: key, backMinor: amountMinor } = order
  const told = await ask(`${processorUrl}/refund`, { key, amountMinor }, TRY_MS)
  if (told) book.write({ ...order, state: 'gift cancelled' })
}

/** Asks the processor or the risk service, a few times. */
export function askPartner(url: string, body: Json): Promise<Json | undefined> {
  return askAgain(url, body, { timeoutMs: TRY_MS, tries: 3 })
}
