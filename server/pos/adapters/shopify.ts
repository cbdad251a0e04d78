import { z } from 'zod'
import {
  type Callback,
  type CallbackReading,
  type Findings,
  joinFindings,
  NOTHING_FOUND,
  type PollCursor,
  type PosAccount,
  type PosAdapter,
  type PosAnswer,
  type PosPage,
  type PosRequest,
} from '../adapter.ts'
import { minorOfDecimal } from '../amounts.ts'
import {
  foundReading,
  idText,
  isPlace,
  listOf,
  readAs,
  said,
  tenderNamed,
  timeOf,
  withQuery,
} from '../fields.ts'
import { PAGE_SIZE } from '../limits.ts'
import { digestOf, hmacSha256, isSameText } from '../signing.ts'

/** Supported for a year from its date; a later one answers in its place after that. */
const API = '/admin/api/2026-07'

const transactionSchema = z.object({
  id: idText,
  order_id: said,
  parent_id: said,
  kind: said,
  status: said,
  gateway: said,
  amount: said,
  currency: said,
  location_id: said,
  device_id: said,
  user_id: said,
  processed_at: said,
  created_at: said,
  test: z.unknown().optional(),
})
type Transaction = z.output<typeof transactionSchema>

const orderSchema = z.object({
  id: idText,
  name: said,
  location_id: said,
  updated_at: said,
  payment_gateway_names: listOf(z.string().max(200)),
})
type Order = z.output<typeof orderSchema>

/** A refund has its transactions with it; a tender transaction has no gateway, only its order. */
const refundSchema = z.object({
  order_id: idText,
  processed_at: said,
  created_at: said,
  transactions: z.array(transactionSchema).max(100),
})
const tenderSchema = z.object({
  order_id: idText,
  payment_method: z.string().max(100),
  processed_at: said,
})

/**
 * Shopify. The tender is a manual or custom payment method: `gateway` of a transaction is its name;
 * `gift_card` is Shopify's own and never ours (shopify.dev, REST Admin `Transaction`). Amounts are
 * decimal texts.
 */
export const shopify: PosAdapter = {
  kind: 'shopify',
  verify: isSigned,
  readCallback,
  list,
  readList,
  detail: (id, _account, token) => ({
    path: `${API}/orders/${encodeURIComponent(id.split(' ', 1)[0] ?? '')}/transactions.json`,
    headers: headersOf(token),
  }),
  readDetail: (text, id, account) => {
    const answer = readAs(z.object({ transactions: z.array(transactionSchema).max(1_000) }), text)
    const name = id.split(' ').slice(1).join(' ')
    return answer && joinFindings(answer.transactions.map((each) => found(each, name, account)))
  },
}

/**
 * `X-Shopify-Hmac-Sha256` is the base64 of HMAC-SHA256 with the app's client secret over the body
 * (shopify.dev/docs/apps/build/webhooks/verify-deliveries).
 */
function isSigned({ body, header }: Callback, { signing }: { readonly signing: string }): boolean {
  const right = hmacSha256(signing, body).toString('base64')
  return signing !== '' && isSameText(header('x-shopify-hmac-sha256'), right)
}

/**
 * Headers are not signed: topic and event id could be anybody's. What it is about is told by the form
 * of the body, and an event is named by the body's digest, which is the same for every try.
 */
function readCallback({ body }: Callback, account: PosAccount): CallbackReading {
  const text = Buffer.from(body).toString('utf8')
  const said = readBody(text, account)
  if (said?.atMs === undefined) return { is: 'unknown' }
  return { is: 'event', key: digestOf(body), atMs: said.atMs, findings: said.findings }
}

