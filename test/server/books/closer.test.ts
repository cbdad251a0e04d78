import BetterSqlite3 from 'better-sqlite3'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloser } from '../../../server/books/index.ts'
import { databaseFile } from '../../../server/storage/index.ts'
import { SQLITE } from '../conformance/engines.ts'
import { newId } from '../ledger/names.ts'
import { addLocation, insert, openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { passDays } from './books-house.ts'

let network: TestNetwork
beforeAll(async () => {
  await SQLITE.start()
  network = await openTestNetwork({}, {}, SQLITE)
}, 60_000)
afterAll(async () => {
  await network?.end()
  await SQLITE.end()
})

/** The record of the network's last closed day as a broken disk leaves it. */
function breakRecord(): void {
  const file = new BetterSqlite3(databaseFile(network.folder))
  const guards = file
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'closed_day'",
    )
    .all()
  for (const { name } of guards) file.exec(`DROP TRIGGER ${name}`)
  file.prepare("UPDATE closed_day SET balances = '7' WHERE network_id = ?").run(network.networkId)
  for (const { sql } of guards) file.exec(sql)
  file.close()
}

test('a network whose day cannot even be worked out: the days of the others close all the same', async () => {
  await passDays(network, 1)
  const { database, clock } = network
  // Looked at after the first, whatever its id is.
  const others = Array.from({ length: 6 }, () => newId())
  for (const id of others) {
    await insert(database, 'network', { id, name: `Town ${id}`, created_at_ms: clock.nowMs })
    await addLocation(database, id, newId(), { name: 'Shop' })
  }
  breakRecord()
  clock.nowMs += 2 * 86_400_000
  const log = pino({ level: 'silent' })
  const closer = startCloser({ database, nowMs: () => clock.nowMs, log }, () => undefined)
  const closed = () =>
    database.read
      .selectFrom('closed_day')
      .where('network_id', 'in', others)
      .select('network_id')
      .distinct()
      .execute()
  await expect.poll(async () => (await closed()).length, { timeout: 5_000 }).toBe(others.length)
  await closer.close()
})
