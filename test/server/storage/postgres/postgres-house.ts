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
  /** The old primary comes back: the third group, of one redemption of 200 of 9,900, is gone. */
  readonly loseThirdGroup: () => Promise<void>
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
    loseThirdGroup: async () => {
      await postgres.query(
        url,
        `SET session_replication_role = replica;
         DELETE FROM request WHERE journal_id = 3; DELETE FROM journal WHERE id = 3;
         DELETE FROM commit_group WHERE id = 3;
         UPDATE card SET balance_minor = 9900, last_journal_id = 2;
         UPDATE ledger_head SET group_id = 2, next_journal_id = 3,
           hash = (SELECT hash FROM commit_group WHERE id = 2)`,
      )
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
