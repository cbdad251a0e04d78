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
import { minorOfUnits } from '../amounts.ts'
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
import { hmacSha256, isSameText } from '../signing.ts'

/** The version of the API that the fields below are of; Square keeps old ones. */
const API_VERSION = '2026-07-15'

const money = z.object({ amount: said, currency: said }).nullish()

const paymentSchema = z.object({
  id: idText,
  status: said,
  source_type: said,
  location_id: said,
  order_id: said,
  receipt_number: said,
  created_at: said,
  updated_at: said,
  team_member_id: said,
  amount_money: money,
  external_details: z.object({ type: said, source: said }).nullish(),
  device_details: z.object({ device_name: said, device_id: said }).nullish(),
  refund_ids: listOf(idText),
})
type Payment = z.output<typeof paymentSchema>

const refundSchema = z.object({
  id: idText,
  status: said,
  payment_id: said,
  location_id: said,
  created_at: said,
  amount_money: money,
})
type Refund = z.output<typeof refundSchema>

const eventSchema = z.object({
  type: z.string().max(100),
  event_id: idText,
  merchant_id: said,
  created_at: z.string().max(40),
  data: z.object({
    object: z
      .object({ payment: paymentSchema.optional(), refund: refundSchema.optional() })
      .nullish(),
  }),
})

/**
 * Square. A tender of another system's gift card is an EXTERNAL payment of the type OTHER_GIFT_CARD,
 * or OTHER with the name in `source` (developer.squareup.com, "External payments",
 * `ExternalPaymentDetails`). Amounts are whole minor units.
 */
export const square: PosAdapter = {
  kind: 'square',
  verify: isSigned,
  readCallback,
  list,
  readList,
  detail: (id, _account, token) => ({
    path: `/v2/refunds/${encodeURIComponent(id)}`,
    headers: headersOf(token),
  }),
  readDetail: (text, _id, account) => {
    const answer = readAs(z.object({ refund: refundSchema }), text)
    return answer && refundFound(answer.refund, account)
  },
}

/**
 * `x-square-hmacsha256-signature` is the base64 of HMAC-SHA256 with the subscription's signature key
 * over the notification URL and the body (developer.squareup.com/docs/webhooks/step3validate; the
 * `WebhooksHelper` of Square's SDKs and its test vector).
 */
function isSigned(
  { body, header, notificationUrl }: Callback,
  { signing }: { readonly signing: string },
): boolean {
  const right = hmacSha256(signing, notificationUrl, body).toString('base64')
  return signing !== '' && isSameText(header('x-square-hmacsha256-signature'), right)
}

function readCallback({ body }: Callback, account: PosAccount): CallbackReading {
  const event = readAs(eventSchema, Buffer.from(body).toString('utf8'))
  const atMs = timeOf(event?.created_at ?? null)
  if (event === undefined || atMs === undefined) return { is: 'unknown' }
  if (event.merchant_id !== null && event.merchant_id !== account.account) return { is: 'unknown' }
  const { payment, refund } = event.data.object ?? {}
  if (payment === undefined && refund === undefined) return { is: 'unknown' }
  const findings = joinFindings([
    payment ? paymentFound(payment, account) : NOTHING_FOUND,
    refund ? refundFound(refund, account) : NOTHING_FOUND,
  ])
  return { is: 'event', key: event.event_id, atMs, findings }
}

const DONE = new Set(['COMPLETED', 'APPROVED'])
const UNDONE = new Set(['CANCELED', 'FAILED'])

function paymentFound(payment: Payment, account: PosAccount): Findings {
  if (payment.source_type !== 'EXTERNAL' || !isPlace(account, [payment.location_id])) {
    return NOTHING_FOUND
  }
  const { type = null, source = null } = payment.external_details ?? {}
  const label = tenderNamed(account, [source, type])
  const isDone = DONE.has(payment.status ?? '')
  if (label === undefined || !(isDone || UNDONE.has(payment.status ?? ''))) return NOTHING_FOUND
  const device = payment.device_details
  const found = foundReading(account, {
    kind: isDone ? 'payment' : 'void',
    paymentId: payment.id,
    saleId: payment.order_id,
    ofSaleId: null,
    changeId: isDone ? null : payment.id,
    amountMinor: minorOfUnits(payment.amount_money?.amount ?? ''),
    currency: payment.amount_money?.currency ?? null,
    label,
    till: device?.device_name ?? device?.device_id ?? null,
    receiptNumber: payment.receipt_number,
    clerk: payment.team_member_id,
    totalMinor: null,
    atMs: timeOf(isDone ? payment.created_at : payment.updated_at) ?? 0,
  })
  return { ...found, details: payment.refund_ids }
}

function refundFound(refund: Refund, account: PosAccount): Findings {
  const isOurs = refund.payment_id !== null && isPlace(account, [refund.location_id])
  if (!isOurs || refund.status !== 'COMPLETED') return NOTHING_FOUND
  return foundReading(account, {
    kind: 'refund',
    paymentId: refund.payment_id,
    saleId: null,
    ofSaleId: null,
    changeId: refund.id,
    amountMinor: minorOfUnits(refund.amount_money?.amount ?? ''),
    currency: refund.amount_money?.currency ?? null,
    label: 'refund',
    till: null,
    receiptNumber: null,
    clerk: null,
    totalMinor: null,
    atMs: timeOf(refund.created_at) ?? 0,
  })
}

/**
 * `GET /v2/payments`: those changed in a span, oldest change first, 100 a page, by cursor. Without a
 * location it lists the main one only, so each place is asked for by itself
 * (developer.squareup.com/reference/square/payments/ListPayments).
 */
function list(
  cursor: PollCursor & { readonly untilMs: number },
  { places }: PosAccount,
  token: string,
): PosRequest {
  const { index, next } = pageOf(cursor)
  const path = withQuery('/v2/payments', [
    ['updated_at_begin_time', new Date(cursor.sinceMs).toISOString()],
    ['updated_at_end_time', new Date(cursor.untilMs).toISOString()],
    ['sort_field', 'UPDATED_AT'],
    ['sort_order', 'ASC'],
    ['limit', String(PAGE_SIZE)],
    ['location_id', places[index] ?? null],
    ['cursor', next],
  ])
  return { path, headers: headersOf(token) }
}

function readList(
  { text }: PosAnswer,
  cursor: PollCursor,
  account: PosAccount,
): PosPage | undefined {
  const answer = readAs(z.object({ payments: listOf(z.unknown()), cursor: said }), text)
  if (answer === undefined) return undefined
  const payments = answer.payments.flatMap((each) => {
    const parsed = paymentSchema.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
  const findings = joinFindings(payments.map((payment) => paymentFound(payment, account)))
  const { index } = pageOf(cursor)
  if (answer.cursor !== null) {
    return { findings, page: `${index} ${answer.cursor}`, isMore: true }
  }
  const isMore = index + 1 < account.places.length
  return { findings, page: isMore ? `${index + 1} ` : null, isMore }
}

/** Which place is being read, and Square's own cursor in its list. */
function pageOf({ page }: PollCursor): { index: number; next: string | null } {
  const [index = '0', next = ''] = (page ?? '0 ').split(' ', 2)
  return { index: Number(index), next: next === '' ? null : next }
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'square-version': API_VERSION }
}
