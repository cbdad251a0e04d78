import { sql } from 'kysely'
import type {
  CardDetail,
  CardLine,
  ImportedCard,
  OperationLine,
} from '../../src/contract/admin/views.ts'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { availableMinor } from '../ledger/answers.ts'
import { lastDayOf } from '../ledger/lifetime.ts'
import { noteIn } from '../ledger/stored-answer.ts'
import type { Database } from '../storage/database.ts'
import { cardById, type KnownCard } from './find-card.ts'
import { CARD_OPERATIONS_MAX } from './limits.ts'
import { operationLine, operationRows } from './operation-lines.ts'

/** A card as lists show it. */
export function cardLine(card: KnownCard): CardLine {
  return {
    cardId: card.cardId,
    lastFour: card.lastFour,
    form: card.form,
    state: card.state,
    programName: card.programName,
    currency: card.currency,
    balanceMinor: card.balanceMinor,
    batch: card.batch,
    createdAtMs: card.createdAtMs,
    activatedAtMs: card.activatedAtMs,
  }
}

/** A card of this network with its operations, newest first; undefined when it is none of its cards. */
export async function readCardDetail(
  database: Database,
  networkId: NetworkId,
  cardId: CardId,
): Promise<CardDetail | undefined> {
  const card = await cardById(database, cardId)
  if (card?.networkId !== networkId) return undefined
  return {
    ...cardLine(card),
    programId: card.programId,
    availableMinor: availableMinor(card),
    heldMinor: card.heldMinor,
    hasPin: card.pinHash !== null,
    expiresAtMs: card.expiresAtMs,
    expiresOn: card.expiresAtMs === null ? null : lastDayOf(card.expiresAtMs, card.timeZone),
    imported: await importOf(database, cardId),
    operations: await walkJournal(database, card.lastJournalId),
  }
}

/** What its import says of a card; null for one that was issued here. */
async function importOf({ read }: Database, cardId: CardId): Promise<ImportedCard | null> {
  const row = await read
    .selectFrom('card_import_item')
    .innerJoin('journal', 'journal.id', 'card_import_item.journal_id')
    .where('card_import_item.uid', '=', cardId)
    .where('journal.line', '=', 0)
    .select('journal.answer')
    .executeTakeFirst()
  const note = row && noteIn(row.answer)
  if (!note || !('issuedAtMs' in note)) return null
  const { initialMinor, issuedAtMs, lastUsedAtMs, reference } = note
  return { initialMinor, issuedAtMs, lastUsedAtMs, reference }
}

/**
 * Follows a card's rows from the newest back: each points to the one before, so that the journal
 * needs no index by card and writes stay cheap.
 */
async function walkJournal(database: Database, newestId: number | null): Promise<OperationLine[]> {
  if (newestId === null) return []
  // A retry under another id is the same operation once more, not another one.
  const { rows: steps } = await sql<{ id: number }>`
    WITH RECURSIVE walk (id, previous_id, outcome) AS (
      SELECT id, card_previous_id, outcome FROM journal WHERE id = ${newestId}
       UNION ALL
      SELECT journal.id, journal.card_previous_id, journal.outcome
        FROM walk JOIN journal ON journal.id = walk.previous_id
    )
    SELECT id FROM walk WHERE outcome <> 'repeated' LIMIT ${CARD_OPERATIONS_MAX}
  `.execute(database.reports)
  if (steps.length === 0) return []
  const ids = steps.map(({ id }) => id)
  const rows = await operationRows(database.reports).where('journal.id', 'in', ids).execute()
  const lines = new Map(rows.map((row) => [row.id, operationLine(row)]))
  return ids.flatMap((id) => lines.get(id) ?? [])
}
