import type BetterSqlite3 from 'better-sqlite3'
import type { Chance } from './chance.ts'

export type Cell = string | number | null | Buffer

/** A table as changes are planted in it. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** Names every row: of its primary key. */
  readonly key: readonly string[]
}

export interface Column {
  readonly name: string
  readonly type: string
  readonly isNullable: boolean
}

/** Times that nothing rests on, and nothing proves: when something was last seen, or a step made. */
const LOOSE = new Set([
  'device.last_seen_at_ms',
  'staff_session.last_seen_at_ms',
  'api_client.last_used_at_ms',
  'migration.applied_at_ms',
])

/** Every table of the database, with the columns that are proven. */
export function readTables(file: BetterSqlite3.Database): Table[] {
  const names = file
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
  return names.map((name) => {
    const columns = file.pragma(`table_info(${name})`) as {
      name: string
      type: string
      notnull: number
      pk: number
    }[]
    return {
      name,
      key: columns.filter(({ pk }) => pk > 0).map((column) => column.name),
      columns: columns
        .filter((column) => !LOOSE.has(`${name}.${column.name}`))
        .map(({ name: column, type, notnull, pk }) => ({
          ...{ name: column, type, isNullable: notnull === 0 && pk === 0 },
        })),
    }
  })
}

/** A row by its key. */
export interface Row {
  readonly where: string
  readonly key: readonly Cell[]
}

/** Some row of a table; undefined for an empty one. */
export function anyRow(
  file: BetterSqlite3.Database,
  table: Table,
  chance: Chance,
): Row | undefined {
  const count = file.prepare(`SELECT count(*) FROM ${table.name}`).pluck().get() as number
  if (count === 0) return undefined
  const key = file
    .prepare(`SELECT ${table.key.join(', ')} FROM ${table.name} LIMIT 1 OFFSET ?`)
    .raw()
    .get(chance.below(count)) as Cell[]
  return { key, where: table.key.map((name) => `${name} = ?`).join(' AND ') }
}

export function cellOf(file: BetterSqlite3.Database, table: Table, row: Row, column: string): Cell {
  const select = `SELECT ${column} FROM ${table.name} WHERE ${row.where}`
  return file
    .prepare(select)
    .pluck()
    .get(...row.key) as Cell
}

export function setCell(
  file: BetterSqlite3.Database,
  table: Table,
  row: Row,
  column: string,
  value: Cell,
): void {
  const update = `UPDATE ${table.name} SET ${column} = ? WHERE ${row.where}`
  file.prepare(update).run(value, ...row.key)
}

/** The cell with one bit of its value turned over. */
export function flipped(cell: Exclude<Cell, null>, chance: Chance): Cell {
  if (typeof cell === 'number') {
    const bit = 2 ** chance.below(48)
    return Math.floor(cell / bit) % 2 === 0 ? cell + bit : cell - bit
  }
  const bytes = Buffer.from(cell as string)
  if (bytes.length === 0) return typeof cell === 'string' ? 'x' : Buffer.of(1)
  const place = chance.below(bytes.length)
  // A text stays one: the high bit would make bytes that no text has.
  const bit = 1 << chance.below(typeof cell === 'string' ? 6 : 8)
  bytes[place] = (bytes[place] ?? 0) ^ bit
  if (typeof cell !== 'string') return bytes
  const text = bytes.toString('utf8')
  return text === cell || text.includes('\0') ? `${cell}x` : text
}

/** Another value that fits the column. */
export function another(cell: Cell, column: Column, chance: Chance): Cell {
  if (cell !== null && column.isNullable && chance.below(4) === 0) return null
  if (typeof cell === 'number') return cell + chance.pick([1, -1, 10, 1000, -cell - 1])
  if (typeof cell === 'string')
    return chance.pick([`${cell}x`, cell.slice(1), `x${cell}`, `${cell.slice(0, -1)}~`])
  if (cell !== null) return Buffer.concat([cell.subarray(1), Buffer.of(chance.below(256))])
  if (column.type === 'INTEGER') return 1 + chance.below(5)
  return column.type === 'TEXT' ? 'planted' : Buffer.from('planted')
}
