import type BetterSqlite3 from 'better-sqlite3'
import type pg from 'pg'

export type Cell = string | number | null | Buffer

/** A column of a table that is proven. */
export interface Column {
  readonly name: string
  readonly kind: 'number' | 'text' | 'bytes'
  readonly isNullable: boolean
}

/** A table as changes are planted in it. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** Names every row: of its primary key. */
  readonly key: readonly string[]
  /** Columns that no two rows may share. */
  readonly unique: ReadonlySet<string>
  /** Columns without a default that nothing proves. */
  readonly loose: readonly string[]
}

/** The hand of someone who can change everything that is stored, on either engine. */
export interface Hand {
  readonly engine: 'sqlite' | 'postgres'
  readonly tables: readonly Table[]
  readonly all: (sql: string, ...parameters: readonly Cell[]) => Promise<Cell[][]>
  readonly run: (sql: string, ...parameters: readonly Cell[]) => Promise<void>
}

/**
 * What nothing rests on and nothing proves: when something was last seen or a step was made; how far a
 * work has come, which may be done again; numbers
 * of the head that may be any higher than what was given out; and the PIN of a gift, or one that was given
 * anew, which is erased on time, and does not open when it is another.
 */
const LOOSE = new Set([
  'device.last_seen_at_ms',
  'staff_session.last_seen_at_ms',
  'api_client.last_used_at_ms',
  'batch.drawn_again',
  'batch.filler',
  'batch.is_moved',
  'batch.lease_until_ms',
  'card_import.done_rows',
  'card_import.worker',
  'card_import.lease_until_ms',
  'card_claim.pin_sealed',
  'pin_change.sealed',
  'pos_connection.secrets_sealed',
  'bank_delivery.secrets_sealed',
  'settlement_run.done_count',
  'settlement_run.worker',
  'settlement_run.lease_until_ms',
  'payout_file.problem',
  'payout_file.try_after_ms',
  'migration.applied_at_ms',
  'ledger_head.next_journal_id',
  'ledger_head.next_card_number',
  'ledger_head.rules_version',
  'ledger_head.turn',
])

/**
 * Tables that hold guessers up, and on which nothing of value rests; and the cards of batches and
 * imports by the hundred thousand, as decisions 0012 and 0015 weigh it.
 */
const LOOSE_TABLES: ReadonlySet<string> = new Set([
  'pin_watch',
  'batch_piece',
  'batch_item',
  'card_import_item',
  'job',
  'request_log',
  'exception',
  'pos_health',
  'pos_event',
  'pos_entry',
  'pos_heard',
  'book_export',
  'close_failure',
  'bank_notice',
  'bank_delivery_health',
  'bank_delivery_file',
  'bank_delivery_call',
  'statement_language',
  'statement_mail',
  'reconciliation_reach',
  'key_check',
])

interface FoundColumn {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly isNullable: boolean
  readonly isKey: boolean
  readonly isUnique: boolean
}

function tablesOf(found: readonly FoundColumn[]): Table[] {
  const proven = found.filter(({ table }) => !LOOSE_TABLES.has(table))
  const names = [...new Set(proven.map(({ table }) => table))]
  return names.map((name) => {
    const own = found.filter(({ table }) => table === name)
    const isLoose = ({ column }: FoundColumn) => LOOSE.has(`${name}.${column}`)
    return {
      name,
      key: own.filter(({ isKey }) => isKey).map(({ column }) => column),
      unique: new Set(own.filter(({ isUnique }) => isUnique).map(({ column }) => column)),
      loose: own.filter((one) => isLoose(one) && !one.isNullable).map(({ column }) => column),
      columns: own
        .filter((one) => !isLoose(one))
        .map(({ column, type, isNullable }) => ({ name: column, kind: kindOf(type), isNullable })),
    }
  })
}

function kindOf(type: string): Column['kind'] {
  if (/int/i.test(type)) return 'number'
  return /blob|bytea/i.test(type) ? 'bytes' : 'text'
}

/** The hand on an open SQLite database. */
export function sqliteHand(file: BetterSqlite3.Database): Hand {
  const names = file
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
  const found = names.flatMap((table) => {
    const indexes = file.pragma(`index_list(${table})`) as { name: string; unique: number }[]
    const unique = indexes
      .filter((index) => index.unique === 1)
      .flatMap((index) => file.pragma(`index_info(${index.name})`) as { name: string }[])
      .map(({ name }) => name)
    const columns = file.pragma(`table_info(${table})`) as {
      name: string
      type: string
      notnull: number
      pk: number
    }[]
    return columns.map(({ name, type, notnull, pk }) => ({
      ...{ table, column: name, type, isNullable: notnull === 0 && pk === 0, isKey: pk > 0 },
      isUnique: pk > 0 || unique.includes(name),
    }))
  })
  return {
    engine: 'sqlite',
    tables: tablesOf(found),
    all: async (sql, ...parameters) =>
      file
        .prepare(sql)
        .raw()
        .all(...parameters) as Cell[][],
    run: async (sql, ...parameters) => {
      if (parameters.length === 0) file.exec(sql)
      else file.prepare(sql).run(...parameters)
    },
  }
}

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type,
    NOT a.attnotnull AS "isNullable",
    EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
      AND a.attnum = ANY (i.indkey)) AS "isKey",
    EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
      AND a.attnum = ANY (i.indkey)) AS "isUnique"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
    AND c.relnamespace = current_schema()::regnamespace
  ORDER BY c.relname, a.attnum`

/** The hand on an open connection to PostgreSQL, for whom no guard is called. */
export async function postgresHand(client: pg.Client): Promise<Hand> {
  const { rows } = await client.query<FoundColumn>(COLUMNS)
  const numbered = (sql: string) => {
    let count = 0
    return sql.replaceAll('?', () => `$${++count}`)
  }
  const query = (sql: string, parameters: readonly Cell[]) =>
    parameters.length === 0
      ? client.query({ text: sql, rowMode: 'array' })
      : client.query({ text: numbered(sql), values: [...parameters], rowMode: 'array' })
  return {
    engine: 'postgres',
    tables: tablesOf(rows),
    all: async (sql, ...parameters) => (await query(sql, parameters)).rows as Cell[][],
    run: async (sql, ...parameters) => {
      await query(sql, parameters)
    },
  }
}
