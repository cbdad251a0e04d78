import { sql } from 'kysely'
import type { ImportView } from '../../src/contract/admin/imports.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { ServerContext } from '../context.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import { IMPORT_SERIALS, type Schema } from '../storage/index.ts'
import { IMPORTS_LISTED_MAX, LEASE_MS } from './limits.ts'

/** An import as it is stored. */
export type Import = Schema['card_import']

/** The key of a row of an import. */
export function itemKey(importNumber: number, serial: number): number {
  return importNumber * IMPORT_SERIALS + serial
}

/** What names a row of an import to people: its place among the rows, from 1. */
export function serialOf(key: number): number {
  return key % IMPORT_SERIALS
}

/** An import of this network; undefined when it is none of its imports. */
export function findImport(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  importId: string,
): Promise<Import | undefined> {
  return read
    .selectFrom('card_import')
    .where('id', '=', importId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
}

/** The oldest import that is under way and that no other server works on now. */
export function findUnderWay(
  { database, nowMs }: ServerContext,
  worker: string,
): Promise<Import | undefined> {
  return database.read
    .selectFrom('card_import')
    .where('state', 'in', ['staging', 'committing', 'reversing'])
    .where(({ eb, or }) => or([eb('worker', '=', worker), eb('lease_until_ms', '<', nowMs())]))
    .orderBy('number')
    .selectAll()
    .executeTakeFirst()
}

/** Changes an import that is still in its state and nobody else's; does not fit otherwise. */
export function changeImport(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  { id, state }: Import,
  worker: string,
  change: Partial<Omit<Import, 'id' | 'number'>>,
): WriteQuery {
  const query = database.read
    .updateTable('card_import')
    .set({ worker, lease_until_ms: nowMs() + LEASE_MS, ...change })
    .where('id', '=', id)
    .where('state', '=', state)
    .where(({ eb, or }) => or([eb('worker', '=', worker), eb('lease_until_ms', '<', nowMs())]))
    .compile()
  return { query, changes: 1 }
}

/** The imports of a network, the newest first; only the one with this id when it is given. */
export async function importViews(
  { reports }: Pick<Database, 'reports'>,
  networkId: NetworkId,
  importId?: string,
): Promise<ImportView[]> {
  const all = reports
    .selectFrom('card_import')
    .innerJoin('program', 'program.id', 'card_import.program_id')
    .where('card_import.network_id', '=', networkId)
    .select('program.name as program_name')
    .selectAll('card_import')
    .orderBy('card_import.number', 'desc')
    .limit(IMPORTS_LISTED_MAX)
  const rows = await (importId === undefined
    ? all
    : all.where('card_import.id', '=', importId)
  ).execute()
  const names = await staffNames(reports, networkId)
  const nameOf = (key: string | null) => (key === null ? null : (names.get(key) ?? key))
  return Promise.all(
    rows.map(async (row) => viewOf(row, await figuresOf(reports, row.number), nameOf)),
  )
}

type Row = Import & { readonly program_name: string }

function viewOf(
  row: Row,
  figures: Figures,
  nameOf: (key: string | null) => string | null,
): ImportView {
  return {
    importId: row.id,
    programId: row.program_id as ProgramId,
    programName: row.program_name,
    source: row.source,
    fileHash: row.file_hash,
    currency: currency(row.currency),
    rows: row.row_count,
    initialMinor: minor(row.initial_minor),
    remainingMinor: minor(row.amount_minor),
    state: row.state,
    doneRows: row.done_rows,
    importedRows: Number(figures.imported),
    importedMinor: minor(Number(figures.amount ?? 0)),
    refusedRows: Number(figures.refused ?? 0),
    hardening: Number(figures.hardening ?? 0),
    stagedBy: nameOf(row.staged_by) ?? '',
    stagedAtMs: row.staged_at_ms,
    committedBy: nameOf(row.committed_by),
    committedAtMs: row.committed_at_ms,
    reversedBy: nameOf(row.reversed_by),
    reversedAtMs: row.reversed_at_ms,
    reason: row.reason,
  }
}

interface Figures {
  readonly imported: number
  readonly amount: number | null
  readonly refused: number | null
  readonly hardening: number | null
}

/** What of an import is in the ledger, told by the journal itself. */
async function figuresOf(reports: Database['reports'], number: number): Promise<Figures> {
  const { rows } = await sql<Figures>`
    SELECT count(CASE WHEN item.code IS NULL OR item.code <> 'reversed' THEN journal.id END) AS imported,
           sum(CASE WHEN item.code IS NULL OR item.code <> 'reversed'
               THEN journal.amount_minor END) AS amount,
           sum(CASE WHEN item.code <> 'reversed' THEN 1 ELSE 0 END) AS refused,
           sum(item.is_quick) AS hardening
      FROM card_import_item AS item
      LEFT JOIN journal ON journal.id = item.journal_id AND journal.line = 0
     WHERE item.id > ${sql.lit(itemKey(number, 0))} AND item.id < ${sql.lit(itemKey(number + 1, 0))}
  `.execute(reports)
  return rows[0] ?? { imported: 0, amount: 0, refused: 0, hardening: 0 }
}

async function staffNames(
  reports: Database['reports'],
  networkId: NetworkId,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reports
    .selectFrom('staff')
    .where('network_id', '=', networkId)
    .select(['id', 'name'])
    .execute()
  return new Map(rows.map(({ id, name }) => [`staff:${id}`, name]))
}
