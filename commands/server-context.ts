import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { readConfig } from '../server/config.ts'
import type { ServerContext } from '../server/context.ts'
import { openKeyedDatabase } from '../server/fitting-keys.ts'

/**
 * Opens a server's folder for a command: the same keys, database and rules, without listening. A
 * database in the folder is locked meanwhile: a running server on it makes this fail with what to do.
 * With `databaseUrlGiven` or COUNTERMARK_DATABASE_URL it is the PostgreSQL database, beside whatever servers have it open.
 */
export async function withServerContext<Value>(
  dataDirectory: string,
  work: (context: ServerContext) => Promise<Value>,
  databaseUrlGiven?: string,
): Promise<Value> {
  const { COUNTERMARK_DATABASE_URL, COUNTERMARK_KEY_FILE, COUNTERMARK_KEYS } = process.env
  const settings = { COUNTERMARK_DATABASE_URL, COUNTERMARK_KEY_FILE, COUNTERMARK_KEYS }
  const given = databaseUrlGiven === undefined ? [] : ['--database-url', databaseUrlGiven]
  const reading = readConfig(['--data', dataDirectory, ...given], settings)
  if (reading.kind !== 'config') throw new Error('the folder of the server is not a setting')
  const { config } = reading
  const { database, keys } = await openKeyedDatabase(config)
  try {
    return await work({
      ...{ config, keys, database },
      log: pino({ level: 'silent' }),
      nowMs: Date.now,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    })
  } finally {
    await database.close()
  }
}
