import BetterSqlite3 from 'better-sqlite3'
import { StorageError } from '../errors.ts'
import {
  BUSY_TIMEOUT_MS,
  CACHE_KIB,
  CHECKPOINT_PAGES,
  LOG_BYTES_MAX,
  SQLITE_VERSION_MIN,
} from '../limits.ts'

export type Connection = BetterSqlite3.Database

/** The one connection that writes: every commit is on the disk before it is answered. */
export function openWriteConnection(file: string, pagesMax: number | undefined): Connection {
  const connection = new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    assertVersion(connection)
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('foreign_keys = ON')
    connection.pragma('trusted_schema = OFF')
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    connection.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`)
    connection.pragma(`cache_size = -${CACHE_KIB}`)
    connection.pragma('temp_store = MEMORY')
    if (pagesMax !== undefined) connection.pragma(`max_page_count = ${pagesMax}`)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** A connection that can only read: sees whatever was committed when its statement began. */
export function openReadConnection(file: string): Connection {
  const connection = new BetterSqlite3(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  })
  connection.pragma('trusted_schema = OFF')
  return connection
}

function assertVersion(connection: Connection): void {
  const version = connection.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  const parts = version.split('.').map(Number)
  const wanted = SQLITE_VERSION_MIN.split('.').map(Number)
  const place = wanted.findIndex((part, index) => part !== parts[index])
  if (place === -1 || (parts[place] ?? 0) > (wanted[place] ?? 0)) return
  throw new StorageError(
    'database_not_fitting',
    `SQLite ${version} is too old: ${SQLITE_VERSION_MIN} or newer is needed. Install the packages again.`,
    'not_done',
  )
}
