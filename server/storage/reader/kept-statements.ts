import { type Dialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { type Connection, openReadConnection } from '../sqlite/connection.ts'
import { STATEMENTS_KEPT_MAX } from './limits.ts'

/**
 * SQLite for Kysely on this thread, for look-ups of a few rows: to prepare such a statement takes
 * longer than to run it, so that prepared ones are kept.
 */
export function readDialect(file: string): Dialect {
  // Opened with the first query: what was never opened need not be closed.
  return new SqliteDialect({ database: async () => keepStatements(openReadConnection(file)) })
}

function keepStatements(connection: Connection): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    prepare: (sql) => {
      const known = kept.get(sql)
      if (known) return known
      if (kept.size >= STATEMENTS_KEPT_MAX) kept.clear()
      const made = prepare(connection, sql)
      kept.set(sql, made)
      return made
    },
    close: () => {
      connection.close()
    },
  }
}

function prepare(connection: Connection, sql: string): SqliteStatement {
  const statement = connection.prepare<unknown[]>(sql)
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
    // One that is under way cannot be run again: each walk through rows has its own.
    iterate: (parameters) => connection.prepare<unknown[]>(sql).iterate(...parameters),
  }
}
