import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openDatabase, StorageError } from '../../../../server/storage/index.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { cardWith, done, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { openCommitCutter } from './commit-cutter.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

const CALLERS = 16
const KILLS = 3
/** Far more than a test has time for, if each waited. */
const MANY = 100

describe('a database server that is killed', () => {
  it('loses nothing that was answered, does nothing twice, and is used again', async () => {
    const cards = await Promise.all(
      Array.from({ length: CALLERS }, () => cardWith(house.network, 50_000)),
    )
    let isOver = false
    let answered = 0
    const takeOn = async (card: (typeof cards)[number]) => {
      let taken = 0
      while (!isOver) {
        const request = redeem(house.network.station, card, 1)
        for (let isKnown = false; !isKnown; ) {
          try {
            taken += done(await house.network.database.ledger.execute(request)).appliedMinor
            answered += 1
            isKnown = true
          } catch (error) {
            // The same id again, as a station does: it tells what became of it.
            if (!(error instanceof StorageError)) throw error
          }
        }
      }
      return taken
    }
    const taking = Promise.all(cards.map(takeOn))
    for (let kills = 0; kills < KILLS; kills += 1) {
      const before = answered
      while (answered < before + 100) await delay(10)
      await house.postgres.kill()
      await house.postgres.start()
    }
    const before = answered
    while (answered < before + 100) await delay(10)
    isOver = true
    const taken = (await taking).reduce((sum, each) => sum + each, 0)
    const [left] = await house.postgres.query(
      house.url,
      'SELECT sum(balance_minor)::int AS sum FROM card',
    )
    expect(left?.['sum']).toBe(CALLERS * 50_000 - taken)
    expect(taken).toBe(answered)
    await eventually(() => house.network.database.trouble() === null)
    expect(await proveDatabase(house.url)).toMatchObject({ ok: true })
  })

  it('under a group that is run one by one: nobody waits for it one after the other', async () => {
    const { network, postgres, url } = house
    const card = await cardWith(network, 50_000)
    await postgres.query(
      url,
      `CREATE FUNCTION bad_or_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.requested_minor = 666 THEN RAISE EXCEPTION 'a bad one'; END IF;
         IF NEW.requested_minor = 777 THEN PERFORM pg_sleep(30); END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER bad_or_slow BEFORE INSERT ON journal
         FOR EACH ROW EXECUTE FUNCTION bad_or_slow()`,
    )
    const head = await house.holdLock('SELECT hold_head()')
    const before = run(network, redeem(network.station, card, 1))
    await eventually(() => house.isInTheWay(head))
    // Together in the next group: the first one undoes it, and of the others each is run alone.
    const amounts = [666, 777, ...Array.from({ length: MANY }, () => 1)]
    const told = Promise.allSettled(
      amounts.map((amount) =>
        network.database.ledger.execute(redeem(network.station, card, amount)),
      ),
    )
    await head.query('COMMIT')
    await head.end()
    await before
    const sleeps = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
    await eventually(async () => (await postgres.query(url, sleeps)).length > 0)
    await postgres.kill()
    const reasons = (await told).map((one) => (one.status === 'rejected' ? one.reason : one.value))
    expect(reasons.slice(0, 2)).toMatchObject([{ code: 'request_failed' }, { outcome: 'unknown' }])
    for (const reason of reasons.slice(2))
      expect(reason).toMatchObject({ code: 'cannot_write', outcome: 'not_done' })
    await postgres.start()
    await eventually(() => network.database.trouble() === null)
    expect(await run(network, redeem(network.station, card, 1))).toMatchObject({
      balanceMinor: 49_998,
    })
  })

  it('a commit whose answer is lost, before a server of no use: nobody is told that it was not done', async () => {
    const { network, postgres, url } = house
    const card = await cardWith(network, 5_000)
    const cutter = await openCommitCutter(url)
    const { ledger, trouble } = await network.reopen({ databaseUrl: cutter.url })
    // The group meets other rules: it fails, and is decided again under the lock.
    const head = await house.holdLock('SELECT rules_changed()')
    const asked = redeem(network.station, card, 100)
    const told = expect(ledger.execute(asked)).rejects.toMatchObject({
      ...{ code: 'cannot_write', outcome: 'unknown' },
    })
    await eventually(() => house.isInTheWay(head))
    const [name, elsewhere] = [url.split('/').at(-1), new URL('/postgres', url).href]
    const readOnly = (to: 'on' | 'off') =>
      postgres.query(elsewhere, `ALTER DATABASE ${name} SET default_transaction_read_only = ${to}`)
    cutter.cutNext(() => readOnly('on'))
    await head.query('COMMIT')
    await told
    expect(cutter.cuts()).toBe(1)
    await head.end()
    await readOnly('off')
    await eventually(() => trouble() === null)
    expect(await run(network, asked)).toMatchObject({ balanceMinor: 4_900, replayed: true })
    await network.reopen()
    await cutter.close()
  })

  it('under a read: the read fails, the process lives, and reads are answered again', async () => {
    const { read } = house.network.database
    const sleep = sql`SELECT pg_sleep(30), 'a read that is killed'`.execute(read)
    const failed = expect(sleep).rejects.toThrow()
    const kill = `SELECT count(pg_terminate_backend(pid))::int AS killed FROM pg_stat_activity
      WHERE query LIKE '%a read that is killed%' AND pid <> pg_backend_pid()`
    await eventually(
      async () => Number((await house.postgres.query(house.url, kill))[0]?.['killed']) > 0,
    )
    await failed
    // The end of the connection may be heard of a moment after the end of the read.
    const networks = () => read.selectFrom('network').select('id').execute()
    await eventually(async () => (await networks().catch(() => [])).length === 1)
  })

  it('is missed in words while it is away, and nobody waits for ever', async () => {
    const card = await cardWith(house.network, 10_000)
    await house.postgres.stop()
    const request = redeem(house.network.station, card, 1)
    const error = await house.network.database.ledger
      .execute(request)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'cannot_write' })
    expect(house.network.database.trouble()).toContain('Check that it runs')
    await house.postgres.start()
    // Whoever is asked for trouble before an operation comes hears that there is none.
    await eventually(() => house.network.database.trouble() === null)
    expect((await run(house.network, request)).balanceMinor).toBe(9_999)
  })
})

