import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { readConfig } from '../server/config.ts'
import type { ServerContext } from '../server/context.ts'
import { openKeyedDatabase } from '../server/fitting-keys.ts'
import { assertLedger } from '../server/storage/index.ts'
import { DATA_OPTION } from './data-folder.ts'

interface Opening {
  /** A PostgreSQL database; COUNTERMARK_DATABASE_URL when not given. */
  readonly databaseUrl?: string | undefined
  /** Makes a ledger where there is none: for a command that begins one. */
  readonly mayMake?: boolean
}

/** Where a command finds its ledger, and which of its networks it is for: for `parseArgs`. */
export const LEDGER_OPTIONS = {
  data: DATA_OPTION,
  'database-url': { type: 'string' },
  network: { type: 'string' },
} as const

/**
 * Opens a server's folder for a command: the same keys, database and rules, without listening. A
 * database in the folder is locked meanwhile: a running server on it makes this fail with what to do.
 * With `databaseUrl` it is the PostgreSQL database, beside whatever servers have it open. Where there is
 * no ledger this fails and makes nothing, unless it may.
 */
export async function withServerContext<Value>(
  dataDirectory: string,
  work: (context: ServerContext) => Promise<Value>,
  { databaseUrl: asked, mayMake = false }: Opening = {},
): Promise<Value> {
  const { COUNTERMARK_DATABASE_URL, COUNTERMARK_KEY_FILE, COUNTERMARK_KEYS } = process.env
  const settings = { COUNTERMARK_DATABASE_URL, COUNTERMARK_KEY_FILE, COUNTERMARK_KEYS }
  const given = asked === undefined ? [] : ['--database-url', asked]
  const reading = readConfig(['--data', dataDirectory, ...given], settings)
  if (reading.kind !== 'config') throw new Error('the folder of the server is not a setting')
  const { config } = reading
  const { databaseUrl } = config
  if (!mayMake) await assertLedger({ dataDirectory, ...(databaseUrl && { databaseUrl }) })
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
