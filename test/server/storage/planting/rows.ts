import type { Random } from '../../../helpers/random.ts'
import type { Cell, Column, Hand, Table } from './hand.ts'

/** A row by its key. */
export interface Row {
  readonly where: string
  readonly key: readonly Cell[]
}

/** Some row of a table; undefined for an empty one. */
export async function anyRow(hand: Hand, table: Table, random: Random): Promise<Row | undefined> {
  const [[count] = [0]] = await hand.all(`SELECT count(*) FROM ${table.name}`)
  if (Number(count) === 0) return undefined
  const keys = table.key.join(', ')
  const place = random.below(Number(count))
  const [key] = await hand.all(
    `SELECT ${keys} FROM ${table.name} ORDER BY ${keys} LIMIT 1 OFFSET ${place}`,
  )
  return key && { key, where: table.key.map((name) => `${name} = ?`).join(' AND ') }
}

export async function cellOf(hand: Hand, table: Table, row: Row, column: string): Promise<Cell> {
  const select = `SELECT ${column} FROM ${table.name} WHERE ${row.where}`
  const [[cell] = [null]] = await hand.all(select, ...row.key)
  return cell ?? null
}

export async function setCell(
  hand: Hand,
  table: Table,
  row: Row,
  column: string,
  value: Cell,
): Promise<void> {
  const update = `UPDATE ${table.name} SET ${column} = ? WHERE ${row.where}`
  await hand.run(update, value, ...row.key)
}

/** The cell with one bit of its value turned over. */
export function flipped(cell: Exclude<Cell, null>, random: Random): Cell {
  if (typeof cell === 'number') {
    const bit = 2 ** random.below(48)
    return Math.floor(cell / bit) % 2 === 0 ? cell + bit : cell - bit
  }
  const bytes = Buffer.from(cell as string)
  if (bytes.length === 0) return typeof cell === 'string' ? 'x' : Buffer.of(1)
  const place = random.below(bytes.length)
  // A text stays one: the high bit would make bytes that no text has.
  const bit = 1 << random.below(typeof cell === 'string' ? 6 : 8)
  bytes[place] = (bytes[place] ?? 0) ^ bit
  if (typeof cell !== 'string') return bytes
  const text = bytes.toString('utf8')
  return text === cell || text.includes('\0') ? `${cell}x` : text
}

/** Another value that fits the column. */
export function another(cell: Cell, column: Column, random: Random): Cell {
  if (cell !== null && column.isNullable && random.below(4) === 0) return null
  if (typeof cell === 'number') return cell + random.pick([1, -1, 10, 1000, -cell - 1])
  if (typeof cell === 'string')
    return random.pick([`${cell}x`, cell.slice(1), `x${cell}`, `${cell.slice(0, -1)}~`])
  if (cell !== null) return Buffer.concat([cell.subarray(1), Buffer.of(random.below(256))])
  if (column.kind === 'number') return 1 + random.below(5)
  return column.kind === 'text' ? 'planted' : Buffer.from('planted')
}

export function isSame(one: Cell, two: Cell): boolean {
  return Buffer.isBuffer(one) && Buffer.isBuffer(two) ? one.equals(two) : one === two
}
