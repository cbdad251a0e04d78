import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import {
  databaseFile,
  openDatabase,
  StorageError,
  verifyLedger,
} from '../../../server/storage/index.ts'
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { activate, newCard, redeem } from '../ledger/requests.ts'

let ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.reverse()) await end()
  ends = []
})

async function network(...options: Parameters<typeof openTestNetwork>): Promise<TestNetwork> {
  const opened = await openTestNetwork(...options)
  ends.push(opened.end)
  return opened
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'countermark-storage-'))
  ends.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function failureOf(promise: Promise<unknown>): Promise<StorageError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StorageError)
  return error as StorageError
}

describe('a data folder', () => {
  test('is opened by one server only, and again when that one has closed', async () => {
    const dataDirectory = folder()
    const first = await openDatabase({ dataDirectory })
    const error = await failureOf(openDatabase({ dataDirectory }))
    expect(error).toMatchObject({ code: 'folder_in_use', outcome: 'not_done' })
    expect(error.message).toContain(dataDirectory)
    await first.close()
    const second = await openDatabase({ dataDirectory })
    await second.close()
  })

  test('is free again after its server was killed', async () => {
    const dataDirectory = folder()
    const index = new URL('../../../server/storage/index.ts', import.meta.url)
    const script = `
      const { openDatabase } = await import(${JSON.stringify(index.href)})
      await openDatabase({ dataDirectory: ${JSON.stringify(dataDirectory)} })
      process.stdout.write('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(await failureOf(openDatabase({ dataDirectory }))).toMatchObject({
      code: 'folder_in_use',
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    const database = await openDatabase({ dataDirectory })
    await database.close()
  })

  test('is left as one file, and free, when its opening fails behind the writer', async () => {
    const dataDirectory = folder()
    await (await openDatabase({ dataDirectory })).close()
    const before = readdirSync(dataDirectory).sort()
    let readings = 0
    const nowMs = () => {
      readings += 1
      // The first reading is the watch's; the second is for the first thing that the writer is asked.
      if (readings === 2) throw new Error('no clock')
      return Date.now()
    }
    await expect(openDatabase({ dataDirectory, nowMs })).rejects.toThrow('no clock')
    expect(readdirSync(dataDirectory).sort()).toEqual(before)
    await (await openDatabase({ dataDirectory })).close()
  })

  test('keeps everything over a restart: cards, answers, ids and the chain', async () => {
    const opened = await network()
    const card = await cardWith(opened, 5000)
    const request = redeem(opened.station, card, 1000)
    const answer = await run(opened, request)
    await opened.reopen()
    expect(await run(opened, request)).toEqual({ ...answer, replayed: true })
    expect(await run(opened, redeem(opened.station, card, 1000))).toMatchObject({
      balanceMinor: 3000,
    })
    expect(verifyLedger(opened.folder)).toMatchObject({ ok: true, figures: { operations: 3 } })
  })
})

describe('migrations', () => {
  test('a database of a newer program is refused in plain words and not touched', async () => {
    const dataDirectory = folder()
    await (await openDatabase({ dataDirectory })).close()
    const file = new BetterSqlite3(databaseFile(dataDirectory))
    file.prepare("INSERT INTO migration VALUES (9999, '9999-later.sql', 'x', 0)").run()
    file.close()
    const error = await failureOf(openDatabase({ dataDirectory }))
    expect(error).toMatchObject({ code: 'database_not_fitting' })
    expect(error.message).toMatch(/newer version.*9999-later\.sql/)
  })

  test('a shipped step that was changed is refused', async () => {
    const dataDirectory = folder()
    await (await openDatabase({ dataDirectory })).close()
    const file = new BetterSqlite3(databaseFile(dataDirectory))
    file.prepare("UPDATE migration SET checksum = 'other' WHERE number = 1").run()
    file.close()
    const error = await failureOf(openDatabase({ dataDirectory }))
    expect(error.message).toContain('0001-first.sql')
  })

  test('a step that fails leaves the database as it was before all of them', () => {
    const connection = new BetterSqlite3(':memory:')
    ends.push(() => connection.close())
    const good = { number: 1, name: '0001-a.sql', sql: 'CREATE TABLE a (x)', checksum: 'a' }
    const bad = {
      number: 2,
      name: '0002-b.sql',
      sql: 'CREATE TABLE b (x); nonsense',
      checksum: 'b',
    }
    expect(() => migrate(connection, [good, bad], 0)).toThrow()
    const names = connection.prepare("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')")
    expect(names.pluck().all()).toEqual([])
    expect(connection.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(0)
  })

  test('a gap in the numbers of the steps is a fault of the program', () => {
    const path = folder()
    writeFileSync(join(path, '0002-second.sql'), 'SELECT 1')
    expect(() => readMigrations(pathToFileURL(`${path}/`))).toThrow('should have number 1')
  })
})

describe('administrative writes', () => {
  test('all statements or none: a wrong count undoes the write', async () => {
    const { database, networkId } = await network()
    const rename = (name: string, id: string) => ({
      query: database.read.updateTable('network').set({ name }).where('id', '=', id).compile(),
      changes: 1,
    })
    expect(await database.write([rename('Hill', networkId)])).toBe(true)
    expect(await database.write([rename('Lake', networkId), rename('Lake', 'no such')])).toBe(false)
    const names = await database.read.selectFrom('network').select('name').execute()
    expect(names).toEqual([{ name: 'Hill' }])
  })

  test('a broken constraint undoes the write', async () => {
    const { database, networkId } = await network()
    const row = { id: networkId, name: 'Again', created_at_ms: 0 }
    const query = database.read.insertInto('network').values(row).compile()
    expect(await database.write([{ query }])).toBe(false)
  })

  test('a statement with an error rejects, and nothing is written', async () => {
    const { database } = await network()
    const error = await failureOf(
      database.write([{ query: sql`INSERT INTO no_such_table VALUES (1)`.compile(database.read) }]),
    )
    expect(error).toMatchObject({ code: 'request_failed', outcome: 'not_done' })
  })

  test('a new rule counts from the next operation on', async () => {
    const opened = await network()
    const { database, programId } = opened
    const card = newCard(programId)
    await run(opened, activate(opened.webstore, { by: 'new', card }, 5000))
    const close = database.read
      .updateTable('location')
      .set({ state: 'closed' })
      .where('id', '=', opened.here)
    const [, reply] = await Promise.all([
      database.write([{ query: close.compile(), changes: 1 }]),
      database.ledger.execute(redeem(opened.station, { by: 'id', cardId: card.cardId }, 100)),
    ])
    expect(reply.reply).toMatchObject({ ok: false, refusal: { code: 'CARD_NOT_ACCEPTED_HERE' } })
  })

  test('a balance cannot be changed without an operation, nor history at all', async () => {
    const opened = await network()
    await cardWith(opened, 5000)
    const { database } = opened
    const statements = [
      'UPDATE card SET balance_minor = 1',
      'DELETE FROM card',
      'UPDATE journal SET amount_minor = 1',
      'DELETE FROM journal',
      'DELETE FROM commit_group',
      "UPDATE commit_group SET hash = x'00'",
    ]
    for (const statement of statements)
      expect(await database.write([{ query: sql.raw(statement).compile(database.read) }])).toBe(
        false,
      )
    expect(verifyLedger(opened.folder)).toMatchObject({ ok: true })
  })

  test('the connection for reading cannot write', async () => {
    const { database } = await network()
    await expect(database.read.deleteFrom('network').execute()).rejects.toThrow(/readonly/)
  })
})

describe('stock', () => {
  test('all or none: a number that exists already stops the whole list', async () => {
    const { database, programId } = await network()
    const first = newCard(programId)
    expect(await database.ledger.stock([first])).toBe(true)
    const again = newCard(programId, { lookup: first.lookup })
    expect(await database.ledger.stock([newCard(programId), again])).toBe(false)
    const rows = await database.read.selectFrom('card').select('state').execute()
    expect(rows).toEqual([{ state: 'in_stock' }])
  })
})

describe('a commit group', () => {
  test('takes all that waits: far fewer commits than operations', async () => {
    const opened = await network()
    const card = await cardWith(opened, 10_000)
    await Promise.all(
      Array.from({ length: 200 }, () => run(opened, redeem(opened.station, card, 1))),
    )
    const figures = verifyLedger(opened.folder)
    expect(figures).toMatchObject({ ok: true, figures: { operations: 201 } })
    expect(figures.ok && figures.figures.commitGroups).toBeLessThan(20)
  })

  test('of one operation when asked for', async () => {
    const opened = await network({}, { groupMax: 1 })
    const card = await cardWith(opened, 10_000)
    await Promise.all(
      Array.from({ length: 20 }, () => run(opened, redeem(opened.station, card, 1))),
    )
    expect(verifyLedger(opened.folder)).toMatchObject({ figures: { commitGroups: 21 } })
  })

  test('one request that cannot be carried out fails alone', async () => {
    const opened = await network()
    const card = await cardWith(opened, 10_000)
    const taken = newCard(opened.programId, { lookup: card.lookup })
    const around = () => Array.from({ length: 10 }, () => redeem(opened.station, card, 100))
    const clash = activate(opened.webstore, { by: 'new', card: taken }, 5000)
    const requests = [...around(), clash, ...around()]
    const settled = await Promise.allSettled(
      requests.map((request) => opened.database.ledger.execute(request)),
    )
    const failed = settled.filter((result) => result.status === 'rejected')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.reason).toMatchObject({ code: 'request_failed', outcome: 'not_done' })
    expect(verifyLedger(opened.folder)).toMatchObject({ ok: true, figures: { operations: 21 } })
    // Nothing is on record under its id: it may come again with another number.
    const again = { ...clash, card: { by: 'new', card: newCard(opened.programId) } } as const
    expect(await run(opened, again)).toMatchObject({ balanceMinor: 5000, replayed: false })
  })

  test('is told to those who watch, after it is on record', async () => {
    const opened = await network()
    const card = await cardWith(opened, 5000)
    const seen: unknown[] = []
    const stop = opened.database.ledger.onDidCommit((operations) => seen.push(...operations))
    await run(opened, redeem(opened.station, card, 100))
    stop()
    await run(opened, redeem(opened.station, card, 100))
    expect(seen).toEqual([{ journalId: 2, cardUid: card.cardId, locationId: opened.here }])
  })
})

describe('closing', () => {
  test('finishes what was asked before, and refuses what comes after', async () => {
    const opened = await network()
    const card = await cardWith(opened, 5000)
    const asked = Array.from({ length: 20 }, () => run(opened, redeem(opened.station, card, 100)))
    const closed = opened.database.close()
    const late = failureOf(run(opened, redeem(opened.station, card, 100)))
    await closed
    expect(await Promise.all(asked)).toHaveLength(20)
    expect(await late).toMatchObject({ code: 'closed', outcome: 'not_done' })
    expect(verifyLedger(opened.folder)).toMatchObject({ ok: true, figures: { operations: 21 } })
  })
})