describe('an older state of the database', () => {
  it('is refused: nothing is written to a primary that came back', async () => {
    const card = await cardWith(house.network, 10_000)
    await run(house.network, redeem(house.network.station, card, 100))
    const known = await run(house.network, redeem(house.network.station, card, 200))
    expect(known.balanceMinor).toBe(9_700)
    // As the old primary would have it: without the last group.
    await house.loseThirdGroup()
    const error = await house.network.database.ledger
      .execute(redeem(house.network.station, card, 300))
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'cannot_write' })
    expect(String(error)).toContain('commit group 3 is not in it')
    expect((await house.network.database.broken).message).toContain(
      'An old primary may have come back',
    )
    expect(house.network.database.trouble()).toContain('commit group 3')
    const rows = await house.postgres.query(house.url, 'SELECT id FROM journal')
    expect(rows).toHaveLength(2)
    // Whatever watches over the server starts it again: the old primary is not taken for a new ledger.
    const restarted = await house.network.reopen().catch((reason: unknown) => reason)
    expect(restarted).toMatchObject({ code: 'database_not_fitting', outcome: 'not_done' })
    expect(String(restarted)).toContain('commit group 3 is not in it')
    const note = join(house.network.folder, 'newest-group.json')
    expect(String(restarted)).toContain(`remove ${note}`)
    // Somebody who gives up what was answered since says so.
    rmSync(note)
    await house.network.reopen()
    expect(await run(house.network, redeem(house.network.station, card, 300))).toMatchObject({
      balanceMinor: 9_600,
    })
  })

  it('is refused at a start, whether it is empty or cannot be compared', async () => {
    const card = await cardWith(house.network, 10_000)
    await run(house.network, redeem(house.network.station, card, 100))
    await house.network.database.close()
    const empty = await house.postgres.createDatabase()
    const there = openDatabase({ dataDirectory: house.network.folder, databaseUrl: empty })
    await expect(there).rejects.toThrow('An old primary may have come back')
    const tables = await house.postgres.query(
      empty,
      `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`,
    )
    expect(tables).toEqual([])
    writeFileSync(join(house.network.folder, 'newest-group.json'), '{"id":2,"ha')
    await expect(house.network.reopen()).rejects.toThrow('cannot be understood')
    rmSync(join(house.network.folder, 'newest-group.json'))
    await house.network.reopen()
    expect((await run(house.network, redeem(house.network.station, card, 100))).balanceMinor).toBe(
      9_800,
    )
  })
})

describe('a database server that does not keep its word', () => {
  it.each([
    { set: 'synchronous_commit = off', says: 'synchronous_commit' },
    { set: 'default_transaction_read_only = on', says: 'read only' },
  ])('is refused: $set', async ({ set, says }) => {
    const name = house.url.split('/').at(-1)
    await house.postgres.query(house.url, `ALTER DATABASE ${name} SET ${set}`)
    const error = await house.network.reopen().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'database_not_fitting' })
    expect(String(error)).toContain(says)
  })
})
