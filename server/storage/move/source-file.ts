import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { databaseFile } from '../files.ts'
import { type Connection, openReadConnection } from '../sqlite/connection.ts'
import { lockFolder } from '../sqlite/lock.ts'
import { readMigrations } from '../sqlite/migrate.ts'
import { assertSound } from '../sqlite/soundness.ts'
import { describeDifference, verifyLedger } from '../verify.ts'
import { notFitting } from './failures.ts'

/**
 * Takes the folder of a ledger for this process until the returned function is called: meanwhile no
 * other one moves it, gives its move up, or puts a backup in its place. Its server may go on.
 */
export function holdLedger(dataDirectory: string): () => void {
  if (!existsSync(databaseFile(dataDirectory)))
    throw notFitting(`There is no ledger in ${dataDirectory}. Name its folder with --data.`)
  return lockFolder(dataDirectory, 'move')
}

/** The file: sound, of this version, with something in it. Opened for reading only. */
export function openMovable(dataDirectory: string): Connection {
  const file = databaseFile(dataDirectory)
  assertSound(file)
  const connection = openReadConnection(file)
  try {
    const applied = connection
      .prepare<[], string>('SELECT checksum FROM migration ORDER BY number')
      .pluck()
      .all()
    const known = readMigrations().map(({ checksum }) => checksum)
    if (!isDeepStrictEqual(applied, known))
      throw notFitting('The ledger is of another version. Start its server with this version once.')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** What names the ledger: the id of its oldest network. */
export function nameOfLedger(connection: Connection): string {
  const id = connection
    .prepare<[], string>('SELECT id FROM network ORDER BY created_at_ms, id LIMIT 1')
    .pluck()
    .get()
  if (id === undefined) throw notFitting('The ledger is empty. Start with PostgreSQL at once.')
  return id
}

/** Throws unless the ledger is proven right: nothing else is worth moving. */
export async function proveSource(dataDirectory: string): Promise<void> {
  const result = await verifyLedger(dataDirectory)
  if (!result.ok)
    throw notFitting(
      `The ledger is not right and is not moved: ${describeDifference(result.difference)}`,
    )
}
