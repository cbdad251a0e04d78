import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JournalError } from '../../../src/main/station/journal/journal-error.ts'
import {
  MIGRATIONS,
  migrate,
  migrationChecksum,
} from '../../../src/main/station/journal/migrations.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'

let folder: JournalFolder
beforeEach(() => {
  folder = makeJournalFolder()
})
afterEach(() => folder.remove())

const file = () => join(folder.directory, 'journal.db')

describe('journal file', () => {
  test('opened: every commit is on the disk, keys are checked, the reserve is held', () => {
    folder.open().settings.setClerk('Dana')
    expect(folder.open().settings.clerk()).toBe('Dana')
    expect(readdirSync(folder.directory)).toContain('journal.reserve')
    const database = new Sqlite(file())
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    const tables = database
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
      )
      .all() as Array<{ name: string; strict: number }>
    expect(tables.length).toBeGreaterThanOrEqual(5)
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([])
    database.close()
  })

  test('operations: neither their intention nor a final state can be changed, nor a row deleted', () => {
    folder.open()
    const database = new Sqlite(file())
    database.exec(`INSERT INTO operation (request_id, device_id, kind, params, amount_minor, currency,
      last_four, state, answer, created_at_ms, final_at_ms)
      VALUES ('a', 'd', 'redeem', '{}', 100, 'CAD', '1234', 'refused', '{"ok":false}', 1, 2)`)
    expect(() => database.exec(`UPDATE operation SET params = '{"x":1}'`)).toThrow(/intention/)
    expect(() => database.exec(`UPDATE operation SET amount_minor = 1`)).toThrow(/intention/)
    expect(() => database.exec(`UPDATE operation SET state = 'posted'`)).toThrow(/final/)
    expect(() => database.exec('DELETE FROM operation')).toThrow(/kept/)
    database.close()
  })

  test.each([
    ['not a database', () => writeFileSync(file(), randomBytes(8_192))],
    ['cut short', () => writeFileSync(file(), readFileSync(file()).subarray(0, 5_000))],
    [
      'pages overwritten',
      () => {
        const bytes = readFileSync(file())
        randomBytes(bytes.length - 4_096).copy(bytes, 4_096)
        writeFileSync(file(), bytes)
      },
    ],
  ])('damaged (%s): moved aside whole, never deleted, and said', (_, damage) => {
    folder.open().close()
    damage()
    const damaged = readFileSync(file())
    const journal = folder.open()
    expect(journal.health()).toMatchObject({ status: 'attention', problem: 'journal-moved-aside' })
    const aside = readdirSync(folder.directory).filter((name) => /damaged-[^.]*$/.test(name))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(folder.directory, aside[0] ?? ''))).toEqual(damaged)
    expect(journal.payments.waitingCount()).toBe(0)
    journal.close()
    expect(folder.open().health()).toMatchObject({ problem: 'journal-moved-aside' })
  })

  test('of a newer version: refused in words, byte for byte as it was', () => {
    folder.open().close()
    const database = new Sqlite(file())
    database.exec(`INSERT INTO migration VALUES (${MIGRATIONS.length + 1}, 'later', 'x', 0)`)
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.close()
    const before = readFileSync(file())
    expect(() => folder.open()).toThrow(JournalError)
    expect(() => folder.open()).toThrow(/newer version.*Install that version again/)
    expect(readFileSync(file())).toEqual(before)
  })

  test('of a version whose step reads otherwise: refused', () => {
    folder.open().close()
    const database = new Sqlite(file())
    database.exec(`UPDATE migration SET checksum = 'other' WHERE number = 1`)
    database.close()
    expect(() => folder.open()).toThrow(/Step 1 of the journal/)
  })

  test('a step that fails: undone whole, and the steps before it stand', () => {
    const database = new Sqlite(file())
    const steps = [
      ...MIGRATIONS,
      { number: MIGRATIONS.length + 1, name: 'broken', sql: 'CREATE TABLE half (x); NONSENSE;' },
    ]
    expect(() => migrate(database, 1, steps)).toThrow(/syntax/)
    expect(() => migrate(database, 1)).not.toThrow()
    expect(
      database.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'`).get(),
    ).toEqual({ n: 0 })
    database.close()
  })

  test('shipped steps: their text is the one that was shipped', () => {
    const checksums = MIGRATIONS.map((step) => [step.number, step.name, migrationChecksum(step)])
    expect(checksums).toEqual([
      [1, 'first', '09ef527b86b61d24e597c371d0941137f0130578777ac72103acaf8b4375b403'],
      [2, 'counter', 'b617eff5b6dc0e5cdbe7e7cc2c5b2ea9cb7bb191bb956426d5500196926c1dac'],
      [3, 'receipts', '0f8ada7822e4b6236b8686b749d4dd56d5cf01b995cfd8d3de8e26c2b5c6ffbc'],
    ])
  })

  test('in a folder that cannot be made: an error with the next step', () => {
    writeFileSync(join(folder.directory, 'taken'), '')
    const inFile = join(folder.directory, 'taken', 'inner')
    expect(() => folder.open({ directory: inFile })).toThrow(
      /journal cannot be opened.*permissions/s,
    )
    expect(existsSync(inFile)).toBe(false)
  })
})
