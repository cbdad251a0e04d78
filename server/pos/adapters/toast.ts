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
  listOf,
  readAs,
  said,
  tenderNamed,
  timeOf,
  withQuery,
} from '../fields.ts'
import { PAGE_SIZE, TOAST_SPAN_MS } from '../limits.ts'
import { hmacSha256, isSameText } from '../signing.ts'

const named = z.object({ guid: said, id: said }).nullish()

const paymentSchema = z.object({
  guid: idText,
  type: said,
  amount: said,
  paidDate: said,
  paymentStatus: said,
  otherPayment: named,
  createdDevice: named,
  server: named,
  voidInfo: z.object({ voidDate: said }).nullish(),
  refund: z.object({ refundAmount: said, refundDate: said }).nullish(),
})
type Payment = z.output<typeof paymentSchema>

const checkSchema = z.object({
  displayNumber: said,
  totalAmount: said,
  voided: z.unknown().optional(),
  deleted: z.unknown().optional(),
  payments: listOf(paymentSchema),
})
const orderSchema = z.object({
  guid: idText,
  displayNumber: said,
  voided: z.unknown().optional(),
  deleted: z.unknown().optional(),
  modifiedDate: said,
  createdDevice: named,
  checks: listOf(checkSchema),
})
type Order = z.output<typeof orderSchema>
type Check = z.output<typeof checkSchema>

const messageSchema = z.object({
  timestamp: z.string().max(40),
  guid: idText,
  eventType: said,
  details: z.object({ restaurantGuid: said, order: orderSchema }),
})

/**
 * Toast. The tender is an alternative payment type: `type` OTHER with its GUID in `otherPayment`;
 * GIFTCARD is Toast's own (doc.toasttab.com, "Alternative payment types", orders API `Payment`). An
 * order comes whole at each change. Amounts are decimals.
 */
export const toast: PosAdapter = {
  kind: 'toast',
  verify: isSigned,
  readCallback,
  spanMaxMs: TOAST_SPAN_MS,
  login: {
    path: '/authentication/v1/authentication/login',
    body: ({ clientId, access }) => {
      return { clientId, clientSecret: access, userAccessType: 'TOAST_MACHINE_CLIENT' }
    },
    read: readLogin,
  },
  list,
  readList,
}

const stampSchema = z.object({ timestamp: z.string().min(1).max(40) })

/**
 * `Toast-Signature` is the base64 of HMAC-SHA256 with the subscription's secret over the body and the
 * message's timestamp after it (doc.toasttab.com/doc/devguide/apiMessageSigning.html, `getSignature`).
 */
function isSigned({ body, header }: Callback, { signing }: { readonly signing: string }): boolean {
  const stamp = readAs(stampSchema, Buffer.from(body).toString('utf8'))?.timestamp
  if (stamp === undefined || signing === '') return false
  const right = hmacSha256(signing, body, stamp).toString('base64')
  return isSameText(header('toast-signature'), right)
}

function readCallback({ body }: Callback, account: PosAccount): CallbackReading {
  const message = readAs(messageSchema, Buffer.from(body).toString('utf8'))
  const atMs = timeOf(message?.timestamp ?? null)
  if (message === undefined || atMs === undefined) return { is: 'unknown' }
  if (message.details.restaurantGuid?.toLowerCase() !== account.account) return { is: 'unknown' }
  const findings = orderFound(message.details.order, account)
  return { is: 'event', key: message.guid, atMs, findings }
}

function orderFound(order: Order, account: PosAccount): Findings {
  return joinFindings(
    order.checks.flatMap((check) =>
      check.payments.map((payment) => found(order, check, payment, account)),
    ),
  )
}

function found(order: Order, check: Check, payment: Payment, account: PosAccount): Findings {
  const label =
    payment.type === 'OTHER'
      ? tenderNamed(account, [payment.otherPayment?.guid ?? null])
      : undefined
  if (label === undefined || NEVER_PAID.has(payment.paymentStatus ?? '')) return NOTHING_FOUND
  const isGone = [order.voided, order.deleted, check.voided, check.deleted].includes(true)
  const isUndone = isGone || payment.voidInfo != null || payment.paymentStatus === 'VOIDED'
  const at = (time: string | null | undefined) => timeOf(time ?? null) ?? 0
  const common = {
    paymentId: payment.guid,
    saleId: order.guid,
    ofSaleId: null,
    currency: null,
    label,
    till: payment.createdDevice?.id ?? order.createdDevice?.id ?? null,
    receiptNumber: check.displayNumber ?? order.displayNumber,
    clerk: payment.server?.guid ?? null,
    totalMinor: minorOfDecimal(check.totalAmount ?? '', account.currency) ?? null,
  }
  const paid = foundReading(account, {
    ...common,
    kind: isUndone ? 'void' : 'payment',
    changeId: isUndone ? payment.guid : null,
    amountMinor: minorOfDecimal(payment.amount ?? '', account.currency),
    atMs: at(isUndone ? (payment.voidInfo?.voidDate ?? order.modifiedDate) : payment.paidDate),
  })
  const { refund } = payment
  if (refund == null || isUndone) return paid
  const back = foundReading(account, {
    ...common,
    kind: 'refund',
    // Toast keeps one refund a payment, without an id of its own.
    changeId: `${payment.guid} ${refund.refundDate ?? ''}`.trim(),
    amountMinor: minorOfDecimal(refund.refundAmount ?? '', account.currency),
    atMs: at(refund.refundDate),
  })
  return joinFindings([paid, back])
}

const NEVER_PAID = new Set(['DENIED', 'ERROR', 'CANCELLED', 'ERROR_NETWORK'])

const loginSchema = z.object({
  token: z.object({ accessToken: z.string().min(1).max(20_000), expiresIn: said }),
})

function readLogin(text: string): { token: string; goodMs: number } | undefined {
  const answer = readAs(loginSchema, text)
  if (answer === undefined) return undefined
  const { accessToken, expiresIn } = answer.token
  const seconds = /^\d{1,8}$/.test(expiresIn ?? '') ? Number(expiresIn) : 0
  return { token: accessToken, goodMs: seconds * 1_000 }
}

/**
 * `GET /orders/v2/ordersBulk`: orders changed in a span, by page from 1, 100 at most
 * (doc.toasttab.com, orders API, "Get multiple orders").
 */
function list(
  cursor: PollCursor & { readonly untilMs: number },
  { account }: PosAccount,
  token: string,
): PosRequest {
  const at = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000')
  const path = withQuery('/orders/v2/ordersBulk', [
    ['startDate', at(cursor.sinceMs)],
    ['endDate', at(cursor.untilMs)],
    ['pageSize', String(PAGE_SIZE)],
    ['page', cursor.page ?? '1'],
  ])
  const headers = { authorization: `Bearer ${token}`, 'toast-restaurant-external-id': account }
  return { path, headers }
}

function readList(
  { text }: PosAnswer,
  cursor: PollCursor,
  account: PosAccount,
): PosPage | undefined {
  const orders = readAs(z.array(orderSchema).max(1_000), text)
  if (orders === undefined) return undefined
  const isMore = orders.length >= PAGE_SIZE
  return {
    findings: joinFindings(orders.map((order) => orderFound(order, account))),
    page: isMore ? String(Number(cursor.page ?? '1') + 1) : null,
    isMore,
  }
}
