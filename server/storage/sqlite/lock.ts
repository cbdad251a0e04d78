import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { StorageError, sqliteCode } from '../errors.ts'

/**
 * Takes the folder for this process until the returned function is called or the process ends,
 * however it ends: the lock is the operating system's, so that no stale file is left after a crash.
 * Throws `folder_in_use` when another server has it.
 */
export function lockFolder(dataDirectory: string): () => void {
  const lock = new BetterSqlite3(join(dataDirectory, 'server.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!sqliteCode(error).startsWith('SQLITE_BUSY')) throw error
    throw new StorageError(
      'folder_in_use',
      `Another server has ${dataDirectory} open. Stop it first, or choose another folder with --data.`,
      'not_done',
    )
  }
  return () => lock.close()
}
