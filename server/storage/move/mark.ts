import type { Client } from 'pg'
import { StorageError } from '../errors.ts'

/** How a move stands, in the target itself: the one place that says whether it is a ledger yet. */
export interface MoveMark {
  readonly moveId: string
  /** The id of the oldest network of the ledger that moves: another ledger is not mixed in. */
  readonly ledger: string
  readonly state: 'running' | 'complete' | 'given_up'
}

/** Asks PostgreSQL one question. */
export type Ask = (sql: string) => Promise<{ readonly rows: readonly unknown[] }>

const CREATE = `CREATE TABLE move (
  one smallint PRIMARY KEY DEFAULT 1 CHECK (one = 1),
  id text NOT NULL,
  ledger text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'complete', 'given_up')),
  begun_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL
)`

/** The mark of the database; undefined when no ledger was ever moved into it. */
export async function readMark(ask: Ask): Promise<MoveMark | undefined> {
  const table = await ask("SELECT to_regclass('move') IS NOT NULL AS is_there")
  const [found] = table.rows as readonly { readonly is_there: boolean }[]
  if (!found?.is_there) return undefined
  const { rows } = await ask('SELECT id AS "moveId", ledger, state FROM move')
  return (rows as readonly MoveMark[])[0]
}

/** Makes the mark in a database that has nothing in it. */
export async function createMark(
  client: Client,
  { moveId, ledger }: Pick<MoveMark, 'moveId' | 'ledger'>,
  nowMs: number,
): Promise<void> {
  await client.query('BEGIN')
  await client.query(CREATE)
  await client.query(
    'INSERT INTO move (id, ledger, state, begun_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, $4)',
    [moveId, ledger, 'running', nowMs],
  )
  await client.query('COMMIT')
}

/** Changes the state of a running move; throws when it is not running. Inside a transaction or alone. */
export async function endMark(
  client: Client,
  state: 'complete' | 'given_up',
  nowMs: number,
): Promise<void> {
  const { rowCount } = await client.query(
    "UPDATE move SET state = $1, changed_at_ms = $2 WHERE state = 'running'",
    [state, nowMs],
  )
  if (rowCount !== 1)
    throw new StorageError(
      'database_not_fitting',
      'The move into this database was ended meanwhile by somebody else. Run the command again.',
      'not_done',
    )
}

/** Throws when a move into this database was begun and not completed: it is no ledger yet. */
export async function assertWholeLedger(ask: Ask): Promise<void> {
  const mark = await readMark(ask)
  if (mark === undefined || mark.state === 'complete') return
  const advice =
    mark.state === 'running'
      ? 'Run the same countermark move again until it says that it is complete.'
      : 'That move was given up: drop this database.'
  throw new StorageError(
    'database_not_fitting',
    `This database holds a part of a ledger that is being moved into it. ${advice}`,
    'not_done',
  )
}
