import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { JOURNAL_BUSY_MS } from '../limits.ts'
import { JournalError } from './journal-error.ts'
import { migrate } from './migrations.ts'

export const JOURNAL_FILE = 'journal.db'
const DAMAGED = '.damaged-'

/** What {@link openDatabase} needs. `pagesMax` bounds the file, 0 for the disk's own bound. */
export interface DatabaseOptions {
  readonly directory: string
  readonly nowMs: number
  readonly pagesMax: number
}

/**
 * Opens the journal's file: write-ahead log, every commit on the disk before it returns. A damaged
 * file is moved aside (never deleted) and a new one begun. Throws {@link JournalError} otherwise.
 */
export function openDatabase(options: DatabaseOptions): Database {
  makeFolder(options.directory)
  const path = join(options.directory, JOURNAL_FILE)
  const database =
    (existsSync(path) ? openWhole(path) : undefined) ?? beginAnew(path, options.nowMs)
  try {
    setUp(database, options.pagesMax)
    migrate(database, options.nowMs)
  } catch (error) {
    database.close()
    throw error instanceof JournalError ? error : cannotOpen(error)
  }
  return database
}

/** Damaged journals that were moved aside and still lie in the folder, newest first. */
export function damagedFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${JOURNAL_FILE}${DAMAGED}`) && !/-(wal|shm)$/.test(name))
    .sort()
    .reverse()
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw cannotOpen(error)
  }
}

function setUp(database: Database, pagesMax: number): void {
  database.pragma('journal_mode = WAL')
  // WAL with less than FULL loses commits that were already acknowledged when the power fails.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  if (pagesMax > 0) database.pragma(`max_page_count = ${pagesMax}`)
}

function openFile(path: string): Database {
  try {
    return new Sqlite(path, { timeout: JOURNAL_BUSY_MS })
  } catch (error) {
    throw cannotOpen(error)
  }
}

/** The file when it is whole; undefined when it is damaged. */
function openWhole(path: string): Database | undefined {
  const database = openFile(path)
  try {
    if (database.pragma('quick_check(1)', { simple: true }) === 'ok') return database
  } catch (error) {
    if (!isDamage(error)) {
      database.close()
      throw cannotOpen(error)
    }
  }
  database.close()
  return undefined
}

/** True for what SQLite says of a file that is not, or no longer, a database. */
function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

/** Moves whatever stands in the way aside, also a log that lost its file, and begins a new journal. */
function beginAnew(path: string, nowMs: number): Database {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-')
  for (const suffix of ['', '-wal', '-shm']) {
    const from = `${path}${suffix}`
    if (existsSync(from)) renameSync(from, `${path}${DAMAGED}${stamp}${suffix}`)
  }
  return openFile(path)
}

function cannotOpen(error: unknown): JournalError {
  const why = error instanceof Error ? error.message : 'unknown reason'
  return new JournalError(
    'cannot-open',
    `The journal cannot be opened (${why}). Check the folder's permissions and the disk, then start again.`,
  )
}
