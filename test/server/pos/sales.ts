import { createHmac } from 'node:crypto'
import type { PosSecrets } from '../../../src/contract/admin/pos.ts'
import type { PosKind } from '../../../src/contract/wire/pos.ts'

/** A payment with the shop's gift-card tender, before it is written as any POS writes it. */
export interface Sale {
  readonly id: string
  readonly saleId: string
  /** In minor units of a currency with two decimals. */
  readonly amountMinor: number
  readonly label: string
  readonly receipt: string
  readonly state: 'paid' | 'voided'
  readonly atMs: number
  readonly changedAtMs: number
  readonly refund: { readonly id: string; readonly amountMinor: number } | null
  /** The sale itself was changed after its return, and is listed after it. */
  readonly isTouchedLast?: boolean
  /** The payment does not say in which shop it was. */
  readonly isPlaceless?: boolean
}

/** A sale of 12.50 that was paid at this second, other than `more` says. */
export function paidSale(serial: number, nowMs: number, more: Partial<Sale>): Sale {
  const atMs = Math.floor(nowMs / 1_000) * 1_000
  return {
    ...{ id: String(serial), saleId: String(serial + 500_000), amountMinor: 1_250 },
    ...{ label: 'Town gift card', receipt: `R-${serial}`, state: 'paid' },
    ...{ atMs, changedAtMs: atMs, refund: null, ...more },
  }
}

/** One connection as a test sets it up. */
export interface PosSetup {
  readonly kind: PosKind
  readonly account: string
  readonly host: string | null
  readonly places: string[]
  readonly tenders: string[]
  readonly secrets: PosSecrets
}

export const SETUPS: Readonly<Record<PosKind, PosSetup>> = {
  square: {
    ...{ kind: 'square', account: 'MLEFBHHSJGVHD', host: 'connect.squareup.com' },
    ...{ places: ['L88917AVBK2S5'], tenders: ['Countermark', 'OTHER_GIFT_CARD'] },
    secrets: { signing: 'Ibxx_5AKakO-3qeNVR61Dw', access: 'EAAA-square-token', clientId: '' },
  },
  shopify: {
    ...{ kind: 'shopify', account: 'corner.myshopify.com', host: null, places: [] },
    tenders: ['Town gift card'],
    secrets: { signing: 'shpss_hush', access: 'shpat_token', clientId: '' },
  },
  clover: {
    ...{ kind: 'clover', account: 'XYZVJT2ZRRRSC', host: 'api.clover.com', places: [] },
    tenders: ['Town gift card'],
    secrets: { signing: '7c1a9e1f-6c37-4a3c', access: 'clover-token', clientId: '' },
  },
  lightspeed: {
    ...{ kind: 'lightspeed', account: 'corner', host: null, places: [] },
    tenders: ['Town gift card'],
    secrets: { signing: 'client-secret', access: 'lsxs_pt_token', clientId: '' },
  },
  toast: {
    ...{ kind: 'toast', account: '5a401af8-d2e2-4090-8c45-9f87b8b6c4d1' },
    ...{ host: 'ws-api.toasttab.com', places: [] },
    tenders: ['0dc19214-d29e-4ab9-a773-27e5812999c7'],
    secrets: { signing: 'toast-secret', access: 'toast-client-secret', clientId: 'client' },
  },
}

/** A tender that is none of ours. */
export const OTHER = 'Visa'

export const iso = (ms: number): string => new Date(ms).toISOString()
const decimal = (amountMinor: number): string => (amountMinor / 100).toFixed(2)

export function squarePayment(sale: Sale): unknown {
  return {
    id: sale.id,
    status: sale.state === 'paid' ? 'COMPLETED' : 'CANCELED',
    source_type: 'EXTERNAL',
    external_details: {
      type: sale.label === OTHER ? 'CHECK' : 'OTHER_GIFT_CARD',
      source: sale.label,
    },
    amount_money: { amount: sale.amountMinor, currency: 'EUR' },
    location_id: 'L88917AVBK2S5',
    order_id: sale.saleId,
    receipt_number: sale.receipt,
    device_details: { device_id: 'DEV1', device_name: 'Register 2' },
    created_at: iso(sale.atMs),
    updated_at: iso(sale.changedAtMs),
    ...(sale.refund && { refund_ids: [sale.refund.id] }),
  }
}

