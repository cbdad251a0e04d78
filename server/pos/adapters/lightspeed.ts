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

/** Dated versions are supported for at least a year. */
const API = '/api/2026-07'

/** A sale as callbacks carry it: the form of API 1.0. */
const calledSale = z.object({
  id: idText,
  status: z.string().max(60),
  register_id: said,
  invoice_number: said,
  return_for: said,
  updated_at: said,
  user: z.object({ name: said }).nullish(),
  register_sale_payments: listOf(
    z.object({
      id: idText,
      retailer_payment_type_id: said,
      name: said,
      label: said,
      amount: said,
      currency: said,
      payment_date: said,
      deleted_at: said,
    }),
  ),
})

/** A sale as the API of today lists it. */
const listedSale = z.object({
  id: idText,
  state: said,
  receipt_number: said,
  invoice_number: said,
  source: z.object({ outlet_id: said, register_id: said }).nullish(),
  return: z.object({ original_sale_id: said }).nullish(),
  _metadata: z.object({ version: said }).nullish(),
  payments: listOf(
    z.object({
      id: idText,
      amount: said,
      date: said,
      deleted_at: said,
      type: z.object({ config_id: said, name: said }).nullish(),
      source: z.object({ outlet_id: said, register_id: said }).nullish(),
    }),
  ),
})

/** One payment of a sale, whichever form it came in. */
interface SalePayment {
  readonly id: string
  readonly saleId: string
  readonly ofSaleId: string | null
  readonly isUndone: boolean
  readonly names: readonly (string | null)[]
  readonly amount: string | null
  readonly currency: string | null
  readonly at: string | null
  readonly places: readonly (string | null)[]
  readonly till: string | null
  readonly receiptNumber: string | null
  readonly clerk: string | null
}

/**
 * Lightspeed Retail (X-Series). The tender is a payment type of the shop, by name or id. Amounts are
 * decimal numbers, those of a return below zero; a return names the sale that it is of
 * (x-series-api.lightspeedhq.com, "Webhooks", "Returns", reference of Sales and Search).
 */
export const lightspeed: PosAdapter = {
  kind: 'lightspeed',
  verify: isSigned,
  readCallback,
  list,
  readList,
}

/**
 * `X-Signature: signature=…,algorithm=HMAC-SHA256`: HMAC with the app's client secret over the
 * request's body (x-series-api.lightspeedhq.com/docs/webhooks). How the digest is written is not said
 * there, and the example is of no encoding: hex and base64 are both taken. Webhooks that were added
 * by hand in the shop's set-up are not signed, and refused.
 */
function isSigned({ body, header }: Callback, { signing }: { readonly signing: string }): boolean {
  const parts = Object.fromEntries(
    header('x-signature')
      .split(',')
      .map((part) => {
        const at = part.indexOf('=')
        return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]
      }),
  ) as Readonly<Record<string, string>>
  if (signing === '' || parts['algorithm']?.toUpperCase() !== 'HMAC-SHA256') return false
  const right = hmacSha256(signing, body)
  const given = parts['signature'] ?? ''
  const isHex = isSameText(given.toLowerCase(), right.toString('hex'))
  return isSameText(given, right.toString('base64')) || isHex
}

/** A form with the sale as JSON in `payload`; it has no id of the event. */
function readCallback({ body }: Callback, account: PosAccount): CallbackReading {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'))
  const sale = readAs(calledSale, form.get('payload') ?? '')
  const atMs = timeOf(sale?.updated_at ?? null)
  if (sale === undefined || atMs === undefined || !('register_sale_payments' in sale)) {
    return { is: 'unknown' }
  }
  const isUndone = /VOID/i.test(sale.status)
  const isParked = /^(SAVED|OPEN|PARKED)$/i.test(sale.status)
  const payments = isParked ? [] : sale.register_sale_payments
  const findings = payments.map((payment) =>
    found(account, {
      id: payment.id,
      saleId: sale.id,
      ofSaleId: sale.return_for,
      isUndone: isUndone || payment.deleted_at !== null,
      names: [payment.name, payment.label, payment.retailer_payment_type_id],
      amount: payment.amount,
      currency: payment.currency,
      at: payment.payment_date,
      places: [sale.register_id],
      till: sale.register_id,
      receiptNumber: sale.invoice_number,
      clerk: sale.user?.name ?? null,
    }),
  )
  return { is: 'event', key: digestOf(body), atMs, findings: joinFindings(findings) }
}

