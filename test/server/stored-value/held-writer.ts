import BetterSqlite3 from 'better-sqlite3'
import { databaseFile } from '../../../server/storage/index.ts'

/**
 * Takes the database's write lock, as a backup program might, so that the writer waits with whatever
 * it has been given. It waits 5 s at most. Returns how to let it go on.
 */
export function holdWriter(folder: string): () => void {
  const connection = new BetterSqlite3(databaseFile(folder), { timeout: 2_000 })
  connection.exec('BEGIN IMMEDIATE')
  return () => {
    connection.exec('ROLLBACK')
    connection.close()
  }
}
