import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type Database, openDatabase } from '../../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { openTestNetwork, type TestNetwork } from '../../ledger/network.ts'

/** A database server for the tests of a file, and a network on a database of its own for each. */
export interface PostgresHouse {
  readonly postgres: TestPostgres
  readonly url: string
  readonly network: TestNetwork
  /** Another server of the same database, in this process: they share nothing but that. */
  readonly openOther: () => Promise<Database>
  /** A connection that keeps what the statement locks until it commits. */
  readonly holdLock: (statement: string) => Promise<pg.Client>
  /** Whether somebody waits for this connection. */
  readonly isInTheWay: (client: pg.Client) => Promise<boolean>
}

/** Makes the house before the tests of the file that calls this, and ends it after them. */
export function postgresHouse(): PostgresHouse {
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
  return {
    get postgres() {
      return postgres
    },
    get url() {
      return url
    },
    get network() {
      return network
    },
    openOther: () => {
      const { clock, folder: dataDirectory } = network
      const clocks = { nowMs: () => clock.nowMs, elapsedMs: () => clock.nowMs }
      return openDatabase({ dataDirectory, databaseUrl: url, ...clocks })
    },
    holdLock: async (statement) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query('BEGIN')
      await client.query(statement)
      return client
    },
    // From outside: within one transaction the server shows the same sessions again and again.
    isInTheWay: async (client) => {
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
      const waiting = await postgres.query(
        url,
        `SELECT 1 FROM pg_stat_activity WHERE ${rows[0]?.pid} = ANY (pg_blocking_pids(pid))`,
      )
      return waiting.length > 0
    },
  }
}
