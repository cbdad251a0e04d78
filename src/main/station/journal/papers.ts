import { hasLuhnDigit, maskNumber } from '../../../contract/card-number.ts'
import type { PaymentId } from '../../../contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../../contract/limits.ts'
import { PAPER_ROWS_MAX, SAME_PAPER_MS } from '../limits.ts'
import type { CapturedPaper, ReadTender } from '../ports.ts'
import { keyOnLaterDay, paymentKeyOf } from './payment-key.ts'
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
export function createPapers(store: Store, newId: () => string): Papers {
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
  /** The key under which this tender is new; undefined when it was heard already. */
  const newKey = (paper: CapturedPaper, tender: ReadTender, index: number) => {
    const key = paymentKeyOf(paper, tender, index)
    if (key === undefined) return `station.${newId()}`
    const heard = seenAt(store, key)
    if (heard === undefined) return key
    if (Math.abs(paper.endedAtMs - heard) < SAME_PAPER_MS) return undefined
    const later = keyOnLaterDay(key, paper.endedAtMs)
    return seenAt(store, later) === undefined ? later : undefined
  }
  const write = (paper: CapturedPaper): number => {
    const paperId = newId()
    const fresh = paymentsOn(paper).flatMap(({ tender, index }) => {
      const key = newKey(paper, tender, index)
      return key === undefined ? [] : [{ tender, key }]
    })
    insertPaper(store, paperId, paper)
    for (const { tender, key } of fresh) addPayment(paperId, paper, tender, key)
    return fresh.length
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

/** Only a sale makes payments, and only of amounts above zero: a refund printed is not a payment. */
function paymentsOn(paper: CapturedPaper): ReadonlyArray<{ tender: ReadTender; index: number }> {
  if (paper.kind !== 'sale') return []
  return paper.tenders
    .map((tender, index) => ({ tender, index }))
    .filter(({ tender }) => tender.amountMinor > 0)
}

function seenAt(store: Store, key: string): number | undefined {
  return store.get<{ seen_at_ms: number }>(
    'SELECT seen_at_ms FROM payment WHERE payment_key = ?',
    key,
  )?.seen_at_ms
}

function insertPaper(store: Store, paperId: string, paper: CapturedPaper): void {
  store.run(
    `INSERT INTO paper (id, source, kind, till, receipt_number, rows, ended_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    paperId,
    paper.source,
    paper.kind,
    short(paper.till),
    short(paper.receiptNumber),
    JSON.stringify(paper.rows.slice(0, PAPER_ROWS_MAX).map(maskCardNumbers)),
    paper.endedAtMs,
  )
}

/** Digits that could be a card's number are masked before a row is written: some tills print them whole. */
export function maskCardNumbers(row: string): string {
  return row.replace(/\d(?:[ -]?\d){11,18}/g, (found) => {
    const digits = found.replace(/\D/g, '')
    return hasLuhnDigit(digits) ? maskNumber(digits) : found
  })
}

function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, TEXT_LENGTH_MAX)
}
