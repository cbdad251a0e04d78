import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { usedCardSchema } from '../../src/contract/admin/imports.ts'
import { maskLastFour } from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import { CARD_TRANSITIONS } from '../ledger/card-states.ts'
import type { Schema } from '../storage/index.ts'
import { type Import, itemKey } from './import-rows.ts'
import { CHECK_PIECE_ROWS } from './limits.ts'

type UsedCard = z.output<typeof usedCardSchema>

/** An imported card that something happened to since. */
interface Touched {
  readonly card_id: number
  readonly uid: string
  readonly last_four: string
  readonly state: string
  readonly balance_minor: number
  readonly held_minor: number
  readonly last_journal_id: number
  readonly imported_minor: number | null
}

/**
 * The cards of an import that a reversal could not take out: somebody took, gave or holds value, or
 * they are closed. What was done and undone again does not count.
 */
export async function usedCards(reports: Kysely<Schema>, found: Import): Promise<UsedCard[]> {
  const { rows } = await sql<Touched>`
    SELECT card.id AS card_id, card.uid, card.last_four, card.state, card.balance_minor,
           card.held_minor, card.last_journal_id, journal.amount_minor AS imported_minor
      FROM card_import_item AS item
      JOIN journal ON journal.id = item.journal_id AND journal.line = 0
      JOIN card ON card.uid = item.uid AND card.last_journal_id <> journal.id
     WHERE item.id > ${sql.lit(itemKey(found.number, 0))}
       AND item.id < ${sql.lit(itemKey(found.number + 1, 0))}
       AND (item.code IS NULL OR item.code <> 'reversed')
     ORDER BY item.id
  `.execute(reports)
  const used = rows.filter(isPlainlyUsed)
  const open = rows.filter((row) => !isPlainlyUsed(row))
  const stillUsed = await movedSince(reports, open)
  const all = [...used, ...open.filter(({ card_id }) => stillUsed.has(Number(card_id)))]
  return all.map((row) => ({
    cardId: row.uid as CardId,
    card: maskLastFour(row.last_four),
    importedMinor: minor(Number(row.imported_minor ?? 0)),
    balanceMinor: minor(Number(row.balance_minor)),
  }))
}

function isPlainlyUsed({ state, balance_minor, held_minor, imported_minor }: Touched): boolean {
  const isOpen = CARD_TRANSITIONS.withdraw_import.from.some((from) => from === state)
  const isAsImported = Number(balance_minor) === Number(imported_minor ?? 0)
  return !isOpen || !isAsImported || Number(held_minor) > 0
}

/** Those of the cards that an operation with value stands on, other than their import. */
async function movedSince(
  reports: Kysely<Schema>,
  cards: readonly Touched[],
): Promise<ReadonlySet<number>> {
  const moved = new Set<number>()
  for (let at = 0; at < cards.length; at += CHECK_PIECE_ROWS) {
    const newest = cards.slice(at, at + CHECK_PIECE_ROWS).map((card) => card.last_journal_id)
    const { rows } = await sql<{ card_id: number }>`
      WITH RECURSIVE walk (card_id, id, previous_id) AS (
        SELECT card_id, id, card_previous_id FROM journal
         WHERE line = 0 AND id IN (${sql.join(newest)})
         UNION ALL
        SELECT journal.card_id, journal.id, journal.card_previous_id
          FROM walk JOIN journal ON journal.id = walk.previous_id AND journal.line = 0
      )
      SELECT DISTINCT walk.card_id FROM walk
        JOIN journal ON journal.id = walk.id AND journal.line = 0
        LEFT JOIN reversal ON reversal.journal_id = journal.id
       WHERE journal.outcome = 'posted' AND journal.amount_minor IS NOT NULL
         AND journal.kind NOT IN ('import', 'void', 'refund')
         AND reversal.voided_by IS NULL
         AND coalesce(reversal.refunded_minor, 0) < journal.amount_minor
    `.execute(reports)
    for (const { card_id } of rows) moved.add(Number(card_id))
  }
  return moved
}
