import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { StorageError } from '../errors.ts'
import { LOCK_POLL_MS, PARTITION_AHEAD } from './limits.ts'
import { endMark } from './mark.ts'
import type { Table } from './tables.ts'
import { inTransaction } from './transaction.ts'

/** One move at a time into a database; the numbers name what is locked. */
const LOCK = { classid: 7311, objid: 1 } as const

/** Takes the target for this process until its connection ends, however it ends. */
export async function lockTarget(client: Client, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${LOCK.classid}, ${LOCK.objid}) AS taken`,
    )
    if (rows[0]?.taken) return
    // Nobody has it any more: it is tried again.
    const pid = await holderOfLock(client)
    if (pid !== undefined && performance.now() > until) throw lockedBy(pid)
    await delay(LOCK_POLL_MS)
  }
}

/** The process of PostgreSQL whose session has the lock. */
async function holderOfLock(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
       AND classid = ${LOCK.classid} AND objid = ${LOCK.objid} AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  )
  return rows[0]?.pid
}

function lockedBy(pid: number): StorageError {
  return new StorageError(
    'folder_in_use',
    `Another move into this database is running, in session ${pid} of PostgreSQL. Wait for its end, or ` +
      'end it. If its machine or network failed and PostgreSQL has not noticed, end the session there: ' +
      `SELECT pg_terminate_backend(${pid})`,
    'not_done',
  )
}

/**
 * Whether something of `pg_class` belongs to an extension. Many a database has some from the start, as
 * its operator's gauges: they are not in the way of a ledger, and not ours to change.
 */
const IS_OF_EXTENSION = `EXISTS (SELECT 1 FROM pg_depend d WHERE d.deptype = 'e'
  AND d.classid = 'pg_class'::regclass AND d.objid = pg_class.oid)`

/** Throws unless the database is empty: nothing is ever moved over something. */
export async function assertEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
       AND relnamespace = current_schema()::regnamespace AND NOT ${IS_OF_EXTENSION} LIMIT 1`,
  )
  if (rows[0] === undefined) return
  throw new StorageError(
    'database_not_fitting',
    `The database is not empty (it has ${rows[0].relname}). Make a new one with createdb and name that.`,
    'not_done',
  )
}

/** Throws unless the target has every column that the ledger has. */
export async function assertSameShape(client: Client, tables: readonly Table[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema()`,
  )
  const present = new Set(rows.map(({ name }) => name))
  for (const { name, columns } of tables) {
    const missing = columns.find((column) => !present.has(`${name}.${column.name}`))
    if (missing)
      throw new StorageError(
        'database_not_fitting',
        `The target has no ${name}.${missing.name}: the two engines of this program do not fit.`,
        'not_done',
      )
  }
}

/**
 * Makes the target take rows as they are: its own guards, which keep a ledger from being changed and
 * record what people change, are off until the move is complete. Makes room for the journal.
 */
export async function openForRows(client: Client, newestId: number): Promise<void> {
  await client.query('SELECT make_partitions($1)', [newestId + PARTITION_AHEAD])
  await setGuards(client, 'DISABLE')
}

/** Takes back everything that was copied: the mark stays. */
export async function emptyTarget(client: Client, tables: readonly Table[]): Promise<void> {
  const names = [...tables.map(({ name }) => name), 'request']
  await client.query(`TRUNCATE ${names.join(', ')}`)
}

/** The last transaction of a move: from its commit on the target is a ledger. */
export async function completeTarget(
  client: Client,
  tables: readonly Table[],
  nowMs: number,
): Promise<void> {
  await inTransaction(client, async () => {
    await client.query('SET LOCAL synchronous_commit = on')
    await client.query(SETTLE_HEAD)
    await setSequences(client, tables)
    await setGuards(client, 'ENABLE')
    await endMark(client, 'complete', nowMs)
  })
}

/** Where the ledger stands follows from its rows. */
const SETTLE_HEAD = `UPDATE ledger_head SET
  group_id = coalesce((SELECT max(id) FROM commit_group), 0),
  turn = coalesce((SELECT max(id) FROM commit_group), 0) / 32,
  hash = coalesce((SELECT hash FROM commit_group ORDER BY id DESC LIMIT 1), hash),
  time_ms = coalesce((SELECT time_ms FROM commit_group ORDER BY id DESC LIMIT 1), 0),
  next_journal_id = coalesce((SELECT max(id) FROM journal), 0) + 1,
  next_card_number = coalesce((SELECT max(id) FROM card), 0) + 1,
  rules_version = rules_version + 1,
  tombstones = (SELECT count(*) FROM tombstone)`

/** Numbers that the database gives itself go on after the last one. */
async function setSequences(client: Client, tables: readonly Table[]): Promise<void> {
  for (const { name, columns } of tables) {
    if (!columns.some((column) => column.name === 'id' && column.kind === 'integer')) continue
    const { rows } = await client.query<{ sequence: string | null }>(
      'SELECT pg_get_serial_sequence($1, $2) AS sequence',
      [name, 'id'],
    )
    const sequence = rows[0]?.sequence
    if (!sequence) continue
    await client.query(
      `SELECT setval($1::regclass, coalesce((SELECT max(id) FROM ${name}), 0) + 1, false)`,
      [sequence],
    )
  }
}

async function setGuards(client: Client, verb: 'ENABLE' | 'DISABLE'): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
       AND relname <> 'move' AND NOT ${IS_OF_EXTENSION}`,
  )
  for (const { name } of rows) await client.query(`ALTER TABLE ${name} ${verb} TRIGGER USER`)
}
