import BetterSqlite3 from 'better-sqlite3'
import { StorageError, sqliteCode } from '../errors.ts'
import {
  BUSY_TIMEOUT_MS,
  CACHE_KIB,
  LOCK_PAGE_BYTES,
  LOG_BYTES_MAX,
  SMALL_CACHE_KIB,
  SQLITE_VERSION_MIN,
} from '../limits.ts'
import { movedError, readMoved } from './moved.ts'

export type Connection = BetterSqlite3.Database

/** How the one connection that writes is opened. */
export interface WriteOptions {
  /** The most pages that the database may grow to; no limit but the disk when not given. */
  readonly pagesMax?: number | undefined
  /** Whether all of the log is this process' own, or was settled by it. */
  readonly isSettled?: boolean
}

/** The one connection that writes. A commit is on the disk when the log was synced after it. */
export function openWriteConnection(
  file: string,
  { pagesMax, isSettled = false }: WriteOptions = {},
): Connection {
  const connection = new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    assertVersion(connection)
    connection.pragma('journal_mode = WAL')
    // The log is synced by log-sync.ts, before anything is answered.
    connection.pragma('synchronous = NORMAL')
    connection.pragma('foreign_keys = ON')
    connection.pragma('trusted_schema = OFF')
    // Another thread copies the log, see log-tending.ts.
    connection.pragma('wal_autocheckpoint = 0')
    connection.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`)
    connection.pragma(`cache_size = -${cacheKib(connection)}`)
    connection.pragma('temp_store = MEMORY')
    // What is erased is overwritten with zeros.
    connection.pragma('secure_delete = ON')
    if (pagesMax !== undefined) connection.pragma(`max_page_count = ${pagesMax}`)
    if (!isSettled) settleLog(connection)
    const moved = readMoved(connection)
    if (moved) throw movedError(moved)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Memory for pages of a connection that writes this database, in KiB. */
export function cacheKib(connection: Connection): number {
  const pages = Number(connection.pragma('page_count', { simple: true }))
  const pageBytes = Number(connection.pragma('page_size', { simple: true }))
  return pages * pageBytes < LOCK_PAGE_BYTES ? SMALL_CACHE_KIB : CACHE_KIB
}

/**
 * Writes what a process before this one, or a write that failed, left in the log into the database,
 * for certain, before anything is answered from it: the system may then show a log that is not on the
 * disk. A reader that stands in the log may keep it from being emptied, but not from being copied.
 */
function settleLog(connection: Connection): void {
  if (emptyLog(connection).isCopied) return
  throw new StorageError(
    'cannot_write',
    'Another program keeps the log of the database from being written. End it and start again.',
    'not_done',
  )
}

/** Writes the log into the database and empties it: how far that came. */
export function emptyLog(connection: Connection): {
  readonly isCopied: boolean
  readonly isEmpty: boolean
} {
  const [row] = connection.pragma('wal_checkpoint(TRUNCATE)') as LogRow[]
  return { isCopied: row !== undefined && row.checkpointed >= row.log, isEmpty: row?.busy === 0 }
}

/**
 * Copies of the log what nobody holds back, waiting for no one: how many pages it has, how many of them
 * are copied, and how many are not. What is written meanwhile is in none of these.
 */
export function copyLog(connection: Connection): {
  readonly length: number
  readonly copied: number
  readonly left: number
} {
  const [row] = connection.pragma('wal_checkpoint(PASSIVE)') as LogRow[]
  const { log: length, checkpointed: copied } = row ?? { log: 0, checkpointed: 0 }
  return { length, copied, left: Math.max(0, length - copied) }
}

/**
 * Whether a copying that failed left the log only longer. After any other error nobody can say what of
 * the pages that count as copied is on the disk.
 */
export function leavesLogLonger(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY)/.test(sqliteCode(error))
}

/** Whether somebody stood in the way; pages in the log, and how many of them are in the database. */
interface LogRow {
  readonly busy: 0 | 1
  readonly log: number
  readonly checkpointed: number
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