export function squareRefund(sale: Sale): unknown {
  return {
    id: sale.refund?.id,
    status: 'COMPLETED',
    payment_id: sale.id,
    location_id: 'L88917AVBK2S5',
    created_at: iso(sale.changedAtMs),
    amount_money: { amount: sale.refund?.amountMinor, currency: 'EUR' },
  }
}

/** The transactions of an order: the sale, and what undid it. */
export function shopifyTransactions(sale: Sale): unknown[] {
  const common = { order_id: Number(sale.saleId), status: 'success', gateway: sale.label }
  const place = sale.isPlaceless ? null : 905684977
  const money = { currency: 'EUR', location_id: place, user_id: null, test: false }
  const sold = {
    ...{ id: Number(sale.id), ...common, ...money, kind: 'sale', parent_id: null },
    ...{ amount: decimal(sale.amountMinor), processed_at: iso(sale.atMs) },
  }
  const undone = {
    ...{ id: Number(sale.id) + 1, ...common, ...money, kind: 'void', parent_id: Number(sale.id) },
    ...{ amount: decimal(sale.amountMinor), processed_at: iso(sale.changedAtMs) },
  }
  const back = sale.refund && {
    ...{ id: Number(sale.refund.id), ...common, ...money, kind: 'refund' },
    ...{ parent_id: Number(sale.id), amount: decimal(sale.refund.amountMinor) },
    processed_at: iso(sale.changedAtMs),
  }
  return [sold, ...(sale.state === 'voided' ? [undone] : []), ...(back ? [back] : [])]
}

export function shopifyOrder(sale: Sale): unknown {
  return {
    ...{ id: Number(sale.saleId), name: sale.receipt, location_id: 905684977 },
    ...{ updated_at: iso(sale.changedAtMs), payment_gateway_names: ['cash', sale.label] },
  }
}

export function cloverPayment(sale: Sale): unknown {
  return {
    ...{ id: sale.id, amount: sale.amountMinor, taxAmount: 0 },
    result: sale.state === 'paid' ? 'SUCCESS' : 'VOIDED',
    ...{ createdTime: sale.atMs, modifiedTime: sale.changedAtMs },
    tender: { id: 'T1', label: sale.label, labelKey: 'com.clover.tender.custom' },
    ...{ order: { id: sale.saleId, currency: 'EUR', total: sale.amountMinor } },
    ...{ device: { id: 'device-2' }, employee: { id: 'E1', name: 'Ana' } },
    refunds: {
      elements: sale.refund
        ? [
            {
              ...{ id: sale.refund.id, amount: sale.refund.amountMinor },
              createdTime: sale.changedAtMs,
            },
          ]
        : [],
    },
  }
}

/**
 * JSON text, because Lightspeed writes amounts as numbers with all their decimals, and versions beyond
 * what a float counts. `place` is the sale's in the order of change.
 */
export function lightspeedSales(sale: Sale, place: number): string[] {
  const version = (part: 0 | 1) => `${sale.changedAtMs}${String(2 * place + part).padStart(4, '0')}`
  const sold = {
    ...{ id: sale.saleId, state: sale.state === 'paid' ? 'closed' : 'voided' },
    ...{ receipt_number: sale.receipt, source: { outlet_id: 'outlet-1', register_id: 'reg-2' } },
    ...{ _metadata: { version: '#' }, return: { is_return: false } },
    payments: [
      {
        ...{ id: sale.id, amount: '@', date: iso(sale.atMs) },
        ...{ type: { config_id: 'type-1', name: sale.label }, source: { register_id: 'reg-2' } },
      },
    ],
  }
  const amount = `${decimal(sale.amountMinor)}000`
  const back = sale.refund && {
    ...{ ...sold, id: `${sale.saleId}-return`, state: 'closed' },
    return: { original_sale_id: sale.saleId },
    payments: [{ ...sold.payments[0], id: sale.refund.id, date: iso(sale.changedAtMs) }],
  }
  const text = (of: unknown, given: string, part: 0 | 1) =>
    JSON.stringify(of).replace('"@"', given).replace('"#"', version(part))
  if (!back) return [text(sold, amount, 0)]
  const given = `-${decimal(sale.refund?.amountMinor ?? 0)}000`
  if (sale.isTouchedLast) return [text(back, given, 0), text(sold, amount, 1)]
  return [text(sold, amount, 0), text(back, given, 1)]
}

