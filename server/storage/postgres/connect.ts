import pg from 'pg'
import { StorageError } from '../errors.ts'
import {
  CONNECT_TIMEOUT_MS,
  IDLE_IN_TRANSACTION_MS,
  LOCK_TIMEOUT_MS,
  QUERY_TIMEOUT_MS,
  STATEMENT_TIMEOUT_MS,
} from './limits.ts'

/** What a connection is for. */
export type Purpose = 'ledger' | 'read' | 'report' | 'events'

const INT8 = 20
const NUMERIC = 1700

/** Whole numbers as numbers; a sum that does not fit one exactly is an error, not a rounded figure. */
function readNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) && !text.includes('.'))
    throw new StorageError('request_failed', `The figure ${text} is too large.`, 'not_done')
  return value
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    format !== 'binary' && (id === INT8 || id === NUMERIC)
      ? readNumber
      : pg.types.getTypeParser(id, format),
}

/** How every connection of ours is made. `sslmode` and the like are part of the address. */
export function clientConfig(url: string, purpose: Purpose): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `countermark ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types,
    ...(purpose === 'report' ? {} : { query_timeout: QUERY_TIMEOUT_MS }),
  }
}

/** Settings of a session that commits: every commit is on the disk before it is answered. */
export const LEDGER_SESSION = `SET synchronous_commit = on; SET jit = off;
  SET statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET lock_timeout = ${LOCK_TIMEOUT_MS};
  SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS};
  SET default_transaction_isolation = 'read committed'`

/** Opens a connection for commits. Its end is told to `onLost`, once, whatever the reason. */
export async function connectLedger(url: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(url, 'ledger'))
  // An error of a connection that nobody waits on would end the process.
  client.on('error', () => undefined)
  client.once('end', onLost)
  try {
    await client.connect()
    await client.query(LEDGER_SESSION)
    return client
  } catch (error) {
    client.end().catch(() => undefined)
    throw error
  }
}
