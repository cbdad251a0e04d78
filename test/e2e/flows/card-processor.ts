import { type Json, type Routes, serve } from './web-service.ts'

/** A payment by bank card, named by its merchant: asked for twice it is one. */
interface Payment {
  amountMinor: number
  state: 'authorised' | 'declined' | 'captured' | 'voided'
  refundedMinor: number
}

const payments = new Map<string, Payment>()

function paymentOf(body: Json): Payment {
  const payment = payments.get(String(body['key']))
  if (!payment) throw new Error('no such payment')
  return payment
}

/** A processor of bank cards: cards whose token says `declined` are. */
const services: Routes = {
  '/authorise': (body) => {
    const key = String(body['key'])
    const state = String(body['token']).includes('declined') ? 'declined' : 'authorised'
    const amountMinor = Number(body['amountMinor'])
    const payment = payments.get(key) ?? { amountMinor, state, refundedMinor: 0 }
    payments.set(key, payment)
    return { approved: payment.state === 'authorised' || payment.state === 'captured' }
  },
  '/capture': (body) => {
    const payment = paymentOf(body)
    if (payment.state === 'authorised') payment.state = 'captured'
    return { captured: payment.state === 'captured' }
  },
  // One that never came is void for ever, should it still come; one that was captured is reversed.
  '/void': (body) => {
    const key = String(body['key'])
    const payment = payments.get(key) ?? { amountMinor: 0, state: 'voided', refundedMinor: 0 }
    payment.state = 'voided'
    payments.set(key, payment)
    return { voided: true }
  },
  '/refund': (body) => {
    const payment = paymentOf(body)
    payment.refundedMinor = Number(body['amountMinor'])
    return { refunded: true }
  },
}

/** What buyers have paid, and what is held of theirs. */
function books(): Json {
  const all = [...payments.values()]
  const sum = (some: readonly Payment[]) =>
    some.reduce((total, { amountMinor, refundedMinor }) => total + amountMinor - refundedMinor, 0)
  return {
    heldMinor: sum(all.filter(({ state }) => state === 'authorised')),
    takenMinor: sum(all.filter(({ state }) => state === 'captured')),
  }
}

await serve(services, { '/books': books })
