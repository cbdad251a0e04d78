import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  databaseFile,
  giveUpMove,
  makeBackup,
  moveLedger,
  openDatabase,
  restoreBackup,
  verifyPostgres,
} from '../../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'

/** What others do to the folder while a mover waits for PostgreSQL. */

let postgres: TestPostgres
let network: TestNetwork
let databaseUrl: string
let backup: string
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  network = await openTestNetwork()
  databaseUrl = await postgres.createDatabase()
  backup = join(network.folder, 'monday.db')
})
afterEach(() => network.end())

interface StoppedMover {
  /** Lets it go on, and resolves to how it ended. */
  readonly goOn: () => Promise<unknown>
}

/** A mover that is held by a lock in PostgreSQL, from its first word with this in it on. */
async function moverStoppedAt(word: string, table: string): Promise<StoppedMover> {
  const blocker = new pg.Client({ connectionString: databaseUrl })
  await blocker.connect()
  const reached = Promise.withResolvers<void>()
  let locked: Promise<unknown> | undefined
  const ended = moveLedger({
    dataDirectory: network.folder,
    databaseUrl,
    onProgress: (text) => {
      if (locked || !text.includes(word)) return
      locked = blocker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
      locked.then(() => reached.resolve(), reached.reject)
    },
  }).then(
    () => 'moved',
    (error: unknown) => error,
  )
  await Promise.race([reached.promise, ended])
  return {
    goOn: async () => {
      await blocker.query('COMMIT')
      await blocker.end()
      return ended
    },
  }
}

test('no backup is put in the place of a ledger that is being moved', async () => {
  const card = await cardWith(network, 500)
  await makeBackup({ dataDirectory: network.folder, file: backup })
  await run(network, redeem(network.station, card, 300))
  await network.database.close()
  const mover = await moverStoppedAt('comparing what', 'commit_group')
  const restore = () =>
    restoreBackup({ backup, dataDirectory: network.folder, force: true, nowMs: Date.now() })
  await expect(restore()).rejects.toMatchObject({ code: 'folder_in_use' })
  expect(await mover.goOn()).toBe('moved')
  expect(await verifyPostgres(databaseUrl)).toMatchObject({ ok: true, figures: { operations: 2 } })
  // Nobody moves it any more.
  await restore()
})

test('a move is not given up beneath the mover, whatever became of the target', async () => {
  await cardWith(network, 500)
  const mover = await moverStoppedAt('sealing', 'card')
  for (const isTargetLost of [true, false]) {
    const giveUp = giveUpMove({ dataDirectory: network.folder, databaseUrl, isTargetLost })
    await expect(giveUp).rejects.toMatchObject({ code: 'folder_in_use' })
  }
  expect(await mover.goOn()).toBe('moved')
  await network.database.close()
  await expect(openDatabase({ dataDirectory: network.folder })).rejects.toMatchObject({
    code: 'moved',
  })
})

test('a file that was put in the place of the ledger by hand is not taken for it', async () => {
  const card = await cardWith(network, 500)
  await makeBackup({ dataDirectory: network.folder, file: backup })
  await run(network, redeem(network.station, card, 300))
  await network.database.close()
  const mover = await moverStoppedAt('comparing what', 'commit_group')
  const file = databaseFile(network.folder)
  for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true })
  renameSync(file, `${file}.aside`)
  copyFileSync(backup, file)
  expect(await mover.goOn()).toMatchObject({ message: expect.stringContaining('was replaced') })
  const opened = openDatabase({ dataDirectory: network.folder, databaseUrl })
  await expect(opened).rejects.toThrow('being moved into it')
})
