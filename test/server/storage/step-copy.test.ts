import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../../server/storage/sqlite/migrate.ts'

let folder: string
let connection: BetterSqlite3.Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-steps-'))
  connection = new BetterSqlite3(join(folder, 'countermark.db'))
})
afterEach(() => {
  connection.close()
  rmSync(folder, { recursive: true, force: true })
})

function step(number: number, sql: string) {
  return { number, name: `000${number}-step.sql`, sql, checksum: `checksum ${number}` }
}

const FIRST = step(1, 'CREATE TABLE kept (text TEXT)')

function copies(): string[] {
  return readdirSync(join(folder, 'backups'))
}

test('a new database: no copy', () => {
  migrate(connection, [FIRST], 0)
  expect(readdirSync(folder)).toEqual(['countermark.db'])
})

test('before a further step: a copy of the database as it was', () => {
  migrate(connection, [FIRST], 0)
  connection.exec("INSERT INTO kept VALUES ('money')")
  migrate(connection, [FIRST, step(2, 'DELETE FROM kept')], 1_000)
  const [name = ''] = copies()
  expect(name).toBe('before-0002-19700101T000001000Z.db')
  const copy = new BetterSqlite3(join(folder, 'backups', name), { readonly: true })
  expect(copy.prepare('SELECT text FROM kept').pluck().all()).toEqual(['money'])
  copy.close()
  expect(connection.prepare('SELECT text FROM kept').pluck().all()).toEqual([])
})

test('a step that fails: the database is as it was, and is told where the copy is', () => {
  migrate(connection, [FIRST], 0)
  connection.exec("INSERT INTO kept VALUES ('money')")
  const steps = [FIRST, step(2, 'DELETE FROM kept'), step(3, 'DROP TABLE nothing')]
  expect(() => migrate(connection, steps, 1_000)).toThrow(/0003-step.*Nothing was changed.*backups/)
  expect(connection.prepare('SELECT text FROM kept').pluck().all()).toEqual(['money'])
  expect(connection.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(1)
})

test('many steps over time: the newest three copies are kept', () => {
  const steps = [FIRST]
  for (let number = 2; number <= 6; number += 1) {
    migrate(connection, steps, number * 1_000)
    steps.push(step(number, `CREATE TABLE t${number} (x)`))
  }
  migrate(connection, steps, 9_000)
  expect(copies().map((name) => name.slice(0, 11))).toEqual([
    'before-0004',
    'before-0005',
    'before-0006',
  ])
})
