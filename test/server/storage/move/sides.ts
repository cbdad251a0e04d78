import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { databaseFile } from '../../../../server/storage/index.ts'

/** What belongs to the file, and not to the ledger in it; requests are logged for some days only. */
export const STAYS = ['migration', 'moved', 'request_log']
const ROWS_AT_ONCE = 5_000

/**
 * Compares every row of every table of the ledger in a folder with the one in PostgreSQL: read apart
 * from the code that moved them. Returns the number of rows by table; throws at the first difference.
 */
export async function compareSides(folder: string, url: string): Promise<Map<string, number>> {
  const file = new BetterSqlite3(databaseFile(folder), { readonly: true })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const tables = file
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[]
    const counts = new Map<string, number>()
    for (const table of tables.filter((name) => !STAYS.includes(name)))
      counts.set(table, await compareTable(file, client, table))
    return counts
  } finally {
    file.close()
    await client.end()
  }
}

async function compareTable(
  file: BetterSqlite3.Database,
  client: pg.Client,
  table: string,
): Promise<number> {
  const columns = file.pragma(`table_info(${table})`) as { name: string; pk: number }[]
  const keys = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const names = columns.map(({ name }) => name).join(', ')
  const order = keys.map(({ name }) => name).join(', ')
  const rows = file.prepare(`SELECT ${names} FROM ${table} ORDER BY ${order}`).raw().iterate()
  await client.query(
    `BEGIN; DECLARE sides CURSOR FOR SELECT ${names} FROM ${table} ORDER BY ${order}`,
  )
  let count = 0
  let others: unknown[][] = []
  for (const row of rows) {
    if (others.length === 0) others = (await fetchRows(client)).reverse()
    const [mine, theirs] = [rowText(row as unknown[]), rowText(others.pop() ?? ['no row'])]
    if (mine !== theirs) throw new Error(`${table}: ${mine} became ${theirs}`)
    count += 1
  }
  if (others.length > 0 || (await fetchRows(client)).length > 0)
    throw new Error(`${table}: more than ${count} rows`)
  await client.query('ROLLBACK')
  return count
}

async function fetchRows(client: pg.Client): Promise<unknown[][]> {
  const result = await client.query<unknown[]>({
    text: `FETCH ${ROWS_AT_ONCE} FROM sides`,
    rowMode: 'array',
  })
  return result.rows
}

/** Whole numbers come from PostgreSQL as text. */
function rowText(row: readonly unknown[]): string {
  const texts = row.map((value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
    return value === null ? null : String(value)
  })
  return JSON.stringify(texts)
}
