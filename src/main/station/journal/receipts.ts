import type { OperationAnswer } from '../../../contract/operations.ts'
import { operationAnswerSchema } from '../../../contract/operations.ts'
import type { Written } from './guarded-database.ts'
import type { Store } from './store.ts'

/** A redemption that was taken, as its receipt tells of it. */
export interface ReceiptFacts {
  readonly requestId: string
  readonly answer: OperationAnswer
  readonly lastFour: string
  readonly isVoided: boolean
  readonly atMs: number
  readonly clerk: string | null
  readonly till: string | null
  readonly receiptNumber: string | null
}

/** What was printed of each redemption. */
export interface ReceiptRecord {
  /** The redemption of that ledger id, taken at this PC; undefined when there is none. */
  readonly find: (reference: string) => ReceiptFacts | undefined
  /** Counts one more print, before it happens. 0 is the first. */
  readonly count: (requestId: string, way: 'paper' | 'pdf', atMs: number) => Written<number>
  /** Takes back a count of which nothing was printed. */
  readonly takeBack: (requestId: string, copyNumber: number) => void
}

export function createReceiptRecord(store: Store): ReceiptRecord {
  return {
    find: (reference) => {
      const row = store.get<ReceiptRow>(RECEIPT, reference)
      return row && factsOf(row)
    },
    count: (requestId, way, atMs) =>
      store.writeNew(() => {
        const next = store.get<{ next: number }>(
          'SELECT coalesce(max(copy_number) + 1, 0) AS next FROM receipt_print WHERE request_id = ?',
          requestId,
        )
        const copyNumber = next?.next ?? 0
        store.run(
          'INSERT INTO receipt_print (request_id, copy_number, way, at_ms) VALUES (?, ?, ?, ?)',
          ...[requestId, copyNumber, way, atMs],
        )
        return copyNumber
      }),
    takeBack: (requestId, copyNumber) => {
      store.settle(() =>
        store.run(
          'DELETE FROM receipt_print WHERE request_id = ? AND copy_number = ?',
          ...[requestId, copyNumber],
        ),
      )
    },
  }
}

interface ReceiptRow {
  readonly request_id: string
  readonly answer: string
  readonly last_four: string
  readonly state: string
  readonly final_at_ms: number
  readonly clerk: string | null
  readonly till: string | null
  readonly receipt_number: string | null
}

const RECEIPT = `
  SELECT operation.request_id, json_extract(operation.answer, '$.value') AS answer,
    operation.last_four, operation.state, operation.final_at_ms,
    json_extract(operation.params, '$.clerk') AS clerk, payment.till, payment.receipt_number
  FROM operation LEFT JOIN payment ON payment.id = operation.payment_id
  WHERE operation.kind = 'redeem' AND json_extract(operation.answer, '$.ok')
    AND json_extract(operation.answer, '$.value.operationId') = ?`

function factsOf(row: ReceiptRow): ReceiptFacts {
  return {
    requestId: row.request_id,
    answer: operationAnswerSchema.parse(JSON.parse(row.answer)),
    lastFour: row.last_four,
    isVoided: row.state === 'voided',
    atMs: row.final_at_ms,
    clerk: row.clerk,
    till: row.till,
    receiptNumber: row.receipt_number,
  }
}
