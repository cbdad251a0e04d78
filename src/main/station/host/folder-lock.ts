import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Another station works in this folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

/**
 * Makes the station's folder and takes it for this process alone: two stations on one journal would
 * send each other's operations. The lock is SQLite's own file lock, which the operating system lets
 * go when the process ends, however it ends. Returns how to let go.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new Database(join(folder, 'station.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new FolderInUseError(
      `Another station is running in ${folder}. Stop it first, or give this one its own folder with --data.`,
    )
  }
  return () => lock.close()
}
