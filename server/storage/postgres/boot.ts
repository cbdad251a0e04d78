import type pg from 'pg'
import { StorageError } from '../errors.ts'
import { CLOCK_APART_MAX_MS, SERVER_VERSION_MIN } from './limits.ts'

interface ServerFacts {
  readonly version: number
  readonly commit: string
  readonly fsync: string
  readonly strings: string
  readonly encoding: string
  readonly is_standby: boolean
  readonly is_read_only: string
}

/** Refuses a database server that would not keep what it says it has written. */
export async function assertUsable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
       current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync,
       current_setting('standard_conforming_strings') AS strings,
       current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() AS is_standby,
       current_setting('default_transaction_read_only') AS is_read_only`,
  )
  const reason = rows[0] && reasonAgainst(rows[0])
  if (reason) throw new StorageError('database_not_fitting', reason, 'not_done')
}

function reasonAgainst(facts: ServerFacts): string | undefined {
  if (facts.version < SERVER_VERSION_MIN)
    return `PostgreSQL ${facts.version} is too old. Use version ${SERVER_VERSION_MIN} or newer.`
  if (facts.is_standby)
    return 'The database server is a standby: it takes no writes. Point --database-url to the primary.'
  if (facts.is_read_only === 'on')
    return 'The database is set to be read only. Set default_transaction_read_only = off for it.'
  if (facts.commit !== 'on' && facts.commit !== 'remote_apply')
    return `The database server answers before a commit is on the disk (synchronous_commit = ${facts.commit}). Set it to on.`
  if (facts.fsync !== 'on')
    return 'The database server does not force writes to the disk (fsync = off): a power cut would lose money. Set fsync = on in its postgresql.conf and restart it.'
  if (facts.strings !== 'on')
    return 'The database server reads strings the old way. Set standard_conforming_strings = on.'
  if (facts.encoding !== 'UTF8')
    return `The database is encoded as ${facts.encoding}. Make one with ENCODING 'UTF8'.`
  return undefined
}

/** Why nothing may be written while the two clocks are this far apart; null when they agree. */
export async function compareClocks(
  client: pg.ClientBase,
  nowMs: () => number,
): Promise<string | null> {
  const { rows } = await client.query<{ ms: string }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS ms',
  )
  const apartMs = Math.abs(Number(rows[0]?.ms) - nowMs())
  if (apartMs <= CLOCK_APART_MAX_MS) return null
  return (
    `The clocks of this machine and of the database server are ${Math.round(apartMs / 60_000)} ` +
    'minutes apart. Nothing is written until they agree: check date, time and time server of both.'
  )
}
