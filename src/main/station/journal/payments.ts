import { type PaymentId, paymentIdSchema } from '../../../contract/ids.ts'
import { type Currency, currency, type Minor, minor } from '../../../contract/money.ts'
import type { Store } from './store.ts'

/** One payment as the journal holds it. */
export interface JournaledPayment {
  readonly paymentId: PaymentId
  readonly paymentKey: string
  readonly label: string
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly till: string | null
  readonly receiptNumber: string | null
  readonly seenAtMs: number
  readonly state: 'waiting' | 'taken' | 'dismissed'
  /** When the server said that another station of the location took it; null: not that we know. */
  readonly elsewhereAtMs: number | null
  /** A redemption of it has no outcome yet. */
  readonly isUnderWay: boolean
}

export interface Payments {
  /** Newest first, at most `limit`; with those that were taken elsewhere since then. */
  readonly waiting: (limit: number, elsewhereSinceMs?: number) => readonly JournaledPayment[]
  /** Without those that were taken elsewhere. */
  readonly waitingCount: () => number
  /** The till of the payment that was selected last. */
  readonly lastTill: () => string | null
  /** Inside a write: another station took it, or gave it back: null. */
  readonly markElsewhere: (paymentKey: string, atMs: number | null) => void
  /** True once any payment was heard. */
  readonly everHeard: () => boolean
  readonly find: (paymentId: PaymentId) => JournaledPayment | undefined
  /** Inside a write: waiting -> taken. False when it was not waiting. */
  readonly take: (paymentId: PaymentId) => boolean
  /** Inside a write: back on the list. */
  readonly putBack: (paymentId: PaymentId) => void
  /** Inside a write: off the list for this reason. False when it was not waiting. */
  readonly dismiss: (paymentId: PaymentId, reason: string) => boolean
  /** Inside a write: off the list for good, even if it was taken: its sale is no more. */
  readonly withdraw: (paymentId: PaymentId, reason: string) => void
}

export function createPayments(store: Store): Payments {
  return {
    waiting: (limit, elsewhereSinceMs = Number.MAX_SAFE_INTEGER) =>
      store
        .all<PaymentRow>(
          `${SELECT} WHERE state = 'waiting' AND (elsewhere_at_ms IS NULL OR elsewhere_at_ms >= ?)
           ORDER BY seen_at_ms DESC, rowid DESC LIMIT ?`,
          elsewhereSinceMs,
          limit,
        )
        .map(paymentOf),
    waitingCount: () =>
      store.get<{ count: number }>(
        `SELECT count(*) AS count FROM payment WHERE state = 'waiting' AND elsewhere_at_ms IS NULL`,
      )?.count ?? 0,
    lastTill: () =>
      store.get<{ till: string | null }>(
        `SELECT payment.till FROM operation JOIN payment ON payment.id = operation.payment_id
         ORDER BY operation.ordinal DESC LIMIT 1`,
      )?.till ?? null,
    markElsewhere: (paymentKey, atMs) => {
      store.run('UPDATE payment SET elsewhere_at_ms = ? WHERE payment_key = ?', atMs, paymentKey)
    },
    everHeard: () => store.get('SELECT 1 FROM payment LIMIT 1') !== undefined,
    find: (paymentId) => {
      const row = store.get<PaymentRow>(`${SELECT} WHERE id = ?`, paymentId)
      return row && paymentOf(row)
    },
    take: (paymentId) =>
      store.run(
        `UPDATE payment SET state = 'taken' WHERE id = ? AND state = 'waiting'`,
        paymentId,
      ) === 1,
    putBack: (paymentId) => {
      store.run(`UPDATE payment SET state = 'waiting' WHERE id = ? AND state = 'taken'`, paymentId)
    },
    dismiss: (paymentId, reason) =>
      store.run(
        `UPDATE payment SET state = 'dismissed', reason = ? WHERE id = ? AND state = 'waiting'`,
        reason,
        paymentId,
      ) === 1,
    withdraw: (paymentId, reason) => {
      store.run(
        `UPDATE payment SET state = 'dismissed', reason = ? WHERE id = ? AND state <> 'dismissed'`,
        reason,
        paymentId,
      )
    },
  }
}

interface PaymentRow {
  readonly id: string
  readonly payment_key: string
  readonly label: string
  readonly amount_minor: number
  readonly currency: string
  readonly till: string | null
  readonly receipt_number: string | null
  readonly seen_at_ms: number
  readonly state: 'waiting' | 'taken' | 'dismissed'
  readonly elsewhere_at_ms: number | null
  readonly is_under_way: number
}

const SELECT = `
  SELECT payment.*, EXISTS (SELECT 1 FROM operation WHERE operation.payment_id = payment.id
    AND operation.state IN ('journaled', 'sent', 'unknown')) AS is_under_way
  FROM payment`

function paymentOf(row: PaymentRow): JournaledPayment {
  return {
    paymentId: paymentIdSchema.parse(row.id),
    paymentKey: row.payment_key,
    label: row.label,
    amountMinor: minor(row.amount_minor),
    currency: currency(row.currency),
    till: row.till,
    receiptNumber: row.receipt_number,
    seenAtMs: row.seen_at_ms,
    state: row.state,
    elsewhereAtMs: row.elsewhere_at_ms,
    isUnderWay: row.is_under_way === 1,
  }
}