function readBody(
  text: string,
  account: PosAccount,
): { readonly atMs: number | undefined; readonly findings: Findings } | undefined {
  const refund = readAs(refundSchema, text)
  if (refund !== undefined) {
    const findings = joinFindings(refund.transactions.map((each) => found(each, '', account)))
    return { atMs: timeOf(refund.processed_at ?? refund.created_at), findings }
  }
  const tender = readAs(tenderSchema, text)
  if (tender !== undefined) {
    // It names no shop, and neither may its transactions: then the order has to be looked at.
    const details = account.places.length === 0 ? [tender.order_id] : []
    return { atMs: timeOf(tender.processed_at), findings: { ...NOTHING_FOUND, details } }
  }
  const transaction = readAs(transactionSchema, text)
  if (transaction?.kind != null) {
    const { processed_at: at, created_at: made, location_id: place } = transaction
    // Of which shop one without a place is, its order says: by its own callback, or when it is listed.
    const isOurs = place !== null || account.places.length === 0
    const findings = isOurs ? found(transaction, '', account) : NOTHING_FOUND
    return { atMs: timeOf(at ?? made), findings }
  }
  const order = readAs(orderSchema, text)
  return order && { atMs: timeOf(order.updated_at), findings: orderFound(order, account) }
}

function orderFound(order: Order, account: PosAccount): Findings {
  const isOurs = tenderNamed(account, order.payment_gateway_names) !== undefined
  if (!isOurs || !isPlace(account, [order.location_id])) return NOTHING_FOUND
  return { ...NOTHING_FOUND, details: [`${order.id} ${order.name ?? ''}`.trim()] }
}

const KINDS = { sale: 'payment', capture: 'payment', void: 'void', refund: 'refund' } as const

/** One transaction; a place is looked at where it says one: those of manual methods may not. */
function found(transaction: Transaction, orderName: string, account: PosAccount): Findings {
  const kind = KINDS[transaction.kind as keyof typeof KINDS]
  const { gateway, location_id: place } = transaction
  const label = gateway === 'gift_card' ? undefined : tenderNamed(account, [gateway])
  if (kind === undefined || label === undefined || transaction.test === true) return NOTHING_FOUND
  if (transaction.status !== 'success') return NOTHING_FOUND
  if (place !== null && !isPlace(account, [place])) return NOTHING_FOUND
  const isPayment = kind === 'payment'
  return foundReading(account, {
    kind,
    paymentId: isPayment ? transaction.id : transaction.parent_id,
    saleId: transaction.order_id,
    ofSaleId: isPayment ? null : transaction.order_id,
    changeId: isPayment ? null : transaction.id,
    amountMinor: minorOfDecimal(transaction.amount ?? '', account.currency),
    currency: transaction.currency,
    label,
    till: transaction.device_id,
    receiptNumber: orderName === '' ? null : orderName,
    clerk: transaction.user_id,
    totalMinor: null,
    atMs: timeOf(transaction.processed_at ?? transaction.created_at) ?? 0,
  })
}

/**
 * `GET orders.json`: orders of any status changed in a span, then the transactions of those that
 * name our gateway. Later pages are asked for by `page_info` alone, from the Link header
 * (shopify.dev/docs/api/admin-rest/usage/pagination).
 */
function list(
  cursor: PollCursor & { readonly untilMs: number },
  _: PosAccount,
  token: string,
): PosRequest {
  const limit = ['limit', String(PAGE_SIZE)] as const
  const first = [
    ['status', 'any'],
    ['updated_at_min', new Date(cursor.sinceMs).toISOString()],
    ['updated_at_max', new Date(cursor.untilMs).toISOString()],
    ['order', 'updated_at asc'],
    ['fields', 'id,name,location_id,updated_at,payment_gateway_names'],
  ] as const
  const which = cursor.page === null ? first : [['page_info', cursor.page] as const]
  return { path: withQuery(`${API}/orders.json`, [limit, ...which]), headers: headersOf(token) }
}

function readList(
  { text, header }: PosAnswer,
  _: PollCursor,
  account: PosAccount,
): PosPage | undefined {
  const answer = readAs(z.object({ orders: z.array(orderSchema).max(1_000) }), text)
  if (answer === undefined) return undefined
  const findings = joinFindings(answer.orders.map((order) => orderFound(order, account)))
  const page = nextPage(header('link'))
  return { findings, page, isMore: page !== null }
}

/** Only the mark is taken from the link: where to ask is never for an answer to say. */
function nextPage(link: string): string | null {
  const next = link.split(',').find((part) => /;\s*rel="?next"?/.test(part))
  return next === undefined ? null : (/[?&]page_info=([A-Za-z0-9_=%-]+)/.exec(next)?.[1] ?? null)
}

function headersOf(token: string): Record<string, string> {
  return { 'x-shopify-access-token': token }
}
