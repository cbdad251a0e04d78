import { existsSync } from 'node:fs'
import pg from 'pg'
import { StorageError } from './errors.ts'
import { databaseFile } from './files.ts'
import type { OpenOptions } from './index.ts'
import { clientConfig } from './postgres/connect.ts'
import { unreachable } from './postgres/open.ts'

/** Throws a StorageError `no_ledger` where there is none: a slip in its name makes no new one. */
export async function assertLedger({
  dataDirectory,
  databaseUrl,
}: Pick<OpenOptions, 'dataDirectory' | 'databaseUrl'>): Promise<void> {
  const isThere = databaseUrl
    ? await isMigrated(databaseUrl)
    : existsSync(databaseFile(dataDirectory))
  if (isThere) return
  const words = databaseUrl
    ? 'There is no ledger in this PostgreSQL database. Name the right one with --database-url or COUNTERMARK_DATABASE_URL.'
    : `There is no ledger in ${dataDirectory}. Name the server's folder with --data DIR.`
  throw new StorageError('no_ledger', words, 'not_done')
}

async function isMigrated(url: string): Promise<boolean> {
  const client = new pg.Client(clientConfig(url, 'ledger'))
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ is_there: boolean }>(
      "SELECT to_regclass('migration') IS NOT NULL AS is_there",
    )
    return rows[0]?.is_there === true
  } catch (error) {
    throw unreachable(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
