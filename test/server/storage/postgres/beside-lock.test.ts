import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'

let postgres: TestPostgres
let url: string
let network: TestNetwork

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  url = await postgres.createDatabase()
  network = await openTestNetwork({}, { databaseUrl: url })
})
afterEach(() => network.end())

/** Long enough for one more task to be decided in memory. */
const DECIDING_MS = 500

/**
 * A group fails and is decided again under the lock; another one is decided meanwhile, with the same
 * ids. That one must not be sent as it is: it met cards as they were before the first and others as
 * they are after it, and the links of a card could then lead back to themselves.
 */
test('a group under the lock: what is decided beside it is decided again, and never sent as it was', async () => {
  const [card, other] = [await cardWith(network, 5000), await cardWith(network, 5000)]
  await run(network, redeem(network.station, card, 1))
  const head = await holdLock('UPDATE ledger_head SET rules_version = rules_version + 1')
  const first = run(network, redeem(network.station, card, 100))
  await eventually(() => isInTheWay(head))
  const row = await holdLock(`SELECT 1 FROM card WHERE uid = '${card.cardId}' FOR UPDATE`)
  // The group was decided under other rules: it fails, and is decided again under the lock.
  await head.query('COMMIT')
  await eventually(() => isInTheWay(row))
  const beside = run(network, redeem(network.station, other, 200))
  await delay(DECIDING_MS)
  await row.query('COMMIT')
  expect(await first).toMatchObject({ balanceMinor: 4899 })
  expect(await beside).toMatchObject({ balanceMinor: 4800 })
  await Promise.all([head.end(), row.end()])
  // Of the two groups only the one that was to fail did. The count is whole when connections end.
  await network.database.close()
  await eventually(async () => (await rolledBack()) > 0)
  expect(await rolledBack()).toBe(1)
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
})

/** A connection that keeps what the statement locks until it commits. */
async function holdLock(statement: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query(statement)
  return client
}

/** Whether somebody waits for this connection. */
async function isInTheWay(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
  )
  return rows.length > 0
}

/** Transactions of this database that the server had to undo. */
async function rolledBack(): Promise<number> {
  const [row] = await postgres.query(
    url,
    'SELECT xact_rollback::int AS count FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(row?.['count'])
}
