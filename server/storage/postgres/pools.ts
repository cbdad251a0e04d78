import { type Dialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { StorageError } from '../errors.ts'
import { clientConfig, LEDGER_SESSION, type Purpose } from './connect.ts'
import {
  READ_CONNECTIONS_MAX,
  REPORT_CONNECTIONS_MAX,
  REPORT_TIMEOUT_MS,
  REPORTS_WAITING_MAX,
  STATEMENT_TIMEOUT_MS,
} from './limits.ts'

/** Every transaction of a reader is one snapshot, and none can write. */
const READ_ONLY = `SET default_transaction_read_only = on;
  SET default_transaction_isolation = 'repeatable read'; SET jit = off`

function openPool(
  url: string,
  purpose: Purpose,
  session: string,
  own: Pick<pg.PoolConfig, 'max' | 'pipeline'>,
): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(url, purpose),
    ...own,
    onConnect: async (client: pg.ClientBase) => {
      // One that is lost in use fails its query; nobody else listens then, and that ends the process.
      client.on('error', () => undefined)
      await client.query(session)
    },
  })
  // A connection that is lost while nobody uses it is replaced; without this it ends the process.
  pool.on('error', () => undefined)
  return pool
}

/** Connections for short reads. */
export function readDialect(url: string): Dialect {
  const session = `${READ_ONLY}; SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`
  return new PostgresDialect({
    pool: openPool(url, 'read', session, { max: READ_CONNECTIONS_MAX }),
  })
}

/** Connections for long reads: few, and with few who wait for them. */
export function reportDialect(url: string): Dialect {
  const session = `${READ_ONLY}; SET statement_timeout = ${REPORT_TIMEOUT_MS}`
  const pool = openPool(url, 'report', session, { max: REPORT_CONNECTIONS_MAX })
  return new PostgresDialect({
    pool: {
      connect: async () => {
        if (pool.waitingCount >= REPORTS_WAITING_MAX)
          throw new StorageError('overloaded', 'Too many reports are being made.', 'not_done')
        return pool.connect()
      },
      end: () => pool.end(),
      options: pool.options,
    },
  })
}

/**
 * Connections for changes outside the ledger. They hold the head, too: the database server ends the
 * transaction of one that falls silent. Their statements are sent without waiting for each other.
 */
export function adminPool(url: string): pg.Pool {
  return openPool(url, 'ledger', LEDGER_SESSION, { max: 2, pipeline: true })
}
