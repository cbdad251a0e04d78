import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  BackupError,
  databaseFile,
  makeBackup,
  openDatabase,
  proofStateFile,
  type RestoreOptions,
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

function restore(more: Partial<RestoreOptions> & { readonly dataDirectory: string }) {
  return restoreBackup({ backup: file, nowMs: Date.now(), force: false, ...more })
}

/** Copies these files of the database into a folder, as an end of the machine leaves them there. */
function crashImage(endings: readonly string[]): string {
  const image = join(folder, 'data')
  mkdirSync(image)
  for (const ending of endings)
    copyFileSync(`${databaseFile(network.folder)}${ending}`, `${databaseFile(image)}${ending}`)
  return image
}

function bytesIn(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(directory, name), 'base64')]),
  )
}

describe('a restore', () => {
  test('into an empty folder: the ledger goes on from there', async () => {
    const card = await cardWith(network, 5_000)
    await makeBackup({ dataDirectory: network.folder, file })
    await run(network, redeem(network.station, card, 1_000))
    await network.database.close()
    const dataDirectory = join(folder, 'new')
    expect(await restore({ dataDirectory })).toMatchObject({ replaced: null })
    const database = await openDatabase({ dataDirectory })
    const { reply } = await database.ledger.execute(redeem(network.station, card, 200))
    await database.close()
    expect(reply).toMatchObject({ ok: true, value: { balanceMinor: 4_800 } })
    expect(verifyLedger(dataDirectory)).toMatchObject({ ok: true, figures: { operations: 2 } })
  })

  test('over a ledger: only when forced, and the old one is kept whole', async () => {
    const card = await cardWith(network, 5_000)
    await makeBackup({ dataDirectory: network.folder, file })
    await run(network, redeem(network.station, card, 1_000))
    await network.database.close()
    const where = { dataDirectory: network.folder }
    await expect(restore(where)).rejects.toThrow('--force')
    expect(verifyLedger(network.folder)).toMatchObject({ figures: { operations: 2 } })
    const { replaced } = await restore({ ...where, force: true })
    expect(verifyLedger(network.folder)).toMatchObject({ figures: { operations: 1 } })
    expect(verifyLedger(replaced ?? '')).toMatchObject({ ok: true, figures: { operations: 2 } })
  })

  test('into the folder of a running server: refused', async () => {
    await makeBackup({ dataDirectory: network.folder, file })
    const forced = restore({ dataDirectory: network.folder, force: true })
    await expect(forced).rejects.toMatchObject({ code: 'folder_in_use' })
  })

  test('of a file with one changed byte: refused, and the folder is as it was', async () => {
    await cardWith(network, 5_000)
    await makeBackup({ dataDirectory: network.folder, file })
    const bytes = readFileSync(file)
    // The balance of the only card stands in its row: any byte of the journal does as well.
    const place =
      bytes.indexOf('payable') === -1 ? bytes.indexOf('clearing') : bytes.indexOf('payable')
    bytes[place] = (bytes[place] ?? 0) + 1
    writeFileSync(file, bytes)
    await network.database.close()
    const forced = restore({ dataDirectory: network.folder, force: true })
    await expect(forced).rejects.toThrow(BackupError)
    expect(existsSync(join(network.folder, 'restore'))).toBe(false)
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true })
  })

  test('of a ledger that was set aside after a crash: what stands in its log alone is in it', async () => {
    const card = await cardWith(network, 5_000)
    await network.reopen()
    await makeBackup({ dataDirectory: network.folder, file })
    for (let n = 0; n < 20; n += 1) await run(network, redeem(network.station, card, 1))
    const where = { dataDirectory: crashImage(['', '-wal']), force: true }
    const { replaced } = await restore(where)
    const source = databaseFile(replaced ?? '')
    const before = bytesIn(replaced ?? '')
    expect(Object.keys(before)).toEqual(['countermark.db', 'countermark.db-wal'])
    const back = await restore({ ...where, backup: source, nowMs: Date.now() + 1 })
    expect(back.figures).toMatchObject({ operations: 21 })
    expect(bytesIn(replaced ?? '')).toEqual(before)
    expect(verifyLedger(where.dataDirectory)).toMatchObject({ figures: { operations: 21 } })
  })

  test('of the file of a killed server, whose memory of the log is there too: nothing is added', async () => {
    await cardWith(network, 5_000)
    await network.database.close()
    await killServer(network.folder)
    const names = readdirSync(network.folder).sort()
    expect(names).toContain('countermark.db-shm')
    const dataDirectory = join(folder, 'new')
    await restore({ dataDirectory, backup: databaseFile(network.folder) })
    expect(readdirSync(network.folder).sort()).toEqual(names)
    const copy = new BetterSqlite3(databaseFile(dataDirectory), { readonly: true })
    expect(copy.prepare('SELECT name FROM network').pluck().get()).toBe('Hill')
    copy.close()
  })

  test('of the file of a server that takes money meanwhile: all that was answered before', async () => {
    const card = await cardWith(network, 50_000)
    let [isDone, answered] = [false, 0]
    const callers = Array.from({ length: 4 }, async () => {
      while (!isDone) {
        await run(network, redeem(network.station, card, 1))
        answered += 1
      }
    })
    while (answered < 50) await new Promise((resolve) => setTimeout(resolve, 1))
    const before = answered
    const backup = databaseFile(network.folder)
    const { figures } = await restore({ dataDirectory: join(folder, 'new'), backup })
    isDone = true
    await Promise.all(callers)
    expect(figures.operations).toBeGreaterThan(before)
  })

  test('of a file whose log cannot be read: refused with what to do', async () => {
    await makeBackup({ dataDirectory: network.folder, file })
    const backup = join(folder, 'text.db')
    writeFileSync(backup, 'no database at all')
    writeFileSync(`${backup}-wal`, '')
    const dataDirectory = join(folder, 'new')
    await expect(restore({ dataDirectory, backup })).rejects.toThrow('choose another backup')
    expect(existsSync(databaseFile(dataDirectory))).toBe(false)
  })

  test('that was cut short and run again: the old ledger is kept in one folder', async () => {
    const card = await cardWith(network, 5_000)
    await network.reopen()
    await makeBackup({ dataDirectory: network.folder, file })
    for (let n = 0; n < 20; n += 1) await run(network, redeem(network.station, card, 1))
    const dataDirectory = crashImage(['', '-wal'])
    // As it stands after the first rename.
    const aside = join(dataDirectory, 'replaced-20260607T080910000Z')
    writeFileSync(join(dataDirectory, 'restore.unfinished'), 'replaced-20260607T080910000Z')
    mkdirSync(aside)
    renameSync(`${databaseFile(dataDirectory)}-wal`, `${databaseFile(aside)}-wal`)
    expect(await restore({ dataDirectory })).toMatchObject({ replaced: aside })
    expect(readdirSync(dataDirectory).filter((name) => name.startsWith('replaced'))).toHaveLength(1)
    expect(verifyLedger(aside)).toMatchObject({ ok: true, figures: { operations: 21 } })
  })

  test('that was cut short when all but the mark was done: the old ledger stays whole', async () => {
    const card = await cardWith(network, 5_000)
    await makeBackup({ dataDirectory: network.folder, file })
    await run(network, redeem(network.station, card, 1_000))
    await network.database.close()
    const where = { dataDirectory: network.folder, force: true }
    const { replaced } = await restore(where)
    writeFileSync(join(network.folder, 'restore.unfinished'), basename(replaced ?? ''))
    expect(await restore({ ...where, nowMs: Date.now() + 1_000 })).toMatchObject({ replaced })
    expect(verifyLedger(replaced ?? '')).toMatchObject({ ok: true, figures: { operations: 2 } })
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true, figures: { operations: 1 } })
  })

  test('takes what was noted of the proofs of the old ledger away with it', async () => {
    await makeBackup({ dataDirectory: network.folder, file })
    await network.database.close()
    const state = proofStateFile(network.folder)
    writeFileSync(state, 'of the old ledger')
    const { replaced } = await restore({ dataDirectory: network.folder, force: true })
    expect(existsSync(state)).toBe(false)
    expect(readFileSync(proofStateFile(replaced ?? ''), 'utf8')).toBe('of the old ledger')
  })

  test('that was cut short: no server opens the folder until it was run again', async () => {
    await cardWith(network, 5_000)
    await makeBackup({ dataDirectory: network.folder, file })
    await network.database.close()
    // As the folder stands between the two renames of a restore.
    rmSync(databaseFile(network.folder))
    writeFileSync(join(network.folder, 'restore.unfinished'), '')
    const where = { dataDirectory: network.folder }
    await expect(openDatabase(where)).rejects.toThrow('Run the same countermark restore again')
    expect(existsSync(databaseFile(network.folder))).toBe(false)
    await restore(where)
    await (await openDatabase(where)).close()
    expect(verifyLedger(network.folder)).toMatchObject({ figures: { operations: 1 } })
  })
})
