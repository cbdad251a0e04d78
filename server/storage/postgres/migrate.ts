import pg from 'pg'
import { errorText, StorageError } from '../errors.ts'
import { type Applied, assertFitting, type Migration, readMigrations } from '../sqlite/migrate.ts'
import { clientConfig } from './connect.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** The steps of the schema, in order. */
export function postgresSteps(): Migration[] {
  return readMigrations(FOLDER)
}

/**
 * Brings the database to the newest step, in one transaction and under a lock: of several servers that
 * start at once one does it and the others wait. Refuses a database that a newer program wrote, or
 * one that is not ours.
 */
export async function migrate(
  url: string,
  steps: readonly Migration[],
  nowMs: number,
): Promise<void> {
  const client = new pg.Client({ ...clientConfig(url, 'ledger'), query_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Whoever waited sees what was done meanwhile, whatever the database's own setting is.
    await client.query(
      'BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(7310, 0)',
    )
    await applyMissing(client, steps, nowMs)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function applyMissing(
  client: pg.Client,
  steps: readonly Migration[],
  nowMs: number,
): Promise<void> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS migration (
       number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
       applied_at_ms bigint NOT NULL
     )`,
  )
  const { rows } = await client.query<Applied>(
    'SELECT number, name, checksum FROM migration ORDER BY number',
  )
  assertFitting(rows, steps)
  for (const step of steps.slice(rows.length)) {
    await apply(client, step)
    await client.query('INSERT INTO migration VALUES ($1, $2, $3, $4)', [
      step.number,
      step.name,
      step.checksum,
      nowMs,
    ])
  }
}

async function apply(client: pg.Client, step: Migration): Promise<void> {
  try {
    await client.query(step.sql)
  } catch (error) {
    throw new StorageError(
      'database_not_fitting',
      `Step ${step.name} of the database failed (${errorText(error)}). Nothing was changed. Use an empty database of its own.`,
      'not_done',
    )
  }
}
