import type { PaymentId } from '../../../contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../../contract/limits.ts'
import { PAPER_ROWS_MAX, SAME_PAPER_MS } from '../limits.ts'
import { maskNumbers } from '../masking.ts'
import type { CapturedPaper, ReadTender } from '../ports.ts'
import { paymentKeyOf } from './payment-key.ts'
import type { Reversals } from './reversals.ts'
import type { Store } from './store.ts'

/** The papers that sources heard, and the payments that were on them. */
export interface Papers {
  /**
   * Records a paper and its new payments. The number of payments that are new on the list; 0 also
   * while the paper has to wait in memory for a journal that cannot be written.
   */
  readonly record: (paper: CapturedPaper) => number
}

/** `newId` makes UUIDv7 text. */
export function createPapers(store: Store, reversals: Reversals, newId: () => string): Papers {
  const addPayment = (paperId: string, paper: CapturedPaper, tender: ReadTender, key: string) => {
    store.run(
      `INSERT INTO payment (id, payment_key, paper_id, label, amount_minor, currency, till,
         receipt_number, seen_at_ms, state, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', NULL)`,
      newId() as PaymentId,
      key,
      paperId,
      tender.label.slice(0, TEXT_LENGTH_MAX),
      tender.amountMinor,
      tender.currency,
      short(paper.till),
      short(paper.receiptNumber),
      paper.endedAtMs,
    )
  }
  /** True when the payment is on the list now and was not, or not for this sale. */
  const hear = (paperId: string, paper: CapturedPaper, tender: ReadTender, index: number) => {
    const key = paymentKeyOf(paper, tender, index) ?? `station.${newId()}`
    const heard = seenAt(store, key)
    if (heard !== undefined)
      return isLaterSale(paper, heard) && hearAgain(store, key, paperId, paper)
    addPayment(paperId, paper, tender, key)
    return true
  }
  const write = (paper: CapturedPaper): number => {
    const paperId = newId()
    insertPaper(store, paperId, paper)
    const { length } = paymentsOn(paper).filter(({ tender, index }) =>
      hear(paperId, paper, tender, index),
    )
    reversals.record(paperId, paper)
    reversals.resolve(paper.endedAtMs)
    return length
  }
  return {
    record: (paper) => {
      let added = 0
      const written = store.settle(() => {
        added = write(paper)
      })
      return written ? added : 0
    },
  }
}

/** Only a sale makes payments, and only of payments above zero: a refund printed is not a payment. */
function paymentsOn(paper: CapturedPaper): ReadonlyArray<{ tender: ReadTender; index: number }> {
  if (paper.kind !== 'sale') return []
  return paper.tenders
    .map((tender, index) => ({ tender, index }))
    .filter(({ tender }) => tender.kind === 'payment' && tender.amountMinor > 0)
}

/**
 * The same words a day later, and no date among them: a till that counts from 1 every morning. The
 * key says nothing of the day, so whether it is another sale only the server can tell.
 */
function isLaterSale(paper: CapturedPaper, heardAtMs: number): boolean {
  return (
    paper.printedDate === null &&
    paper.externalId === null &&
    paper.endedAtMs - heardAtMs >= SAME_PAPER_MS
  )
}

/**
 * On the list again, under the same key: if that key was paid, the server refuses it in words, and
 * nothing is taken twice. Not while an operation on it has no outcome.
 */
function hearAgain(store: Store, key: string, paperId: string, paper: CapturedPaper): boolean {
  return (
    store.run(
      `UPDATE payment SET state = 'waiting', reason = NULL, seen_at_ms = ?, paper_id = ?
       WHERE payment_key = ? AND NOT EXISTS (
         SELECT 1 FROM operation WHERE payment_id = payment.id
           AND operation.state IN ('journaled', 'sent', 'unknown'))`,
      paper.endedAtMs,
      paperId,
      key,
    ) === 1
  )
}

function seenAt(store: Store, key: string): number | undefined {
  return store.get<{ seen_at_ms: number }>(
    'SELECT seen_at_ms FROM payment WHERE payment_key = ?',
    key,
  )?.seen_at_ms
}

function insertPaper(store: Store, paperId: string, paper: CapturedPaper): void {
  store.run(
    `INSERT INTO paper (id, source, kind, till, receipt_number, external_id, rows, ended_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    paperId,
    paper.source,
    paper.kind,
    short(paper.till),
    short(paper.receiptNumber),
    short(paper.externalId),
    JSON.stringify(paper.rows.slice(0, PAPER_ROWS_MAX).map((row) => maskNumbers(row))),
    paper.endedAtMs,
  )
}

function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, TEXT_LENGTH_MAX)
}
