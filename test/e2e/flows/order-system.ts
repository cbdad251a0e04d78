import { join } from 'node:path'
import { openOrderBook } from './order-book.ts'
import { carryOn, createDesk, issuedCard, noteOutcome } from './order-desk.ts'
import { place } from './placing.ts'
import { cancelGift, returnByFund, returnByNewCard } from './returning.ts'
import { openShopClient } from './shop-client.ts'
import { type Json, serve, setting } from './web-service.ts'

/** How often what was left open is carried on. */
const CARRY_ON_EVERY_MS = 250

const desk = createDesk({
  book: openOrderBook(join(setting('FOLDER'), 'orders')),
  client: await openShopClient(),
  processorUrl: setting('PROCESSOR_URL'),
  riskUrl: setting('RISK_URL'),
  programId: setting('PROGRAM_ID'),
})

const told = (orderId: unknown): Json => ({ ...desk.book.read(String(orderId)) })

async function carryOnForEver(): Promise<void> {
  for (;;) {
    await desk.client.resume((resumed) => noteOutcome(desk, resumed.outcome))
    await carryOn(desk)
    await new Promise((resolve) => setTimeout(resolve, CARRY_ON_EVERY_MS))
  }
}

/** The order system of a shop: takes orders, and takes them back. */
await serve(
  {
    '/orders': (body) => place(desk, body),
    '/order': (body) => told(body['orderId']),
    '/return-by-fund': (body) => returnByFund(desk, body),
    '/return-by-new-card': (body) => returnByNewCard(desk, body),
    '/cancel-gift': (body) => cancelGift(desk, body),
  },
  {
    '/issued': async (body) => ({ ...(await issuedCard(desk, String(body['orderId']))) }),
    '/unresolved': () => ({ orders: desk.book.open() }),
  },
)
void carryOnForEver()
