import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { databaseFile, verifyLedger } from '../../../server/storage/index.ts'
import { writeMoved } from '../../../server/storage/sqlite/moved.ts'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'

let network: TestNetwork
let folder: string
beforeAll(async () => {
  network = await openTestNetwork()
  await network.database.close()
})
afterAll(() => network.end())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-schema-'))
  copyFileSync(databaseFile(network.folder), databaseFile(folder))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function change(work: (file: BetterSqlite3.Database) => void): void {
  const file = new BetterSqlite3(databaseFile(folder))
  try {
    work(file)
  } finally {
    file.close()
  }
}

/** Writes the row of a trigger itself: so a text stays whose end SQLite would not have kept. */
function plantTrigger(name: string, table: string, sql: string): void {
  change((file) => {
    file.unsafeMode(true)
    file.pragma('writable_schema = ON')
    file
      .prepare(
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('trigger', ?, ?, 0, ?)",
      )
      .run(name, table, sql)
  })
}

function seal(file: BetterSqlite3.Database): void {
  file.transaction(() => writeMoved(file, { moveId: 'm', target: 't', sealedAtMs: 1 }))()
}

function expectNamed(where: string): void {
  expect(verifyLedger(folder)).toMatchObject({ ok: false, difference: { proof: 'schema', where } })
}

const BODY = "BEGIN SELECT RAISE(ABORT, 'the ledger has moved'); END"

test('the sealed file of a ledger that moved away: still whole', () => {
  change(seal)
  expect(verifyLedger(folder)).toMatchObject({ ok: true })
})

test('the text of a seal: that of the files that were sealed before', () => {
  change((file) => {
    seal(file)
    const text = file.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck()
    expect(text.get('moved')).toBe(
      'CREATE TABLE moved (move_id TEXT NOT NULL, target TEXT NOT NULL, sealed_at_ms INTEGER NOT NULL) STRICT',
    )
    expect(text.get('moved_journal_insert')).toBe(
      `CREATE TRIGGER moved_journal_insert BEFORE INSERT ON journal\n         ${BODY}`,
    )
  })
})

test('a trigger whose text only ends like a seal: found', () => {
  const work = 'UPDATE pin_watch SET wrong = 0 WHERE key = NEW.key;'
  const sql = `CREATE TRIGGER moved_note AFTER UPDATE OF wrong ON pin_watch BEGIN ${work} END -- ${BODY}`
  plantTrigger('moved_note', 'pin_watch', sql)
  expectNamed('the trigger moved_note on pin_watch')
})

test.each(["WHEN NEW.kind = 'void' ", '', '\n         '])(
  'a trigger of a seal, %j before what it does, in a ledger that never moved: found',
  (condition) => {
    const begin = 'CREATE TRIGGER moved_journal_insert BEFORE INSERT ON journal'
    change((file) => file.exec(`${begin} ${condition}${BODY}`))
    expectNamed('the trigger moved_journal_insert on journal')
  },
)

test('a seal with a guard that lets something pass, or without one: found', () => {
  const name = 'moved_journal_insert'
  change((file) => {
    seal(file)
    file.exec(`DROP TRIGGER ${name}`)
  })
  expectNamed(`the trigger ${name} on journal`)
  change((file) =>
    file.exec(`CREATE TRIGGER ${name} BEFORE INSERT ON journal WHEN NEW.kind = 'void' ${BODY}`),
  )
  expectNamed(`the trigger ${name} on journal`)
})

test('a mark of a move that is another table, or has no guards: found', () => {
  change((file) => file.exec('CREATE TABLE moved (card_id INTEGER REFERENCES card (id)) STRICT'))
  expectNamed('the table moved on moved')
  change((file) => {
    file.exec('DROP TABLE moved')
    seal(file)
    const guards = file.prepare(
      "SELECT name FROM sqlite_master WHERE name LIKE 'moved!_%' ESCAPE '!'",
    )
    for (const name of guards.pluck().all()) file.exec(`DROP TRIGGER ${String(name)}`)
  })
  expectNamed('the trigger moved_alarm_case_delete on alarm_case')
})

test('what the engine counts of its tables: no difference', () => {
  change((file) => file.exec('ANALYZE'))
  expect(verifyLedger(folder)).toMatchObject({ ok: true })
})

test.each(['moved', 'sqlitexstat', 'movedxjournal_insert'])(
  'a trigger that goes by a name like those that are left out, %s: found',
  (name) => {
    change((file) => file.exec(`CREATE TRIGGER ${name} BEFORE INSERT ON journal ${BODY}`))
    expectNamed(`the trigger ${name} on journal`)
  },
)

test.each(['sqlite_stat1', 'sqlite_stat2'])(
  'a table by the name of statistics, %s, that the engine did not make: found',
  (name) => {
    change((file) => {
      file.exec('CREATE TABLE taken (id INTEGER)')
      file.unsafeMode(true)
      file.pragma('writable_schema = ON')
      // Keeps cards from being removed, and holds whatever is put into it.
      const sql = `CREATE TABLE ${name}(tbl,idx,stat, id REFERENCES card (id))`
      file
        .prepare("UPDATE sqlite_master SET name = ?, tbl_name = ?, sql = ? WHERE name = 'taken'")
        .run(name, name, sql)
    })
    expectNamed(`the table ${name} on ${name}`)
  },
)
