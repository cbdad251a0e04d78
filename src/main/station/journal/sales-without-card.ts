import { EARLY_REVERSAL_MS, SAME_PAPER_MS } from '../limits.ts'
import type { Store } from './store.ts'

/**
 * Whether this slip voids a sale that was heard here and had nothing to do with a gift card: it names
 * none, nor did the sale, and no amount was taken without a payment while the sale was rung.
 */
export function voidsSaleWithoutCard(store: Store, reversalId: string): boolean {
  const found = store.get(
    WITHOUT_CARD,
    ...[reversalId, SAME_PAPER_MS, SAME_PAPER_MS, EARLY_REVERSAL_MS],
  )
  return found !== undefined
}

/** A till counts anew after a day: only the sale of the last one is meant. */
const WITHOUT_CARD = `
  SELECT 1 FROM reversal JOIN paper AS own ON own.id = reversal.paper_id
    JOIN paper AS sale ON sale.receipt_number = reversal.receipt_number
      OR sale.external_id = own.external_id
  WHERE reversal.id = ? AND reversal.kind = 'void' AND reversal.amount_minor IS NULL
    AND sale.kind = 'sale'
    AND (sale.till IS reversal.till OR sale.external_id = own.external_id)
    AND abs(reversal.seen_at_ms - sale.ended_at_ms) < ?
    AND NOT EXISTS (SELECT 1 FROM payment WHERE abs(reversal.seen_at_ms - payment.seen_at_ms) < ?
      AND (payment.receipt_number = reversal.receipt_number OR payment.paper_id IN (
        SELECT id FROM paper WHERE external_id = own.external_id)))
    AND NOT EXISTS (SELECT 1 FROM operation WHERE operation.kind = 'redeem'
      AND operation.payment_id IS NULL AND operation.state = 'posted'
      AND operation.final_at_ms BETWEEN sale.ended_at_ms - ? AND reversal.seen_at_ms)`
