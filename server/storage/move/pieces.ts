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
 * The pieces of a table of this extent: its highest number, or how many rows it has when it is cut by
 * bytes; the larger one of both sides.
 */
export function piecesOf({ cut }: Table, extent: number): Piece[] {
  switch (cut.by) {
    case 'number':
      return Array.from({ length: pieceOf(extent) + 1 }, (_, number) =>
        numberPiece(cut.column, number),
      )
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

function numberPiece(column: string, number: number): Piece {
  const low = number * RANGE_ROWS + 1
  return { number, column, low, high: low + RANGE_ROWS }
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
