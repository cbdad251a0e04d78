import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { StorageError, sqliteCode } from '../errors.ts'

/** What a folder is taken for: the file that is locked, and what is said when another process has it. */
const LOCKS = {
  server: {
    file: 'server.lock',
    taken: (folder: string) =>
      `Another server has ${folder} open. Stop it first, or choose another folder with --data.`,
  },
  move: {
    file: 'move.lock',
    taken: (folder: string) =>
      `A move of ${folder} to PostgreSQL is running, is being given up, or the folder is being restored. ` +
      'Wait for its end, or end it, and run the command again.',
  },
} as const

/**
 * Takes the folder for this process until the returned function is called or the process ends,
 * however it ends: the lock is the operating system's, so that no stale file is left after a crash.
 * For `move` a server may go on in it, but not what replaces or unseals its ledger. Throws
 * `folder_in_use` when another one has it.
 */
export function lockFolder(
  dataDirectory: string,
  purpose: keyof typeof LOCKS = 'server',
): () => void {
  const { file, taken } = LOCKS[purpose]
  const lock = new BetterSqlite3(join(dataDirectory, file), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!sqliteCode(error).startsWith('SQLITE_BUSY')) throw error
    throw new StorageError('folder_in_use', taken(dataDirectory), 'not_done')
  }
  return () => lock.close()
}
