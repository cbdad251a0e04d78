import pg from 'pg'
import { clientConfig } from './postgres/connect.ts'
import { postgresSteps } from './postgres/migrate.ts'
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

async function onSnapshot<Result>(
  url: string,
  proof: Proof<Result>,
): Promise<Verification<Result>> {
  const client = new pg.Client(clientConfig(url, 'report'))
  // An error of a connection that nobody waits on would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await proveOnClient(client, proof)
  } finally {
    await client.end().catch(() => undefined)
  }
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
