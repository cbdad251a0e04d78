import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { Database } from './database.ts'
import { StorageError } from './errors.ts'
import { databaseFile } from './files.ts'
import type { OpenOptions } from './index.ts'
import { readDialect } from './postgres/pools.ts'
import { olderVersion, unreadable } from './postgres/unreadable.ts'
import type { Schema } from './schema.ts'
import { openReadConnection } from './sqlite/connection.ts'

/** A look at a ledger beside a running server: it can read and nothing else. */
export interface ReadOnlyDatabase extends Pick<Database, 'read'> {
  readonly close: () => Promise<void>
}

/** Opens the folder's database for reading. Throws when there is none. */
export function openReadOnly(dataDirectory: string): ReadOnlyDatabase {
  const connection = openReadConnection(databaseFile(dataDirectory))
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) })
  return { read, close: () => read.destroy() }
}

/**
 * Has a ledger read, wherever it is, and by whomever: a standby and a user who may only read will do.
 * What PostgreSQL refuses, and tables that an older version left, is a StorageError that says what to do.
 */
export async function lookAtLedger<Value>(
  { dataDirectory, databaseUrl }: Pick<OpenOptions, 'dataDirectory' | 'databaseUrl'>,
  look: (database: ReadOnlyDatabase) => Promise<Value>,
): Promise<Value> {
  const database = databaseUrl ? openPostgresReadOnly(databaseUrl) : openReadOnly(dataDirectory)
  try {
    return await look(database)
  } catch (error) {
    throw isOlder(error)
      ? new StorageError('cannot_write', olderVersion(), 'not_done')
      : unreadable(error)
  } finally {
    await database.close()
  }
}

/** SQLite has no code of its own for a table that is not there yet. */
function isOlder(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^no such (table|column)/.test(error.message)
}

function openPostgresReadOnly(url: string): ReadOnlyDatabase {
  const read = new Kysely<Schema>({ dialect: readDialect(url) })
  return { read, close: () => read.destroy() }
}
