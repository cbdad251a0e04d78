import { join } from 'node:path'
import Database from 'better-sqlite3'

/** An operation as it stands in the ledger's file: read apart from the server's own code. */
export interface StoredOperation {
  readonly requestId: string
  readonly caller: string
  readonly outcome: string
  readonly amountMinor: number
  readonly payment: string | null
  readonly voided: boolean
}

/** The posted operations of one kind, oldest first. */
export function readOperations(serverDirectory: string, kind: string): StoredOperation[] {
  const file = new Database(join(serverDirectory, 'countermark.db'), { readonly: true })
  try {
    const rows = file
      .prepare(
        `SELECT request_id AS requestId, caller, outcome, amount_minor AS amountMinor, payment,
                (SELECT voided_by FROM reversal WHERE reversal.journal_id = journal.id) AS voidedBy
           FROM journal WHERE kind = ? AND outcome = 'posted' ORDER BY id`,
      )
      .all(kind) as Array<Omit<StoredOperation, 'voided'> & { voidedBy: number | null }>
    return rows.map(({ voidedBy, ...rest }) => ({ ...rest, voided: voidedBy !== null }))
  } finally {
    file.close()
  }
}
