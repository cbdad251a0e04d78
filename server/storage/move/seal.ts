import { setTimeout as delay } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { StorageError, sqliteCode } from '../errors.ts'
import type { Connection } from '../sqlite/connection.ts'
import { type MovedMark, readMoved, removeMoved, writeMoved } from '../sqlite/moved.ts'
import { SEAL_WAIT_MS } from './limits.ts'

/**
 * Seals the file of a ledger, also while a server writes it: between two of its groups, and for good.
 * Every operation that was acknowledged is before the seal, and none comes after it.
 */
export function sealFile(file: string, mark: MovedMark): Promise<void> {
  return changeFile(file, (connection) => {
    const found = readMoved(connection)
    if (found === undefined) writeMoved(connection, mark)
    else assertSameMove(found, mark.moveId)
  })
}

/** Opens a sealed ledger again after its move was given up. */
export function unsealFile(file: string, moveId: string | null): Promise<void> {
  return changeFile(file, (connection) => {
    const found = readMoved(connection)
    if (found === undefined) return
    if (moveId !== null) assertSameMove(found, moveId)
    removeMoved(connection)
  })
}

/** Throws when the ledger was sealed for another target than the one that is asked for now. */
export function assertSameMove(found: MovedMark, moveId: string): void {
  if (found.moveId === moveId) return
  throw new StorageError(
    'moved',
    `This ledger was sealed for its move to ${found.target}. Name that address with --to.`,
    'not_done',
  )
}

async function changeFile(file: string, change: (connection: Connection) => void): Promise<void> {
  const connection = new BetterSqlite3(file, { fileMustExist: true, timeout: 0 })
  try {
    connection.pragma('synchronous = FULL')
    // The server's own checkpoints go on; this one commit is in nobody's way.
    connection.pragma('wal_autocheckpoint = 0')
    await beginBetween(connection)
    try {
      change(connection)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      throw error
    }
  } finally {
    connection.close()
  }
}

/** A busy server leaves only moments between its groups: tries far more often than SQLite would. */
async function beginBetween(connection: Connection): Promise<void> {
  const until = performance.now() + SEAL_WAIT_MS
  for (;;) {
    try {
      connection.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!sqliteCode(error).startsWith('SQLITE_BUSY')) throw error
      if (performance.now() > until)
        throw new StorageError(
          'cannot_write',
          'Another program keeps the ledger from being sealed. End it and run the command again.',
          'not_done',
        )
      await delay(0)
    }
  }
}
