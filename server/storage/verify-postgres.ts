import pg from 'pg'
import { errorText, StorageError } from './errors.ts'
import { clientConfig } from './postgres/connect.ts'
import { sqlState } from './postgres/failures.ts'
import { postgresSteps } from './postgres/migrate.ts'
import { unreachable } from './postgres/open.ts'
import { olderVersion, unreadable } from './postgres/unreadable.ts'
import { type ProofSettings, type ProvenFigures, proveAll } from './proof/full-proof.ts'
import { prove, type Verification } from './proof/prove.ts'
import { type Answer, numberedPlaces, type Proof, runProofLater } from './proof/reader.ts'
import { type NewFigures, NO_STATE, proveSince } from './proof/since-proof.ts'
import type { SinceOptions, VerifyOptions } from './verify.ts'

/** The same as `verifyLedger` for a ledger on PostgreSQL: one snapshot, beside any number of servers. */
export function verifyPostgres(
  url: string,
  options: VerifyOptions = {},
): Promise<Verification<ProvenFigures>> {
  return onSnapshot(url, proveAll(settingsOf(options)))
}

/** The same as `verifySince` for a ledger on PostgreSQL. */
export function verifyPostgresSince(
  url: string,
  { state = NO_STATE, parts, ...options }: SinceOptions,
): Promise<Verification<NewFigures>> {
  return onSnapshot(url, proveSince(settingsOf(options), state, parts))
}

function settingsOf(options: VerifyOptions): ProofSettings {
  const steps = postgresSteps()
  return {
    nowMs: Date.now(),
    ...options,
    engine: 'postgres',
    steps: steps.map(({ number, name, checksum }) => `${number} ${name} ${checksum}`),
    triggers: steps.flatMap(({ sql }) =>
      [...sql.matchAll(/^CREATE TRIGGER (\w+)/gm)].map((match) => match[1] ?? ''),
    ),
  }
}

/** A proof takes as long as it takes, whatever the server, the database or the user is set to. */
const WITHOUT_TIME_OUT = `SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
  ('lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`

/** Also on a standby, and by a user who may only read. */
async function onSnapshot<Result>(
  url: string,
  proof: Proof<Result>,
): Promise<Verification<Result>> {
  const client = new pg.Client(clientConfig(url, 'report'))
  // What ends a connection between two questions is told here; whoever asks next only hears of the end.
  let lost: unknown
  client.on('error', (error) => {
    lost ??= error
  })
  try {
    await client.connect().catch((error: unknown) => {
      throw unreachable(error)
    })
    await client.query('SET statement_timeout = 0')
    await client.query(WITHOUT_TIME_OUT)
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await assertProvable(client)
    return await proveOnClient(client, proof)
  } catch (error) {
    if (DAMAGED.test(sqlState(error))) return damaged(error)
    throw unreadable(lost ?? error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Codes of PostgreSQL for a table or an index whose content is not what PostgreSQL wrote. */
const DAMAGED = /^XX00[12]$/

function damaged(error: unknown): Verification<never> {
  const found = errorText(error)
  const where = 'the database'
  return { ok: false, difference: { proof: 'file', where, expected: 'readable', found } }
}

/** Refuses a database of an older program in words: what it lacks is no difference. */
async function assertProvable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ count: number }>('SELECT count(*) AS count FROM migration')
  if (Number(rows[0]?.count) >= postgresSteps().length) return
  throw new StorageError('database_not_fitting', olderVersion(), 'not_done')
}

/** Proves the ledger on a connection, inside whatever transaction it is in. */
export function verifyPostgresOn(
  client: pg.ClientBase,
  options: VerifyOptions = {},
): Promise<Verification<ProvenFigures>> {
  return proveOnClient(client, proveAll(settingsOf(options)))
}

/** Proves what is new on a connection, inside whatever transaction it is in. */
export function verifyPostgresSinceOn(
  client: pg.ClientBase,
  { state = NO_STATE, parts, ...options }: SinceOptions,
): Promise<Verification<NewFigures>> {
  return proveOnClient(client, proveSince(settingsOf(options), state, parts))
}

function proveOnClient<Result>(
  client: pg.ClientBase,
  proof: Proof<Result>,
): Promise<Verification<Result>> {
  return runProofLater(prove(proof), async ({ sql, parameters }) => {
    const text = numberedPlaces(sql)
    const { rows } = await client.query({ text, values: [...parameters], rowMode: 'array' })
    return rows as Answer
  })
}
