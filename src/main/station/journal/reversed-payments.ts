import { SAME_PAPER_MS } from '../limits.ts'
import { type Candidate, findTakenBack, leftOf } from '../matching/reversals.ts'
import type { ReversalRow } from './reversals.ts'
import type { Store } from './store.ts'

/**
 * Inside a write: ties a sale taken back to the payments that it is about, if they can be told. Where
 * several were made for it, each has a row of its own, so that none of them stays to be paid.
 */
export function tieToPayments(store: Store, row: ReversalRow, newId: () => string): void {
  const sought = {
    kind: row.kind,
    amountMinor: row.amount_minor,
    currency: row.currency,
    till: row.till,
    seenAtMs: row.seen_at_ms,
  }
  const found = findTakenBack(sought, candidatesFor(store, row), SAME_PAPER_MS)
  const [first, ...others] = found
  if (first === undefined) return
  const shareOf = (candidate: Candidate) =>
    others.length === 0 || row.amount_minor === null ? row.amount_minor : leftOf(candidate)
  for (const other of others) {
    store.run(
      `INSERT INTO reversal (id, reversal_key, paper_id, kind, amount_minor, currency, till,
         receipt_number, seen_at_ms, payment_id, state)
       SELECT ?, reversal_key || '.' || ?, paper_id, kind, ?, currency, till,
         receipt_number, seen_at_ms, ?, 'open' FROM reversal WHERE id = ?`,
      newId(),
      other.paymentId,
      shareOf(other),
      other.paymentId,
      row.id,
    )
  }
  store.run(
    'UPDATE reversal SET payment_id = ?, amount_minor = ? WHERE id = ?',
    first.paymentId,
    shareOf(first),
    row.id,
  )
}

/** What a paper tells as paid, its own void of another tender does not take back. */
function candidatesFor(store: Store, row: ReversalRow): readonly Candidate[] {
  return store
    .all<Omit<Candidate, 'isSameSale'> & { isSameSale: number }>(
      `SELECT payment.id AS paymentId, payment.paper_id AS paperId,
         payment.amount_minor AS amountMinor, payment.currency, payment.till,
         payment.seen_at_ms AS seenAtMs, coalesce(paper.external_id = own.external_id, 0) AS isSameSale,
         (SELECT coalesce(sum(coalesce(earlier.amount_minor, payment.amount_minor)), 0)
            FROM reversal AS earlier WHERE earlier.payment_id = payment.id) AS takenBackMinor
       FROM reversal JOIN paper AS own ON own.id = reversal.paper_id
         JOIN payment ON payment.receipt_number = reversal.receipt_number OR payment.paper_id IN (
           SELECT id FROM paper WHERE external_id = own.external_id)
         JOIN paper ON paper.id = payment.paper_id
       WHERE reversal.id = ? AND NOT (reversal.kind = 'void' AND payment.paper_id = own.id)
       ORDER BY payment.seen_at_ms DESC, payment.rowid LIMIT 50`,
      row.id,
    )
    .map((each) => ({ ...each, isSameSale: each.isSameSale === 1 }))
}
