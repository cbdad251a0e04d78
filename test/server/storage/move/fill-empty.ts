import BetterSqlite3 from 'better-sqlite3'
import { databaseFile } from '../../../../server/storage/index.ts'

interface Column {
  readonly name: string
  readonly type: string
}

/** Text that a careless copy changes: quotes, a tab, a line's end, backslashes, letters of more bytes. */
const TEXT = 'é "quoted" \'twice\'\t\\N \\\n🎁'
const BYTES = Buffer.from([0, 255, 92, 120, 10])

/**
 * Puts a row into every table of a closed ledger that has none, except `without`: with values that
 * its rules allow and that are hard to copy. Returns the tables that it filled.
 */
export function fillEmptyTables(folder: string, without: readonly string[]): string[] {
  const file = new BetterSqlite3(databaseFile(folder))
  try {
    const tables = file
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
      .filter(({ name }) => !without.includes(name))
    const isEmpty = (name: string) => !file.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get()
    const empty = tables.filter(({ name }) => isEmpty(name))
    for (const { name, sql } of empty) fillTable(file, name, sql)
    return empty.map(({ name }) => name)
  } finally {
    file.close()
  }
}

/** More in a small table than goes over in one piece. */
export function addLargeRows(folder: string): void {
  const file = new BetterSqlite3(databaseFile(folder))
  const add = file.prepare(
    `INSERT INTO bank_notice (id, network_id, location_id, kind, send_to, detail, made_at_ms)
     VALUES (?, 'network', 'location', 'kind', 'shop@example.test', ?, 1)`,
  )
  for (let row = 0; row < LARGE_ROWS; row += 1)
    add.run(`notice ${row}`, `${row} ${TEXT}`.repeat(LARGE_TIMES))
  file.close()
}

const LARGE_ROWS = 12
const LARGE_TIMES = 40_000

function fillTable(file: BetterSqlite3.Database, table: string, sql: string): void {
  const columns = file.pragma(`table_info(${table})`) as Column[]
  const links = file.pragma(`foreign_key_list(${table})`) as {
    from: string
    table: string
    to: string
  }[]
  const values = columns.map(({ name, type }) => {
    const link = links.find(({ from }) => from === name)
    if (link) return file.prepare(`SELECT ${link.to} FROM ${link.table} LIMIT 1`).pluck().get()
    const choice = new RegExp(`\\b${name} [^\\n]*?IN \\(\\s*'(\\w+)'`).exec(sql)?.[1]
    if (choice !== undefined) return choice
    if (sql.includes(`json_valid(${name})`)) return JSON.stringify([TEXT])
    return type === 'TEXT' ? TEXT : type === 'BLOB' ? BYTES : 1
  })
  const [names, places] = [columns.map(({ name }) => name), columns.map(() => '?')]
  file
    .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`)
    .run(values)
}
