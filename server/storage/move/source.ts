import type { Connection } from '../sqlite/connection.ts'
import type { Row } from './copy-in.ts'
import { type Digest, digestRows } from './digest.ts'
import { filledSql, type Piece, pieceCondition } from './pieces.ts'
import type { Table } from './tables.ts'

/** The ledger that moves, as it is read beside its server. */
export interface Source {
  /** The highest number in a table that is cut by number, rows in others; 0 when it is empty. */
  readonly extent: (table: Table) => number
  /** The numbers of the pieces that have rows, of a table that is cut by number. */
  readonly filled: (table: Table) => readonly number[]
  readonly rows: (table: Table, piece: Piece) => Row[]
  readonly digest: (table: Table, piece: Piece) => Digest
  /** Rows that operations after this one may have changed. */
  readonly touched: (table: Table, afterJournalId: number) => Row[]
  readonly all: (table: Table) => Row[]
  /** Reads several things as of one moment. */
  readonly atOnce: <Value>(read: () => Value) => Value
}

/** What an operation may change in each table, as a condition on `t` with `@after` for its number. */
const TOUCHED: Readonly<Record<string, string>> = {
  card: 't.id IN (SELECT card_id FROM journal WHERE id > @after)',
  claim: 't.journal_id > @after OR t.released_by > @after',
  tombstone: 't.journal_id > @after',
  reversal:
    't.journal_id > @after OR t.voided_by > @after OR t.journal_id IN (SELECT original_id FROM journal WHERE id > @after)',
}

export function openSource(connection: Connection): Source {
  const list = ({ columns }: Table) => columns.map(({ name }) => `t.${name}`).join(', ')
  const order = ({ keys }: Table) => keys.map((key) => `t.${key}`).join(', ')
  const select = (table: Table, condition: string) =>
    connection
      .prepare<unknown[], Row>(
        `SELECT ${list(table)} FROM ${table.name} t WHERE ${condition} ORDER BY ${order(table)}`,
      )
      .raw()
  return {
    extent: ({ name, cut }) => {
      const figure = cut.by === 'number' ? `max(${cut.column})` : 'count(*)'
      const query = connection.prepare<[], number | null>(`SELECT ${figure} FROM ${name}`).pluck()
      return query.get() ?? 0
    },
    filled: ({ name, cut }) => {
      if (cut.by !== 'number') return []
      return connection.prepare<[], number>(filledSql(name, cut.column)).pluck().all()
    },
    rows: (table, piece) => {
      const { sql, values } = pieceCondition(piece, () => '?')
      return select(table, sql).all(...values)
    },
    digest: (table, piece) => {
      const { sql, values } = pieceCondition(piece, () => '?')
      return digestRows(table.columns, select(table, sql).iterate(...values))
    },
    touched: (table, afterJournalId) => {
      const condition = TOUCHED[table.name]
      return condition === undefined ? [] : select(table, condition).all({ after: afterJournalId })
    },
    all: (table) => select(table, 'true').all(),
    atOnce: (read) => connection.transaction(read).deferred(),
  }
}
