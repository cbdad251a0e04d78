import { readFileSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Difference, databaseFile, verifyLedger } from '../../../../server/storage/index.ts'
import { type ExpectedSchema, readSchema } from '../../../../server/storage/proof/file-proof.ts'
import { type Answer, runProof } from '../../../../server/storage/proof/reader.ts'
import { expectedSteps, verifyConnection } from '../../../../server/storage/verify.ts'
import { openRandom } from '../../../helpers/random.ts'
import { openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { CHANGES } from './changes.ts'
import { type FullStory, openStory, tell } from './full-story.ts'
import { sqliteHand } from './hand.ts'
import { TOLD_KINDS } from './more-kinds.ts'
import { expectNamed } from './named.ts'

const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Changes of each kind: 10,000 in all at full scale. */
const OF_EACH = isFull ? 1150 : 30
const FILE_BITS = isFull ? 1500 : 50
const OPERATIONS = 260
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_260)

let network: TestNetwork
let story: FullStory
let bytes: Buffer
let earlier: Buffer
const nowMs = () => network.clock.nowMs

beforeAll(async () => {
  network = await openTestNetwork({ load_max_minor: 50_000, balance_max_minor: 90_000_000 })
  story = await openStory(network)
  const random = openRandom(SEED)
  for (let part = 0; part < 4; part += 1) {
    await tell(network, random, OPERATIONS / 4)
    await story.checkpoint()
    if (part === 1) earlier = await closedBytes()
  }
  bytes = await closedBytes()
}, 120_000)
afterAll(() => network.end())

/** The database as one file, without its log. */
async function closedBytes(): Promise<Buffer> {
  await network.database.close()
  const file = new BetterSqlite3(databaseFile(network.folder))
  file.pragma('journal_mode = DELETE')
  file.close()
  const content = readFileSync(databaseFile(network.folder))
  await network.reopen()
  return content
}

/** A copy in memory without guards: whoever has the disk in hands does not mind them. */
function openUnguarded(): BetterSqlite3.Database {
  const file = new BetterSqlite3(bytes)
  const triggers = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck()
  for (const name of triggers.all()) file.exec(`DROP TRIGGER ${String(name)}`)
  file.pragma('foreign_keys = OFF')
  return file
}

function settings() {
  const { publicKey, opens } = story
  return { publicKey, opens, nowMs: nowMs(), steps: expectedSteps() }
}

function schemaOf(file: BetterSqlite3.Database): ExpectedSchema {
  const atHome = runProof(
    readSchema(),
    ({ sql, parameters }) =>
      file
        .prepare(sql)
        .raw()
        .all(...parameters) as Answer,
  )
  return { atHome, moved: [] }
}

describe('planted changes', () => {
  test('the ledger that they are planted in has something in every table, and is sound', () => {
    const file = new BetterSqlite3(bytes)
    for (const { name } of sqliteHand(file).tables) {
      const count = file.prepare(`SELECT count(*) FROM ${name}`).pluck().get()
      expect(count, name).toBeGreaterThan(0)
    }
    const outcomes = file.prepare('SELECT DISTINCT outcome FROM journal').pluck().all()
    expect(outcomes.sort()).toEqual(['empty', 'posted', 'refused', 'repeated'])
    const posted = "SELECT DISTINCT kind FROM journal WHERE outcome = 'posted'"
    expect(file.prepare(posted).pluck().all()).toEqual(expect.arrayContaining([...TOLD_KINDS]))
    expect(verifyLedger(network.folder, settings())).toMatchObject({
      ok: true,
      figures: { checkpoints: 5, auditRows: 3 },
    })
  })

  test.each(Object.entries(CHANGES))(
    '%s: each one is found and named',
    async (kind, change) => {
      const file = openUnguarded()
      const schema = schemaOf(file)
      const hand = sqliteHand(file)
      const random = openRandom(SEED + kind.length)
      let planted = 0
      for (let tries = 0; planted < OF_EACH && tries < OF_EACH * 20; tries += 1) {
        file.exec('SAVEPOINT before')
        file.pragma('ignore_check_constraints = ON')
        const isPlanted = await plant(() => change(hand, random))
        file.pragma('ignore_check_constraints = OFF')
        if (isPlanted) {
          planted += 1
          const verification = verifyConnection(file, { ...settings(), schema })
          if (verification.ok) throw new Error(`not found: ${kind}, try ${tries}, seed ${SEED}`)
          expectNamed(verification.difference)
          expect(verification.difference.proof, kind).not.toBe('schema')
        }
        file.exec('ROLLBACK TO before; RELEASE before')
      }
      file.close()
      expect(planted).toBe(OF_EACH)
    },
    900_000,
  )
})

/** A change that the database itself does not take was not planted. */
async function plant(change: () => Promise<boolean>): Promise<boolean> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))
      return false
    throw error
  }
}

describe('bits of the file', () => {
  test('each one is found, or changes nothing that is stored', () => {
    const random = openRandom(SEED)
    const whole = contentOf(new BetterSqlite3(bytes))
    let [found, harmless] = [0, 0]
    for (let count = 0; count < FILE_BITS; count += 1) {
      const copy = Buffer.from(bytes)
      const place = random.below(copy.length)
      copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8))
      const difference = differenceIn(copy)
      if (difference) {
        found += 1
        expectNamed(difference)
        continue
      }
      harmless += 1
      expect(contentOf(new BetterSqlite3(copy)), `byte ${place}, seed ${SEED}`).toBe(whole)
    }
    expect(found).toBeGreaterThan(0)
    expect(harmless).toBeGreaterThan(0)
  }, 900_000)

  test('an older copy of the whole file: found by a point that is known from elsewhere', () => {
    const file = new BetterSqlite3(bytes)
    const [height, hash] = file
      .prepare('SELECT id, hex(hash) FROM commit_group ORDER BY id DESC LIMIT 1')
      .raw()
      .get() as [number, string]
    const expectation = { ...settings(), expect: { height, hash } }
    expect(verifyConnection(file, expectation)).toMatchObject({ ok: true })
    const older = verifyConnection(new BetterSqlite3(earlier), expectation)
    expect(older).toMatchObject({ ok: false, difference: { proof: 'chain', group: height } })
  })
})

function differenceIn(copy: Buffer): Difference | undefined {
  let file: BetterSqlite3.Database | undefined
  try {
    file = new BetterSqlite3(copy)
    const verification = verifyConnection(file, { ...settings(), schema: WHOLE_SCHEMA() })
    return verification.ok ? undefined : verification.difference
  } finally {
    file?.close()
  }
}

let wholeSchema: ExpectedSchema | undefined
const WHOLE_SCHEMA = () => {
  wholeSchema ??= schemaOf(new BetterSqlite3(bytes))
  return wholeSchema
}

/** Everything that is stored and on which something rests, as one text. */
function contentOf(file: BetterSqlite3.Database): string {
  const names = file.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()
  const rows = sqliteHand(file).tables.map(({ name, key, columns }) => {
    const proven = columns.map((column) => column.name).join(', ')
    return file.prepare(`SELECT ${proven} FROM ${name} ORDER BY ${key.join(', ')}`).all()
  })
  file.close()
  return JSON.stringify([names, rows])
}
