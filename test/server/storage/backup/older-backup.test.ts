import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runRestore } from '../../../../commands/restore.ts'
import {
  BackupError,
  databaseFile,
  openDatabase,
  restoreBackup,
  verifyLedger,
} from '../../../../server/storage/index.ts'
import { migrate, readMigrations } from '../../../../server/storage/sqlite/migrate.ts'
import { freshKeys } from '../../../../server/stored-keys.ts'
import { cardWith, openTestNetwork, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { changeUnguarded } from '../unguarded.ts'

const STEPS = readMigrations()
const BEFORE = STEPS.at(-2)

let folder: string
let backup: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-older-'))
  backup = databaseFile(folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

/** Makes the database of the version before, with all that stands in the one of this version. */
function makeOlder(from?: string): void {
  const file = new BetterSqlite3(backup)
  migrate(file, STEPS.slice(0, -1), 1)
  file.close()
  if (from !== undefined) changeUnguarded(folder, (older) => fill(older, from))
}

function fill(older: BetterSqlite3.Database, from: string): void {
  older.prepare('ATTACH ? AS now').run(from)
  older.exec('BEGIN')
  const tables = older
    .prepare<[], string>(
      "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .pluck()
    .all()
  for (const table of tables.filter((name) => name !== 'migration')) {
    const columns = older.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
    const names = columns.all(table).join(', ')
    older.exec(`DELETE FROM main.${table}`)
    older.exec(`INSERT INTO main.${table} (${names}) SELECT ${names} FROM now.${table}`)
  }
  older.exec('COMMIT')
  older.exec('DETACH now')
}

function changeBackup(sql: string): void {
  const file = new BetterSqlite3(backup)
  file.exec(sql)
  file.close()
}

function restore(dataDirectory: string, force = false) {
  return restoreBackup({ backup, dataDirectory, force, nowMs: Date.now() })
}

async function openLedger() {
  const network = await openTestNetwork()
  const card = await cardWith(network, 5_000)
  await run(network, redeem(network.station, card, 1_000))
  await network.database.close()
  return { network, card }
}

describe('a restore of a backup that the version before made', () => {
  test('the ledger goes on from there with the tables of this one, and the backup is as it was', async () => {
    const { network, card } = await openLedger()
    makeOlder(databaseFile(network.folder))
    const before = readFileSync(backup)
    const dataDirectory = join(folder, 'new')
    const restored = await restore(dataDirectory)
    expect(restored).toMatchObject({ upgradedFrom: BEFORE?.name, figures: { operations: 2 } })
    expect(readdirSync(dataDirectory)).toEqual(['countermark.db', 'move.lock', 'server.lock'])
    expect(readFileSync(backup).equals(before)).toBe(true)
    const database = await openDatabase({ dataDirectory })
    const { reply } = await database.ledger.execute(redeem(network.station, card, 200))
    await database.close()
    expect(reply).toMatchObject({ ok: true, value: { balanceMinor: 3_800 } })
    expect(verifyLedger(dataDirectory)).toMatchObject({ ok: true, figures: { operations: 3 } })
    await network.end()
  })

  test('that was cut short: run again it is begun anew, and the old ledger is kept', async () => {
    const { network } = await openLedger()
    makeOlder()
    const staging = join(network.folder, 'restore')
    mkdirSync(staging)
    writeFileSync(databaseFile(staging), 'the half of a copy')
    writeFileSync(`${databaseFile(staging)}-wal`, 'the half of a step')
    const { replaced } = await restore(network.folder, true)
    expect(existsSync(staging)).toBe(false)
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true, figures: { operations: 0 } })
    expect(verifyLedger(replaced ?? '')).toMatchObject({ ok: true, figures: { operations: 2 } })
    await network.end()
  })

  test('one that is not right is refused, and no ledger is there', async () => {
    const { network } = await openLedger()
    makeOlder(databaseFile(network.folder))
    changeUnguarded(folder, (file) => file.exec('UPDATE card SET balance_minor = 4001'))
    const dataDirectory = join(folder, 'new')
    await expect(restore(dataDirectory)).rejects.toThrow('The copy of the ledger is not right')
    expect(readdirSync(dataDirectory)).toEqual(['move.lock', 'server.lock'])
    await network.end()
  })

  test('the command says that it was an older one', async () => {
    const said: string[] = []
    vi.spyOn(console, 'error').mockImplementation((text) => said.push(String(text)))
    vi.spyOn(console, 'log').mockImplementation((text) => said.push(String(text)))
    makeOlder()
    const dataDirectory = join(folder, 'new')
    mkdirSync(dataDirectory)
    writeFileSync(join(dataDirectory, 'keys.json'), `${freshKeys()}\n`, { mode: 0o600 })
    expect(await runRestore(['--from', backup, '--data', dataDirectory])).toBe(0)
    expect(said[0]).toContain(`an older version (up to ${BEFORE?.name})`)
    expect(JSON.parse(said[1] ?? '')).toMatchObject({ upgradedFrom: BEFORE?.name })
  })
})

test.each([
  [
    'of which a step has another text',
    "UPDATE migration SET checksum = 'x' WHERE number = 3",
    '0003',
  ],
  [
    'of which a step has another name',
    "UPDATE migration SET name = '0003-x' WHERE number = 3",
    '0003-x',
  ],
  ['that lacks a step in the middle', 'DELETE FROM migration WHERE number = 3', '0004'],
  ['that has no step at all', 'DELETE FROM migration', 'There is no ledger in'],
])('a backup of the version before %s: refused, and nothing is changed', async (_, sql, text) => {
  makeOlder()
  changeBackup(sql)
  await expectRefused(text)
})

test('a backup that a newer version made: refused, and nothing is changed', async () => {
  await (await openDatabase({ dataDirectory: folder })).close()
  changeBackup("INSERT INTO migration VALUES (9999, '9999-later.sql', 'x', 0)")
  await expectRefused('was made by a newer version (step 9999-later.sql')
})

async function expectRefused(text: string): Promise<void> {
  const dataDirectory = join(folder, 'new')
  const error: unknown = await restore(dataDirectory).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BackupError)
  expect(error).toMatchObject({ message: expect.stringContaining(text) })
  expect(readdirSync(dataDirectory)).toEqual(['move.lock', 'server.lock'])
}
