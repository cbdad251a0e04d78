import { assertNever } from '../../../src/contract/parse.ts'
import { RANGE_ROWS } from './limits.ts'
import type { Table } from './tables.ts'

/** A piece of a table: the rows with `low <= column < high`; all rows when it has no column. */
export interface Piece {
  /** Its place among the pieces of its table, from 0. */
  readonly number: number
  readonly column: string | null
  readonly low: number | Buffer
  /** Null: no end. */
  readonly high: number | Buffer | null
}

const WHOLE: Piece = { number: 0, column: null, low: 0, high: null }

/**
 * The pieces of a table: every row of both sides lies in exactly one. When it is cut by number these
 * are the `filled` ones of either side; when by bytes it depends on `extent`, the rows of the side
 * that has more.
 */
export function piecesOf({ cut }: Table, extent: number, filled: readonly number[]): Piece[] {
  switch (cut.by) {
    case 'number':
      return [...new Set(filled.map((number) => Math.max(0, number)))]
        .sort((one, other) => one - other)
        .map((number) => numberPiece(cut.column, number))
    case 'byte':
      if (extent <= RANGE_ROWS) return [WHOLE]
      return Array.from({ length: 256 }, (_, byte) => ({
        number: byte,
        column: cut.column,
        low: Buffer.from([byte]),
        high: byte === 255 ? null : Buffer.from([byte + 1]),
      }))
    case 'whole':
      return [WHOLE]
    default:
      return assertNever(cut)
  }
}

/** The number of the piece in which the row of this number lies. */
export function pieceOf(rowNumber: number): number {
  return Math.floor(Math.max(0, rowNumber - 1) / RANGE_ROWS)
}

/** The first piece has what lies below it too: no row is outside of all pieces. */
function numberPiece(column: string, number: number): Piece {
  const low = number * RANGE_ROWS + 1
  const from = number === 0 ? Number.MIN_SAFE_INTEGER : low
  return { number, column, low: from, high: low + RANGE_ROWS }
}

/**
 * SQL of both engines for the numbers of the pieces in which a table has rows, as `number`. It goes
 * from each piece to the next row behind it: some tables number their rows by the million a batch, and
 * others are too long to be read for this.
 */
export function filledSql(table: string, column: string): string {
  const first = `SELECT (min(${column}) - 1) / ${RANGE_ROWS} FROM ${table}`
  const next = `${first} WHERE ${column} > (filled.number + 1) * ${RANGE_ROWS}`
  return `WITH RECURSIVE filled (number) AS (
      ${first} UNION ALL SELECT (${next}) FROM filled WHERE filled.number IS NOT NULL
    ) SELECT number FROM filled WHERE number IS NOT NULL`
}

/** The condition of a piece on a column of `t`, and its values. */
export function pieceCondition(
  { column, low, high }: Piece,
  place: (index: number) => string,
): { readonly sql: string; readonly values: readonly (number | Buffer)[] } {
  if (column === null) return { sql: 'true', values: [] }
  const from = `t.${column} >= ${place(1)}`
  if (high === null) return { sql: from, values: [low] }
  return { sql: `${from} AND t.${column} < ${place(2)}`, values: [low, high] }
}
