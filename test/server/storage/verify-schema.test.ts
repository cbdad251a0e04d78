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

test('the sealed file of a ledger that moved away: still whole', () => {
  change((file) =>
    file.transaction(() => writeMoved(file, { moveId: 'm', target: 't', sealedAtMs: 1 }))(),
  )
  expect(verifyLedger(folder)).toMatchObject({ ok: true })
})

test('what the engine counts of its tables: no difference', () => {
  change((file) => file.exec('ANALYZE'))
  expect(verifyLedger(folder)).toMatchObject({ ok: true })
})

test.each(['moved', 'sqlitexstat', 'movedxjournal_insert'])(
  'a trigger that goes by a name like those that are left out, %s: found',
  (name) => {
    const body = "BEGIN SELECT RAISE(ABORT, 'the ledger has moved'); END"
    change((file) => file.exec(`CREATE TRIGGER ${name} BEFORE INSERT ON journal ${body}`))
    expect(verifyLedger(folder)).toMatchObject({
      ...{ ok: false, difference: { proof: 'schema', where: `the trigger ${name} on journal` } },
    })
  },
)
