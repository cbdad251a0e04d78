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
import { foundReading, idText, listOf, readAs, said, tenderNamed, timeOf } from '../fields.ts'
import { PAGE_OVERLAP, PAGE_SIZE } from '../limits.ts'
import { digestOf, isSameText } from '../signing.ts'

const changeSchema = z.object({
  objectId: z.string().max(60),
  type: z.string().max(20),
  ts: z.string().max(20),
})
const callbackSchema = z.object({
  appId: said,
  merchants: z.record(z.string().max(40), z.array(changeSchema).max(500)),
})
const verificationSchema = z.object({ verificationCode: z.string().regex(/^[\w-]{1,100}$/) })

const paymentSchema = z.object({
  id: idText,
  amount: said,
  result: said,
  createdTime: said,
  modifiedTime: said,
  tender: z.object({ id: said, label: said, labelKey: said }).nullish(),
  order: z.object({ id: said, currency: said, total: said }).nullish(),
  device: z.object({ id: said }).nullish(),
  employee: z.object({ id: said, name: said }).nullish(),
  externalPaymentId: said,
  refunds: z
    .object({
      elements: listOf(z.object({ id: idText, amount: said, createdTime: said })),
    })
    .nullish(),
})
type Payment = z.output<typeof paymentSchema>

/**
 * Clover. A callback says no more than ids; each payment is asked for with its tender. The tender's
 * label is what the merchant named it (docs.clover.com, "Use webhooks"; `/v3/merchants/{mId}/payments`).
 * Amounts are cents.
 */
export const clover: PosAdapter = {
  kind: 'clover',
  verify: isSent,
  verificationCode: ({ body }) =>
    readAs(verificationSchema, Buffer.from(body).toString('utf8'))?.verificationCode,
  readCallback,
  list,
  readList,
  detail: (id, { account }, token) => ({
    path: `${paymentsOf(account)}/${encodeURIComponent(id)}?${EXPAND}`,
    headers: headersOf(token),
  }),
  readDetail: (text, _id, account) => {
    const payment = readAs(paymentSchema, text)
    return payment && found(payment, account)
  },
}

/**
 * `X-Clover-Auth` is a fixed code of the app that only Clover and the app know (docs.clover.com,
 * "Use webhooks", step 3). It signs nothing: a callback only makes us ask the API, whose answer counts.
 */
function isSent({ header }: Callback, { signing }: { readonly signing: string }): boolean {
  return signing !== '' && isSameText(header('x-clover-auth'), signing)
}

/** One callback may be about many merchants; `P:` is a payment. */
function readCallback({ body }: Callback, { account }: PosAccount): CallbackReading {
  const event = readAs(callbackSchema, Buffer.from(body).toString('utf8'))
  const changes = event?.merchants[account] ?? []
  const payments = changes.filter(({ objectId }) => /^P:[A-Za-z0-9]+$/.test(objectId))
  const times = payments.flatMap(({ ts }) => timeOf(ts) ?? [])
  if (payments.length === 0 || times.length === 0) return { is: 'unknown' }
  const details = [...new Set(payments.map(({ objectId }) => objectId.slice(2)))]
  return {
    is: 'event',
    key: digestOf(body),
    atMs: Math.max(...times),
    findings: { ...NOTHING_FOUND, details },
  }
}

const UNDONE = new Set(['VOIDED', 'VOIDING', 'FAIL', 'DECLINED'])

function found(payment: Payment, account: PosAccount): Findings {
  const { tender } = payment
  const names = [tender?.label ?? null, tender?.labelKey ?? null, tender?.id ?? null]
  const label = tenderNamed(account, names)
  if (label === undefined) return NOTHING_FOUND
  const isDone = payment.result === 'SUCCESS'
  if (!isDone && !UNDONE.has(payment.result ?? '')) return NOTHING_FOUND
  const common = {
    paymentId: payment.id,
    saleId: payment.order?.id ?? null,
    ofSaleId: null,
    currency: payment.order?.currency ?? null,
    label,
    till: payment.device?.id ?? null,
    receiptNumber: payment.order?.id ?? null,
    clerk: payment.employee?.name ?? payment.employee?.id ?? null,
  }
  const paid = foundReading(account, {
    ...common,
    kind: isDone ? 'payment' : 'void',
    changeId: isDone ? null : payment.id,
    amountMinor: minorOfUnits(payment.amount ?? ''),
    totalMinor: null,
    atMs: timeOf(isDone ? payment.createdTime : payment.modifiedTime) ?? 0,
  })
  const refunds = (payment.refunds?.elements ?? []).map((refund) =>
    foundReading(account, {
      ...common,
      kind: 'refund',
      changeId: refund.id,
      amountMinor: minorOfUnits(refund.amount ?? ''),
      totalMinor: null,
      atMs: timeOf(refund.createdTime) ?? 0,
    }),
  )
  return joinFindings([paid, ...refunds])
}

/** What a payment is asked for with; a payment without it names its tender by id only. */
const EXPAND = 'expand=tender%2Crefunds%2Corder'

/**
 * `GET /v3/merchants/{mId}/payments`: those changed in a span, by offset; never without a filter on
 * time (docs.clover.com, "Get all payments", "Add pagination requests").
 */
function list(
  cursor: PollCursor & { readonly untilMs: number },
  { account }: PosAccount,
  token: string,
): PosRequest {
  const span = [`modifiedTime>=${cursor.sinceMs}`, `modifiedTime<=${cursor.untilMs}`]
  const filters = span.map((filter) => `filter=${encodeURIComponent(filter)}`).join('&')
  const paging = `limit=${PAGE_SIZE}&offset=${cursor.page ?? '0'}&orderBy=modifiedTime%20ASC`
  return {
    path: `${paymentsOf(account)}?${filters}&${EXPAND}&${paging}`,
    headers: headersOf(token),
  }
}

function readList(
  { text }: PosAnswer,
  cursor: PollCursor,
  account: PosAccount,
): PosPage | undefined {
  const answer = readAs(z.object({ elements: z.array(paymentSchema).max(1_000) }), text)
  if (answer === undefined) return undefined
  const { elements } = answer
  const isMore = elements.length >= PAGE_SIZE
  // What is changed while pages are read leaves the span, and those after it move up.
  const read = Number(cursor.page ?? '0') + elements.length - PAGE_OVERLAP
  return {
    findings: joinFindings(elements.map((payment) => found(payment, account))),
    page: isMore ? String(read) : null,
    isMore,
  }
}

function paymentsOf(merchant: string): string {
  return `/v3/merchants/${encodeURIComponent(merchant)}/payments`
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
