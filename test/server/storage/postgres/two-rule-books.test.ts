import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createLog } from '../../../../server/log.ts'
import { type Database, openDatabase } from '../../../../server/storage/index.ts'
import { expireCards, leaseOf } from '../../../../server/stored-value/index.ts'
import { minor } from '../../../../src/contract/money.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { addVersion, rulesWith, TEST_RULES } from '../../ledger/programs.ts'
import { fund, redeem } from '../../ledger/requests.ts'

let postgres: TestPostgres
let url: string
let network: TestNetwork
/** The second server process of the same database: they share nothing but that. */
let other: Database

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  url = await postgres.createDatabase()
  const expiry = { months: 1, from: 'issue', valueTo: 'suspense' } as const
  network = await openTestNetwork({ rules: { expiry } }, { databaseUrl: url })
  const { clock } = network
  const clocks = { nowMs: () => clock.nowMs, elapsedMs: () => clock.nowMs }
  other = await openDatabase({ dataDirectory: network.folder, databaseUrl: url, ...clocks })
})
afterEach(async () => {
  await other.close()
  await network.end()
})

it('rules changed on one server while the other one works: each row was decided by the version it names', async () => {
  const card = await cardWith(network, 50_000)
  const { ledger } = other
  await ledger.execute(fund(network.station, card, 1000))
  let isOver = false
  const loads = async () => {
    while (!isOver) await ledger.execute(fund(network.station, card, 1000))
  }
  const working = [loads(), loads(), loads()]
  for (let version = 2; version <= 13; version += 1) {
    // An even version forbids loads of 10.00, an odd one allows them.
    const loadMinMinor = minor(version % 2 === 0 ? 1001 : 100)
    const rules = { ...rulesWith(TEST_RULES, {}), loadMinMinor, balanceMaxMinor: minor(9_000_000) }
    await addVersion(network.database, network.programId, rules, {
      ...{ version, nowMs: network.clock.nowMs },
    })
    // What this server answers after the change has met it.
    const { reply } = await ledger.execute(fund(network.station, card, 1000))
    expect(reply.ok, `version ${version}`).toBe(version % 2 === 1)
  }
  isOver = true
  await Promise.all(working)
  const rows = await postgres.query(
    url,
    `SELECT rule_version, outcome, count(*)::int FROM journal WHERE kind = 'fund'
      AND rule_version > 1 GROUP BY 1, 2 ORDER BY 1`,
  )
  expect(new Set(rows.map((row) => Number(row['rule_version']))).size).toBe(12)
  for (const row of rows)
    expect(row['outcome']).toBe(Number(row['rule_version']) % 2 === 0 ? 'refused' : 'posted')
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
})

it('cards that are over: of two servers one ends them, each once, and no value is left behind', async () => {
  for (let made = 0; made < 25; made += 1) await cardWith(network, 1000)
  network.clock.nowMs += 40 * 86_400_000
  const contexts = [network.database, other].map((database) => ({
    ...{ database, log: createLog('silent'), nowMs: () => network.clock.nowMs },
    randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
  }))
  const looks = await Promise.all(
    contexts.map((context) => expireCards(context, leaseOf(context), { atOnce: 10 })),
  )
  expect(looks.reduce((sum, { ended }) => sum + ended, 0)).toBeGreaterThanOrEqual(25)
  const [rows] = await postgres.query(
    url,
    `SELECT count(*)::int AS ended, sum(amount_minor)::int AS moved FROM journal
      WHERE kind = 'expire' AND outcome = 'posted'`,
  )
  expect(rows).toEqual({ ended: 25, moved: 25_000 })
  const card = await cardWith(network, 1000)
  const { reply } = await other.ledger.execute(redeem(network.station, card, 100))
  expect(reply.ok).toBe(true)
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
})
