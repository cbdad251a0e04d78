import { Client } from 'pg'
import { errorText, StorageError } from '../errors.ts'
import { assertUsable } from '../postgres/boot.ts'
import { lockTarget } from './landing.ts'
import { ANSWER_WAIT_MS, CONNECT_TIMEOUT_MS, KEEP_ALIVE_AFTER_MS, LOCK_WAIT_MS } from './limits.ts'

/** How long a move waits for others, in ms. */
export interface Patience {
  /** For the end of another move into the database. */
  readonly lockMs: number
  /** For the answer to one question. */
  readonly answerMs: number
}

const PATIENCE: Patience = { lockMs: LOCK_WAIT_MS, answerMs: ANSWER_WAIT_MS }

/**
 * When this process, its machine or the network is gone, PostgreSQL sees it within half a minute and
 * not after two hours: until then its lock keeps the next move out, while a sealed ledger stands still.
 */
const SESSION = `SET client_min_messages = 'warning';
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = '30s'`

/** One connection for all of it: with its end the lock on the target is free, however it ended. */
export async function withTarget<Value>(
  databaseUrl: string,
  work: (client: Client) => Promise<Value>,
  { lockMs, answerMs } = PATIENCE,
): Promise<Value> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'countermark move',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    query_timeout: answerMs,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(SESSION)
    await assertUsable(client)
    await lockTarget(client, lockMs)
    return await work(client)
  } catch (error) {
    if (error instanceof StorageError) throw error
    throw new StorageError(
      'cannot_write',
      `The move was interrupted: ${reasonOf(error, answerMs)}. Nothing is lost: run the same command again.`,
      'not_done',
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The driver's own words for a question without an answer say nothing to an operator. */
function reasonOf(error: unknown, answerMs: number): string {
  const text = errorText(error)
  if (text !== 'Query read timeout') return text
  return `PostgreSQL did not answer for ${Math.round(answerMs / 1000)} seconds`
}
