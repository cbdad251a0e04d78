import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  describeDifference,
  verifyPostgres,
  verifyPostgresSince,
} from '../../../../server/storage/index.ts'
import { clientConfig } from '../../../../server/storage/postgres/connect.ts'
import {
  verifyPostgresOn,
  verifyPostgresSinceOn,
} from '../../../../server/storage/verify-postgres.ts'
import { openRandom } from '../../../helpers/random.ts'
import { postgresEngine } from '../../conformance/engines.ts'
import { openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { CHANGES } from './changes.ts'
import { type FullStory, openStory, tell } from './full-story.ts'
import { type Hand, postgresHand } from './hand.ts'
import { TOLD_KINDS } from './more-kinds.ts'
import { expectNamed } from './named.ts'

const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Changes of each kind: 10,000 in all at full scale. */
const OF_EACH = isFull ? 1250 : 10
const OPERATIONS = 120
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_260)

let databaseUrl = ''
const newest = postgresEngine(18)
const engine = {
  ...newest,
  makePlace: async () => {
    const place = await newest.makePlace()
    databaseUrl = place.options.databaseUrl ?? ''
    return place
  },
}
let network: TestNetwork
let story: FullStory
let client: pg.Client
let hand: Hand

beforeAll(async () => {
  await engine.start()
  const rules = { load_max_minor: 50_000, balance_max_minor: 90_000_000 }
  network = await openTestNetwork(rules, {}, engine)
  story = await openStory(network)
  const random = openRandom(SEED)
  for (let part = 0; part < 3; part += 1) {
    await tell(network, random, OPERATIONS / 3)
    await story.checkpoint()
  }
  await network.database.close()
  client = new pg.Client(clientConfig(databaseUrl, 'report'))
  await client.connect()
  // Whoever owns the server minds no guard.
  await client.query("SET session_replication_role = 'replica'")
  hand = await postgresHand(client)
}, 120_000)
afterAll(async () => {
  await client.end()
  await network.end()
  await engine.end()
})

function settings() {
  const { publicKey, opens } = story
  return { publicKey, opens, nowMs: network.clock.nowMs }
}

describe('planted changes on PostgreSQL', () => {
  test('the ledger that they are planted in is sound', async () => {
    const verification = await verifyPostgres(databaseUrl, settings())
    expect(verification).toMatchObject({ ok: true, figures: { checkpoints: 4, auditRows: 3 } })
    const posted = await hand.all("SELECT DISTINCT kind FROM journal WHERE outcome = 'posted'")
    expect(posted.flat()).toEqual(expect.arrayContaining([...TOLD_KINDS]))
  })

  test('a proof of what is new goes on from the last one, and looks at the rest in its turn', async () => {
    const first = await verifyPostgresSince(databaseUrl, { ...settings(), parts: 2 })
    if (!first.ok) throw new Error(describeDifference(first.difference))
    const { next: state } = first.figures
    const night = await verifyPostgresSince(databaseUrl, { ...settings(), state, parts: 2 })
    expect(night).toMatchObject({ ok: true, figures: { operations: 0, cards: 0 } })
    if (!night.ok) return
    expect(night.figures.sweptCards).toBeGreaterThan(0)
    expect(night.figures.sweptGroups).toBeGreaterThan(50)
  })

  /** Cuts what is old so small that a night looks at the first of it only. */
  const PARTS = 10_000
  const WHOLE: readonly (readonly [name: string, proof: string, statement: string])[] = [
    [
      'a segment of cards',
      'cards',
      "UPDATE card_segment SET hash = '\\x00' WHERE id = (SELECT max(id) FROM card_segment)",
    ],
    ['a segment of cards that is gone', 'cards', 'DELETE FROM card_segment WHERE id = 1'],
    [
      'the key of a tombstone',
      'tombstones',
      "UPDATE tombstone SET key = '\\x00' WHERE journal_id = (SELECT min(journal_id) FROM tombstone)",
    ],
    ['a step of the tables', 'file', "UPDATE migration SET checksum = 'another' WHERE number = 1"],
    ['a guard that is off', 'schema', 'ALTER TABLE audit DISABLE TRIGGER audit_is_never_changed'],
  ]
  test.each(WHOLE)('a night later, %s: found at once by %s', async (_name, proof, statement) => {
    const first = await verifyPostgresSince(databaseUrl, { ...settings(), parts: PARTS })
    if (!first.ok) throw new Error(describeDifference(first.difference))
    const { next: state } = first.figures
    const night = { ...settings(), state, parts: PARTS }
    await client.query('BEGIN')
    expect(await verifyPostgresSinceOn(client, night)).toMatchObject({ ok: true })
    await client.query(statement)
    const found = await verifyPostgresSinceOn(client, night)
    await client.query('ROLLBACK')
    expect(found).toMatchObject({ ok: false, difference: { proof } })
  })

  const NEW: typeof WHOLE = [
    [
      'a request that is forgotten',
      'idempotency',
      'DELETE FROM request WHERE journal_id = (SELECT max(journal_id) FROM request)',
    ],
    [
      'a request that is on record for another operation',
      'idempotency',
      'UPDATE request SET journal_id = 1 WHERE journal_id = (SELECT max(journal_id) FROM request)',
    ],
    [
      'a reversal of nothing',
      'reversals',
      `INSERT INTO reversal (journal_id, amount_minor) SELECT max(id), 5 FROM journal
        WHERE id NOT IN (SELECT original_id FROM journal WHERE original_id IS NOT NULL)`,
    ],
  ]
  test.each(NEW)('of what is new, %s: found by %s', async (_name, proof, statement) => {
    await client.query('BEGIN')
    await client.query(statement)
    const found = await verifyPostgresSinceOn(client, { ...settings(), parts: PARTS })
    await client.query('ROLLBACK')
    expect(found).toMatchObject({ ok: false, difference: { proof } })
  })

  test.each(Object.entries(CHANGES))(
    '%s: each one is found and named',
    async (kind, change) => {
      const random = openRandom(SEED + kind.length)
      let planted = 0
      for (let tries = 0; planted < OF_EACH && tries < OF_EACH * 20; tries += 1) {
        await client.query('BEGIN')
        if (await plant(() => change(hand, random))) {
          planted += 1
          const verification = await verifyPostgresOn(client, settings())
          if (verification.ok) throw new Error(`not found: ${kind}, try ${tries}, seed ${SEED}`)
          expectNamed(verification.difference)
          expect(verification.difference.proof, kind).not.toBe('schema')
        }
        await client.query('ROLLBACK')
      }
      expect(planted).toBe(OF_EACH)
    },
    1_800_000,
  )

  test('a guard that is switched off: found', async () => {
    await client.query('BEGIN; ALTER TABLE audit DISABLE TRIGGER audit_is_never_changed')
    expect(await verifyPostgresOn(client, settings())).toMatchObject({
      ok: false,
      difference: { proof: 'schema', where: 'the trigger audit_is_never_changed' },
    })
    await client.query('ROLLBACK')
  })
})

/** A change that the database itself does not take was not planted. */
async function plant(change: () => Promise<boolean>): Promise<boolean> {
  try {
    return await change()
  } catch (error) {
    // Class 22: no value of this type. Class 23: a constraint of the table.
    if (error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')) return false
    throw error
  }
}
