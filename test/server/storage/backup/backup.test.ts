import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  BackupError,
  databaseFile,
  findDamage,
  makeBackup,
  openDatabase,
  restoreBackup,
  verifyLedger,
} from '../../../../server/storage/index.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { killServer } from './killed-server.ts'

let network: TestNetwork
let folder: string
let file: string
beforeEach(async () => {
  network = await openTestNetwork()
  folder = mkdtempSync(join(tmpdir(), 'countermark-backup-'))
  file = join(folder, 'backup.db')
})
afterEach(async () => {
  await network.end()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup', () => {
  test('of a server that takes money meanwhile: whole, proven, and one file', async () => {
    const card = await cardWith(network, 50_000)
    let [isDone, answered] = [false, 0]
    const callers = Array.from({ length: 8 }, async () => {
      while (!isDone) {
        await run(network, redeem(network.station, card, 1))
        answered += 1
      }
    })
    while (answered < 100) await new Promise((resolve) => setTimeout(resolve, 1))
    const { figures, bytes } = await makeBackup({ dataDirectory: network.folder, file })
    const answeredDuring = answered
    isDone = true
    await Promise.all(callers)
    expect(answeredDuring).toBeGreaterThan(100)
    expect(figures.operations).toBeGreaterThan(100)
    expect(readdirSync(folder)).toEqual(['backup.db'])
    expect(statSync(file)).toMatchObject({ size: bytes, mode: 0o100600 })
    // Nothing of the ledger is missing, and nothing came after the moment of the copy.
    const restored = await restoreBackup({
      ...{ backup: file, dataDirectory: join(folder, 'new'), force: false, nowMs: Date.now() },
    })
    expect(restored.figures).toMatchObject({ operations: figures.operations })
    expect(verifyLedger(network.folder)).toMatchObject({
      ok: true,
      figures: { operations: answered + 1 },
    })
  })

  test('is never written over another one', async () => {
    writeFileSync(file, 'something')
    const made = makeBackup({ dataDirectory: network.folder, file })
    await expect(made).rejects.toThrow('is there already')
    expect(readFileSync(file, 'utf8')).toBe('something')
  })

  test('of a ledger that is not right has no name: nothing is left behind', async () => {
    await cardWith(network, 500)
    await network.database.close()
    const damaged = new BetterSqlite3(databaseFile(network.folder))
    damaged.exec('DROP TRIGGER card_balance_follows_the_journal')
    damaged.exec('UPDATE card SET balance_minor = 501')
    damaged.close()
    const made = makeBackup({ dataDirectory: network.folder, file })
    await expect(made).rejects.toThrow(BackupError)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a damaged file', () => {
  test('that lost its end is refused with what to do, and not touched', async () => {
    await cardWith(network, 5_000)
    await network.database.close()
    const database = databaseFile(network.folder)
    truncateSync(database, statSync(database).size - 4_096)
    const before = readFileSync(database)
    const opened = openDatabase({ dataDirectory: network.folder })
    await expect(opened).rejects.toMatchObject({ code: 'database_damaged' })
    await expect(opened).rejects.toThrow('countermark restore')
    expect(readFileSync(database).equals(before)).toBe(true)
    expect(findDamage(database)).not.toBeNull()
  })

  test('after a kill is looked through before anything is written', async () => {
    await cardWith(network, 5_000)
    await network.database.close()
    await killServer(network.folder)
    const database = databaseFile(network.folder)
    expect(statSync(`${database}-wal`).size).toBeGreaterThan(0)
    const sound = join(folder, 'countermark.db')
    copyFileSync(database, sound)
    expect(findDamage(sound)).toBeNull()
    const bytes = readFileSync(database)
    // Pages after the first tables: their headers become nonsense.
    for (let page = 8; page * 4_096 < bytes.length; page += 1)
      bytes.fill(0xff, page * 4_096, page * 4_096 + 64)
    writeFileSync(database, bytes)
    const opened = openDatabase({ dataDirectory: network.folder })
    await expect(opened).rejects.toMatchObject({ code: 'database_damaged' })
    expect(readFileSync(database).equals(bytes)).toBe(true)
  })
})
