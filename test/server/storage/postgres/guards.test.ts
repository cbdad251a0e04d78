import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { adminPool } from '../../../../server/storage/postgres/pools.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { importOf } from '../../ledger/imports.ts'
import { merge } from '../../ledger/moves.ts'
import { cardWith, run } from '../../ledger/network.ts'
import { newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

describe('what a server remembers', () => {
  it('of a card that was not made: nothing; its number does not lead to the card after it', async () => {
    await cardWith(house.network, 100)
    const lookup = randomBytes(32)
    const brought = importOf(
      house.network.webstore,
      newCard(house.network.programId, { lookup }),
      5_000,
    )
    await fillDisk()
    await expect(house.network.database.ledger.execute(brought)).rejects.toMatchObject({
      ...{ code: 'cannot_write', outcome: 'not_done' },
    })
    await house.postgres.query(house.url, 'DROP TRIGGER no_space ON card')
    // Somebody else's card is given the internal number.
    const other = await cardWith(house.network, 7_000)
    const { reply } = await house.network.database.ledger.execute(
      redeem(house.network.station, { by: 'lookup', lookup }, 700),
    )
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'CARD_NOT_FOUND_OR_PIN_INVALID' } })
    expect((await run(house.network, redeem(house.network.station, other, 1))).balanceMinor).toBe(
      6_999,
    )
    expect(await run(house.network, brought)).toMatchObject({ appliedMinor: 5_000 })
    expect(await proveDatabase(house.url)).toMatchObject({ ok: true })
  })

  it('of a card that is read while a group changes it: no refusal rests on it', async () => {
    const into = await cardWith(house.network, 50_000)
    await run(
      house.network,
      merge(house.network.station, await cardWith(house.network, 50_000), into),
    )
    const [one, two] = [await cardWith(house.network, 1_000), await cardWith(house.network, 1_000)]
    const head = await house.holdLock('SELECT hold_head()')
    const taken = run(house.network, redeem(house.network.station, into, 90_000))
    await eventually(() => house.isInTheWay(head))
    // All that is remembered is forgotten, and the card is read as it was before the group on its way.
    await house.postgres.query(house.url, `SELECT pg_notify('countermark_rules', 'rules')`)
    await delay(FORGETTING_MS)
    const beside = house.network.database.ledger.execute(merge(house.network.station, two, into))
    await delay(FORGETTING_MS)
    await head.query('COMMIT')
    await head.end()
    await taken
    expect((await beside).reply).toMatchObject({ ok: true })
    expect(await run(house.network, merge(house.network.station, one, into))).toMatchObject({
      balanceMinor: 12_000,
    })
  })

  it('of a card that another server changed: no refusal rests on it', async () => {
    const other = await house.openOther()
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const into = await cardWith(house.network, 50_000)
        await run(
          house.network,
          merge(house.network.station, await cardWith(house.network, 50_000), into),
        )
        const card = await cardWith(house.network, 1_000)
        // The other server makes room, and says so.
        await other.ledger.execute(redeem(house.network.station, into, 90_000))
        const { reply } = await house.network.database.ledger.execute(
          merge(house.network.station, card, into),
        )
        expect(reply).toMatchObject({ ok: true })
      }
    } finally {
      await other.close()
    }
  })
})

const ROUNDS = 12
const FORGETTING_MS = 300

describe('an operation that has to be looked up', () => {
  it('slowly: whoever was taken care of before it hears so meanwhile', async () => {
    const { network } = house
    const card = await cardWith(network, 5_000)
    const before = redeem(network.station, card, 300)
    await run(network, before)
    const head = await house.holdLock('SELECT hold_head()')
    await slowReading()
    const reading = await house.holdLock('SELECT pg_advisory_xact_lock(7)')
    let heard: number | null | undefined
    const taken = run(network, redeem(network.station, card, 100)).then(({ balanceMinor }) => {
      heard = balanceMinor
    })
    await eventually(() => house.isInTheWay(head))
    const undone = run(network, voidRequest(network.station, before.requestId))
    await delay(FORGETTING_MS)
    await head.query('COMMIT')
    await eventually(() => house.isInTheWay(reading))
    await eventually(() => heard === 4_600)
    expect(await house.isInTheWay(reading)).toBe(true)
    await reading.query('COMMIT')
    expect(await undone).toMatchObject({ balanceMinor: 4_900 })
    await Promise.all([taken, head.end(), reading.end()])
  })
})

describe('a database that is not as it should be', () => {
  it('an older state of it tells nothing of a request that it does not have', async () => {
    const card = await cardWith(house.network, 10_000)
    await run(house.network, redeem(house.network.station, card, 100))
    const last = redeem(house.network.station, card, 200)
    await run(house.network, last)
    await house.loseThirdGroup()
    await expect(
      house.network.database.ledger.outcome(house.network.station.key, last.requestId),
    ).rejects.toThrow('An old primary may have come back')
  })

  it('a connection lost under the reading for a void is made anew, and nobody hears of it', async () => {
    const card = await cardWith(house.network, 5_000)
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'countermark ledger'`
    for (let round = 0; round < ROUNDS; round += 1) {
      const request = redeem(house.network.station, card, 1)
      await run(house.network, request)
      const undone = Array.from({ length: 20 }, () =>
        run(house.network, voidRequest(house.network.station, request.requestId)),
      )
      const [answers] = await Promise.all([
        Promise.all(undone),
        house.postgres.query(house.url, kill),
      ])
      expect(answers.map(({ balanceMinor }) => balanceMinor)).toEqual(answers.map(() => 5_000))
    }
  })

  it('whoever holds the head and falls silent loses it, outside the ledger too', async () => {
    const pool = adminPool(house.url)
    const { rows } = await pool.query(
      `SELECT name, setting::int AS ms FROM pg_settings
        WHERE name IN ('lock_timeout', 'idle_in_transaction_session_timeout')`,
    )
    await pool.end()
    expect(rows.map(({ ms }) => ms > 0)).toEqual([true, true])
  })
})

/** Whatever is looked up in the journal waits for whoever has the lock. */
async function slowReading(): Promise<void> {
  await house.postgres.query(
    house.url,
    `ALTER FUNCTION read_ledger(jsonb) RENAME TO read_at_once;
     CREATE FUNCTION read_ledger(needs jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
     BEGIN
       IF needs ? 'known' THEN PERFORM pg_advisory_xact_lock_shared(7); END IF;
       RETURN read_at_once(needs);
     END $$`,
  )
}

/** The disk of the database server is full for whatever makes a card. */
async function fillDisk(): Promise<void> {
  await house.postgres.query(
    house.url,
    `CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER no_space BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION no_space()`,
  )
}
