import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../server/storage/index.ts'
import { adminPool } from '../../../../server/storage/postgres/pools.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { importOf } from '../../ledger/imports.ts'
import { merge } from '../../ledger/moves.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { newCard, redeem, voidRequest } from '../../ledger/requests.ts'
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

describe('what a server remembers', () => {
  it('of a card that was not made: nothing; its number does not lead to the card after it', async () => {
    await cardWith(network, 100)
    const lookup = randomBytes(32)
    const brought = importOf(network.webstore, newCard(network.programId, { lookup }), 5_000)
    await fillDisk()
    await expect(network.database.ledger.execute(brought)).rejects.toMatchObject({
      ...{ code: 'cannot_write', outcome: 'not_done' },
    })
    await postgres.query(url, 'DROP TRIGGER no_space ON card')
    // Somebody else's card is given the internal number.
    const other = await cardWith(network, 7_000)
    const { reply } = await network.database.ledger.execute(
      redeem(network.station, { by: 'lookup', lookup }, 700),
    )
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'CARD_NOT_FOUND_OR_PIN_INVALID' } })
    expect((await run(network, redeem(network.station, other, 1))).balanceMinor).toBe(6_999)
    expect(await run(network, brought)).toMatchObject({ appliedMinor: 5_000 })
    expect(await proveDatabase(url)).toMatchObject({ ok: true })
  })

  it('of a card that is read while a group changes it: no refusal rests on it', async () => {
    const into = await cardWith(network, 50_000)
    await run(network, merge(network.station, await cardWith(network, 50_000), into))
    const [one, two] = [await cardWith(network, 1_000), await cardWith(network, 1_000)]
    const head = await holdLock('SELECT 1 FROM ledger_head FOR UPDATE')
    const taken = run(network, redeem(network.station, into, 90_000))
    await eventually(() => isInTheWay(head))
    // All that is remembered is forgotten, and the card is read as it was before the group on its way.
    await postgres.query(url, `SELECT pg_notify('countermark_rules', 'rules')`)
    await delay(FORGETTING_MS)
    const beside = network.database.ledger.execute(merge(network.station, two, into))
    await delay(FORGETTING_MS)
    await head.query('COMMIT')
    await head.end()
    await taken
    expect((await beside).reply).toMatchObject({ ok: true })
    expect(await run(network, merge(network.station, one, into))).toMatchObject({
      balanceMinor: 12_000,
    })
  })

  it('of a card that another server changed: no refusal rests on it', async () => {
    const { clock } = network
    const clocks = { nowMs: () => clock.nowMs, elapsedMs: () => clock.nowMs }
    const other = await openDatabase({ dataDirectory: network.folder, databaseUrl: url, ...clocks })
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const into = await cardWith(network, 50_000)
        await run(network, merge(network.station, await cardWith(network, 50_000), into))
        const card = await cardWith(network, 1_000)
        // The other server makes room, and says so.
        await other.ledger.execute(redeem(network.station, into, 90_000))
        const { reply } = await network.database.ledger.execute(merge(network.station, card, into))
        expect(reply).toMatchObject({ ok: true })
      }
    } finally {
      await other.close()
    }
  })
})

const ROUNDS = 12
const FORGETTING_MS = 300

describe('a database that is not as it should be', () => {
  it('an older state of it tells nothing of a request that it does not have', async () => {
    const card = await cardWith(network, 10_000)
    await run(network, redeem(network.station, card, 100))
    const last = redeem(network.station, card, 200)
    await run(network, last)
    await postgres.query(
      url,
      `SET session_replication_role = replica;
       DELETE FROM request WHERE journal_id = 3; DELETE FROM journal WHERE id = 3;
       DELETE FROM commit_group WHERE id = 3;
       UPDATE card SET balance_minor = 9900, last_journal_id = 2;
       UPDATE ledger_head SET group_id = 2, next_journal_id = 3,
         hash = (SELECT hash FROM commit_group WHERE id = 2)`,
    )
    await expect(
      network.database.ledger.outcome(network.station.key, last.requestId),
    ).rejects.toThrow('An old primary may have come back')
  })

  it('a connection lost under the reading for a void is made anew, and nobody hears of it', async () => {
    const card = await cardWith(network, 5_000)
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'countermark ledger'`
    for (let round = 0; round < ROUNDS; round += 1) {
      const request = redeem(network.station, card, 1)
      await run(network, request)
      const undone = Array.from({ length: 20 }, () =>
        run(network, voidRequest(network.station, request.requestId)),
      )
      const [answers] = await Promise.all([Promise.all(undone), postgres.query(url, kill)])
      expect(answers.map(({ balanceMinor }) => balanceMinor)).toEqual(answers.map(() => 5_000))
    }
  })

  it('whoever holds the head and falls silent loses it, outside the ledger too', async () => {
    const pool = adminPool(url)
    const { rows } = await pool.query(
      `SELECT name, setting::int AS ms FROM pg_settings
        WHERE name IN ('lock_timeout', 'idle_in_transaction_session_timeout')`,
    )
    await pool.end()
    expect(rows.map(({ ms }) => ms > 0)).toEqual([true, true])
  })
})

/** The disk of the database server is full for whatever makes a card. */
async function fillDisk(): Promise<void> {
  await postgres.query(
    url,
    `CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER no_space BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION no_space()`,
  )
}

/** A connection that keeps what the statement locks until it commits. */
async function holdLock(statement: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query(statement)
  return client
}

async function isInTheWay(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  const waiting = await postgres.query(
    url,
    `SELECT 1 FROM pg_stat_activity WHERE ${rows[0]?.pid} = ANY (pg_blocking_pids(pid))`,
  )
  return waiting.length > 0
}
