import { DifferenceFound, expectSame } from './difference.ts'
import { ask, type Proof } from './reader.ts'

/** What SQLite itself finds in the file: pages, indexes and what each row must hold. */
export function* proveFile(): Proof<void> {
  const [row] = yield* ask<[string]>('PRAGMA integrity_check(1)')
  expectSame('file', 'the database file', 'ok', row?.[0] ?? 'unreadable')
}

/** Every table, index, view and trigger of a database, as SQLite tells it. */
export interface ExpectedSchema {
  readonly atHome: readonly string[]
  /** The same with the seal of a ledger that moved away. */
  readonly moved: readonly string[]
}

/** The tables that SQLite makes for its statistics. Nothing else may go by their names. */
const STATISTICS = [
  'table sqlite_stat1 on sqlite_stat1: CREATE TABLE sqlite_stat1(tbl,idx,stat)',
  'table sqlite_stat4 on sqlite_stat4: CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)',
]

/** What {@link ExpectedSchema} is made of and held against. The tables of statistics are left out. */
export function* readSchema(): Proof<string[]> {
  const rows = yield* ask<[string]>(
    `SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '')
       FROM sqlite_master ORDER BY 1`,
  )
  return rows.map(([text]) => text).filter((text) => !STATISTICS.includes(text))
}

/** The steps that made the tables are those of this program. */
export function* proveSteps(expected: readonly string[]): Proof<void> {
  const rows = yield* ask<[number, string, string]>(
    'SELECT number, name, checksum FROM migration ORDER BY number',
  )
  const found = rows.map(([number, name, checksum]) => `${number} ${name} ${checksum}`)
  const place = expected.findIndex((text, index) => text !== found[index])
  const where = `step ${place + 1} of the tables`
  if (place !== -1) expectSame('file', where, expected[place], found[place])
  expectSame('file', 'the number of steps of the tables', expected.length, found.length)
}

/** Each of these guards is there and on, wherever it was put. */
export function* proveTriggers(expected: readonly string[]): Proof<void> {
  const rows = yield* ask<[string]>(
    `SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE NOT t.tgisinternal AND t.tgenabled = 'O'
        AND c.relnamespace = current_schema()::regnamespace`,
  )
  const found = new Set(rows.map(([name]) => name))
  const lost = expected.find((name) => !found.has(name))
  if (lost === undefined) return
  throw new DifferenceFound({
    ...{ proof: 'schema', where: `the trigger ${lost}`, expected: 'on', found: 'gone or off' },
  })
}

/** Nothing that guards the tables was taken away, added or changed. A seal is whole or not there. */
export function* proveSchema({ atHome, moved }: ExpectedSchema): Proof<void> {
  const found = yield* readSchema()
  const expected = found.some((text) => text.startsWith('table moved ')) ? moved : atHome
  const wanted = new Set(expected)
  const lost = expected.find((text) => !found.includes(text))
  const extra = found.find((text) => !wanted.has(text))
  if (lost === undefined && extra === undefined) return
  const name = (lost ?? extra ?? '').split(':')[0] ?? ''
  throw new DifferenceFound({
    proof: 'schema',
    where: `the ${name}`,
    expected: lost === undefined ? 'none' : 'as this program makes it',
    found: extra?.split(':')[0] === name ? 'another' : lost === undefined ? 'there' : 'gone',
  })
}