function found(account: PosAccount, payment: SalePayment): Findings {
  const label = tenderNamed(account, payment.names)
  if (label === undefined || !isPlace(account, payment.places)) return NOTHING_FOUND
  const signed = minorOfDecimal(payment.amount ?? '', account.currency)
  const isReturn = signed !== undefined && signed < 0
  // A return that was undone gives nothing back.
  if (isReturn && payment.isUndone) return NOTHING_FOUND
  const kind = isReturn ? 'refund' : payment.isUndone ? 'void' : 'payment'
  return foundReading(account, {
    kind,
    paymentId: isReturn ? null : payment.id,
    saleId: payment.saleId,
    ofSaleId: isReturn ? payment.ofSaleId : null,
    changeId: kind === 'payment' ? null : payment.id,
    amountMinor: signed === undefined ? undefined : Math.abs(signed),
    currency: payment.currency,
    label,
    till: payment.till,
    receiptNumber: payment.receiptNumber,
    clerk: payment.clerk,
    totalMinor: null,
    atMs: timeOf(payment.at) ?? 0,
  })
}

/**
 * `GET sales?after=VERSION`: versions only go up, and a change gives a sale a new one, so no span of
 * time is needed ("Pagination"). Where to begin is found by `GET search`, by the date of the sale.
 */
function list(cursor: PollCursor, _: PosAccount, token: string): PosRequest {
  const headers = { authorization: `Bearer ${token}` }
  const size = ['page_size', String(PAGE_SIZE)] as const
  if (cursor.page !== null) {
    return { path: withQuery(`${API}/sales`, [['after', cursor.page], size]), headers }
  }
  const from = new Date(cursor.sinceMs).toISOString().replace(/\.\d+/, '')
  const search = [['type', 'sales'] as const, ['date_from', from] as const, size]
  return { path: withQuery(`${API}/search`, search), headers }
}

function readList(
  { text }: PosAnswer,
  cursor: PollCursor,
  account: PosAccount,
): PosPage | undefined {
  const answer = readAs(z.object({ data: z.array(listedSale).max(5_000) }), text)
  if (answer === undefined) return undefined
  const sales = answer.data
  const versions = sales.flatMap(({ _metadata }) => {
    const version = _metadata?.version ?? ''
    return /^\d{1,18}$/.test(version) ? [BigInt(version)] : []
  })
  if (versions.length < sales.length) return undefined
  const [lowest, highest] = ends(versions)
  if (cursor.page === null) {
    // From just before the first of them, in their order.
    const page = lowest === undefined ? null : String(lowest - 1n)
    return { findings: NOTHING_FOUND, page, isMore: page !== null }
  }
  const findings = joinFindings(sales.flatMap((sale) => saleFound(sale, account)))
  const page = highest === undefined ? cursor.page : String(highest)
  return { findings, page, isMore: sales.length > 0 && page !== cursor.page }
}

function saleFound(sale: z.output<typeof listedSale>, account: PosAccount): Findings[] {
  if (sale.state === 'parked' || sale.state === null) return []
  return sale.payments.map((payment) => {
    const register = payment.source?.register_id ?? sale.source?.register_id ?? null
    return found(account, {
      id: payment.id,
      saleId: sale.id,
      ofSaleId: sale.return?.original_sale_id ?? null,
      isUndone: sale.state === 'voided' || payment.deleted_at !== null,
      names: [payment.type?.name ?? null, payment.type?.config_id ?? null],
      amount: payment.amount,
      currency: null,
      at: payment.date,
      places: [register, payment.source?.outlet_id ?? null, sale.source?.outlet_id ?? null],
      till: register,
      receiptNumber: sale.receipt_number ?? sale.invoice_number,
      clerk: null,
    })
  })
}

function ends(versions: readonly bigint[]): readonly [bigint | undefined, bigint | undefined] {
  let [lowest, highest] = [versions[0], versions[0]]
  for (const version of versions) {
    if (lowest === undefined || version < lowest) lowest = version
    if (highest === undefined || version > highest) highest = version
  }
  return [lowest, highest]
}
