import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CommittedOperation } from '../../../../server/ledger/engine.ts'
import type { Database } from '../../../../server/storage/index.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { cardWith, done } from '../../ledger/network.ts'
import { activate, newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()
/** The second server process of the same database, in this process: they share nothing but that. */
let other: Database

beforeEach(async () => {
  other = await house.openOther()
})
afterEach(() => other.close())

const ROUNDS = 40
const AT_ONCE = 12

it('two servers: both take from one card and from many, and no cent is lost or made', async () => {
  const hot = await cardWith(house.network, 50_000)
  const cards = await Promise.all(Array.from({ length: 20 }, () => cardWith(house.network, 10_000)))
  let taken = 0
  const taker = async (database: Database, index: number) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const card = round % 2 === 0 ? hot : (cards[(index + round) % cards.length] ?? hot)
      const request = redeem(house.network.station, card, 10)
      const { appliedMinor } = done(await database.ledger.execute(request))
      taken += appliedMinor
    }
  }
  const ways = [house.network.database, other]
  await Promise.all(
    ways.flatMap((database) =>
      Array.from({ length: AT_ONCE }, (_, index) => taker(database, index)),
    ),
  )
  expect(taken).toBe(ways.length * AT_ONCE * ROUNDS * 10)
  const [left] = await house.postgres.query(
    house.url,
    'SELECT sum(balance_minor)::int AS sum FROM card',
  )
  expect(left?.['sum']).toBe(50_000 + 20 * 10_000 - taken)
  expect(await proveDatabase(house.url)).toMatchObject({ ok: true })
})

it('two servers: a request asked of both at once is done once', async () => {
  const card = await cardWith(house.network, 10_000)
  for (let round = 0; round < 10; round += 1) {
    const request = redeem(house.network.station, card, 100)
    const replies = await Promise.all([
      house.network.database.ledger.execute(request),
      other.ledger.execute(request),
      house.network.database.ledger.execute(request),
    ])
    const answers = replies.map(done)
    expect(new Set(answers.map(({ operationId }) => operationId)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  }
  const [left] = await house.postgres.query(
    house.url,
    'SELECT sum(balance_minor)::int AS sum FROM card',
  )
  expect(left?.['sum']).toBe(9_000)
})

it('two servers: a void on one undoes what the other did, once', async () => {
  const card = await cardWith(house.network, 10_000)
  const request = redeem(house.network.station, card, 400)
  done(await house.network.database.ledger.execute(request))
  const voids = await Promise.all(
    [other, house.network.database, other].map((database) =>
      database.ledger.execute(voidRequest(house.network.station, request.requestId)),
    ),
  )
  expect(voids.map(done).filter(({ alreadyVoided }) => !alreadyVoided)).toHaveLength(1)
  const [left] = await house.postgres.query(
    house.url,
    'SELECT sum(balance_minor)::int AS sum FROM card',
  )
  expect(left?.['sum']).toBe(10_000)
})

it('two servers: each hears of every operation once, in the order of the chain', async () => {
  const heard: number[][] = [[], []]
  const listen = (database: Database, index: number) =>
    database.ledger.onDidCommit((operations: readonly CommittedOperation[]) => {
      heard[index]?.push(...operations.map(({ journalId }) => journalId))
    })
  listen(house.network.database, 0)
  listen(other, 1)
  const before = await count('journal')
  const cards = await Promise.all(Array.from({ length: 8 }, () => cardWith(house.network, 10_000)))
  await Promise.all(
    [house.network.database, other].flatMap((database) =>
      cards.map((card) => database.ledger.execute(redeem(house.network.station, card, 1))),
    ),
  )
  const expected = await journalInOrder(before)
  expect(expected).toHaveLength(24)
  await eventually(() => heard.every((ids) => ids.length >= expected.length))
  expect(heard).toEqual([expected, expected])
})

it('two servers: a rule changed on one holds on the other at once', async () => {
  const card = await cardWith(house.network, 10_000)
  done(await other.ledger.execute(redeem(house.network.station, card, 1)))
  const query = house.network.database.read
    .updateTable('location')
    .set({ state: 'closed' })
    .where('id', '=', house.network.here)
    .compile()
  expect(await house.network.database.write([{ query, changes: 1 }])).toBe(true)
  const { reply } = await other.ledger.execute(redeem(house.network.station, card, 1))
  expect(reply).toMatchObject({ ok: false, refusal: { code: 'CARD_NOT_ACCEPTED_HERE' } })
})

it('two servers: ids have no gap after both were closed', async () => {
  const [one, two] = [newCard(house.network.programId), newCard(house.network.programId)]
  const make = (database: Database, card: typeof one) =>
    database.ledger.execute(activate(house.network.webstore, { by: 'new', card }, 500))
  done(await make(house.network.database, one))
  done(await make(other, two))
  await other.close()
  await house.network.reopen()
  const before = await journalInOrder(0)
  await cardWith(house.network, 100)
  const after = await journalInOrder(0)
  expect(after.at(-1)).toBe(Math.max(...before) + 1)
})

async function count(table: string): Promise<number> {
  const [row] = await house.postgres.query(
    house.url,
    `SELECT coalesce(max(id), 0)::int AS last FROM ${table}`,
  )
  return Number(row?.['last'])
}

async function journalInOrder(afterId: number): Promise<number[]> {
  const rows = await house.postgres.query(
    house.url,
    `SELECT j.id::int AS id FROM commit_group g
     JOIN journal j ON j.id BETWEEN g.first_journal_id AND g.last_journal_id
     WHERE j.id > ${afterId} ORDER BY g.id, j.id`,
  )
  return rows.map((row) => Number(row['id']))
}
