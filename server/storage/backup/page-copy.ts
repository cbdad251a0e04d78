import { closeSync, fsyncSync, openSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { openReadConnection } from '../sqlite/connection.ts'
import { PAGES_AT_ONCE } from './limits.ts'

/**
 * Copies a database, as it is at this moment, beside the server that writes it: reading keeps nobody
 * from writing. What is written is brought to the disk bit by bit, because one large sync at the end
 * would hold up every commit behind it. The copy is one file without a log.
 */
export async function copyPages(from: string, to: string): Promise<void> {
  const connection = openReadConnection(from)
  // Opened before the copy begins: closing it later would take the locks of the copy with it.
  const descriptor = openSync(to, 'w+', 0o600)
  try {
    // One snapshot: without it every commit of the server would begin the copy anew.
    connection.exec('BEGIN')
    connection.pragma('schema_version')
    connection.prepare('SELECT count(*) FROM sqlite_schema').get()
    await connection.backup(to, {
      progress: () => {
        fsyncSync(descriptor)
        return PAGES_AT_ONCE
      },
    })
    connection.exec('COMMIT')
    fsyncSync(descriptor)
  } finally {
    connection.close()
    closeSync(descriptor)
  }
  leaveNoLog(to)
}

/** Takes the log of a database that nobody has open into its file, and removes it. */
export function leaveNoLog(file: string): void {
  const copy = new BetterSqlite3(file)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}
