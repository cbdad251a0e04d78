import { Kysely, SqliteDialect } from 'kysely'
import type { Database } from './database.ts'
import { databaseFile } from './files.ts'
import type { Schema } from './schema.ts'
import { openReadConnection } from './sqlite/connection.ts'

/** A look at a folder's database beside a running server: it can read and nothing else. */
export interface ReadOnlyDatabase extends Pick<Database, 'read'> {
  readonly close: () => Promise<void>
}

/** Opens the folder's database for reading. Throws when there is none. */
export function openReadOnly(dataDirectory: string): ReadOnlyDatabase {
  const connection = openReadConnection(databaseFile(dataDirectory))
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) })
  return { read, close: () => read.destroy() }
}
