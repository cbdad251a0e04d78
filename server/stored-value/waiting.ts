import { sql } from 'kysely'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import { noteIn } from '../ledger/stored-answer.ts'
import type { Database } from '../storage/database.ts'

/** When the card of this sale can be used; null at once, or once somebody approves it. */
export async function dueOfSale(
  { read }: Pick<Database, 'read'>,
  { cardState, operationId }: OperationAnswer,
): Promise<number | null> {
  const journalId = decodeOperationId(operationId)?.journalId
  if (cardState !== 'pending_activation' || journalId === undefined) return null
  const row = await read
    .selectFrom('journal')
    .where('id', '=', journalId)
    .select('answer')
    .executeTakeFirst()
  return row ? dueIn(row.answer) : null
}

/** The sale of a card that waits. */
export interface PendingSale {
  readonly journalId: number
  /** Of the sale, in ms since 1970 UTC. */
  readonly timeMs: number
  /** When the card can be used; null: once somebody approves it. */
  readonly activatesAtMs: number | null
}

/**
 * The newest sale of a card, along the links of its operations from this one back; undefined when it
 * has none.
 */
export async function lastSale(
  { read }: Pick<Database, 'read'>,
  newestJournalId: number | null,
): Promise<PendingSale | undefined> {
  if (newestJournalId === null) return undefined
  const { rows } = await sql<{ id: number; time_ms: number; answer: string; is_sale: 0 | 1 }>`
    WITH RECURSIVE walk (id, previous_id, time_ms, answer, is_sale) AS (
      SELECT id, card_previous_id, time_ms, answer, ${IS_SALE}
        FROM journal WHERE id = ${newestJournalId} AND line = 0
       UNION ALL
      SELECT journal.id, journal.card_previous_id, journal.time_ms, journal.answer, ${IS_SALE}
        FROM walk JOIN journal ON journal.id = walk.previous_id AND journal.line = 0
       WHERE walk.is_sale = 0
    )
    SELECT id, time_ms, answer, is_sale FROM walk WHERE is_sale = 1
  `.execute(read)
  const [sale] = rows
  if (!sale) return undefined
  return { journalId: sale.id, timeMs: sale.time_ms, activatesAtMs: dueIn(sale.answer) }
}

const IS_SALE = sql`CASE WHEN journal.kind = 'activate' AND journal.outcome = 'posted' THEN 1 ELSE 0 END`

function dueIn(answer: string): number | null {
  const note = noteIn(answer)
  return note && 'activatesAtMs' in note ? note.activatesAtMs : null
}