export function toastOrder(sale: Sale): unknown {
  return {
    ...{ guid: sale.saleId, displayNumber: '12', modifiedDate: iso(sale.changedAtMs) },
    checks: [
      {
        ...{ displayNumber: sale.receipt, totalAmount: Number(decimal(sale.amountMinor + 300)) },
        payments: [
          {
            ...{ guid: sale.id, type: 'OTHER', amount: Number(decimal(sale.amountMinor)) },
            ...{ otherPayment: { guid: sale.label }, paidDate: iso(sale.atMs) },
            paymentStatus: 'CAPTURED',
            voidInfo: sale.state === 'voided' ? { voidDate: iso(sale.changedAtMs) } : null,
            refund: sale.refund && {
              refundAmount: Number(decimal(sale.refund.amountMinor)),
              refundDate: iso(sale.changedAtMs),
            },
          },
          { guid: `${sale.id}-cash`, type: 'CASH', amount: 3.0, paidDate: iso(sale.atMs) },
        ],
      },
    ],
  }
}

/** A callback about a sale as its POS sends and signs it. */
export function callbackOf(
  { kind, account, secrets }: PosSetup,
  url: string,
  sale: Sale,
): { readonly body: string; readonly headers: Record<string, string> } {
  const hmac = (...parts: string[]) =>
    createHmac('sha256', secrets.signing).update(parts.join('')).digest('base64')
  const json = { 'content-type': 'application/json' }
  switch (kind) {
    case 'square': {
      const object = sale.refund ? { refund: squareRefund(sale) } : { payment: squarePayment(sale) }
      const body = JSON.stringify({
        ...{ merchant_id: account, type: 'payment.updated', created_at: iso(sale.changedAtMs) },
        ...{ event_id: `${sale.id}-${sale.changedAtMs}`, data: { type: 'payment', object } },
      })
      return { body, headers: { ...json, 'x-square-hmacsha256-signature': hmac(url, body) } }
    }
    case 'shopify': {
      const body = JSON.stringify(shopifyTransactions(sale).at(-1))
      const topic = { 'x-shopify-topic': 'order_transactions/create' }
      return { body, headers: { ...json, ...topic, 'x-shopify-hmac-sha256': hmac(body) } }
    }
    case 'clover': {
      const change = { objectId: `P:${sale.id}`, type: 'UPDATE', ts: sale.changedAtMs }
      const other = [{ objectId: 'P:NOTOURS', type: 'CREATE', ts: sale.changedAtMs }]
      const merchants = { [account]: [change], OTHERMERCHANT: other }
      const body = JSON.stringify({ appId: 'DRKVJT2ZRRRSC', merchants })
      return { body, headers: { ...json, 'x-clover-auth': secrets.signing } }
    }
    case 'lightspeed':
      return lightspeedCallback(secrets.signing, sale)
    case 'toast': {
      const timestamp = iso(sale.changedAtMs).replace('Z', '+0000')
      const body = JSON.stringify({
        ...{ timestamp, eventCategory: 'order_updated', eventType: 'order_updated' },
        guid: `event-${sale.id}-${sale.changedAtMs}`,
        details: { restaurantGuid: account, order: toastOrder(sale) },
      })
      return { body, headers: { ...json, 'toast-signature': hmac(body, timestamp) } }
    }
  }
}

function lightspeedCallback(signing: string, sale: Sale) {
  const undone = sale.state === 'voided' ? 'VOIDED' : 'CLOSED'
  const refund = sale.refund
  const payment = {
    ...{ id: refund?.id ?? sale.id, retailer_payment_type_id: 'type-1', name: sale.label },
    ...{ amount: '@', payment_date: iso(sale.atMs).replace('T', ' ').replace('.000Z', '') },
  }
  const payload = {
    ...{ id: refund ? `${sale.saleId}-return` : sale.saleId, status: undone },
    ...{ register_id: 'reg-2', invoice_number: sale.receipt, user: { name: 'Ana' } },
    ...{ return_for: refund ? sale.saleId : '', register_sale_payments: [payment] },
    updated_at: iso(sale.changedAtMs),
  }
  const amount = refund ? `-${decimal(refund.amountMinor)}` : decimal(sale.amountMinor)
  const text = JSON.stringify(payload).replace('"@"', amount)
  const body = new URLSearchParams({ payload: text, domain_prefix: 'corner' }).toString()
  const signature = createHmac('sha256', signing).update(body).digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-signature': `signature=${signature},algorithm=HMAC-SHA256`,
    },
  }
}
