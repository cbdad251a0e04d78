import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseFile } from '../../../../server/storage/index.ts'
import { READ_AHEAD_CARDS_MIN, READ_AHEAD_GROUPS } from '../../../../server/storage/limits.ts'
import { openWriteConnection } from '../../../../server/storage/sqlite/connection.ts'
import { openEngine } from '../../../../server/storage/sqlite/engine.ts'
import {
  type CardKey,
  openReadAhead,
  type ReadAhead,
} from '../../../../server/storage/sqlite/read-ahead.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from '../postgres/eventually.ts'

const CARDS = 40
const ALWAYS = { fromBytes: 0, fromMs: 0 }
const SLOW_MS = 1

let network: TestNetwork
let cards: readonly Awaited<ReturnType<typeof cardWith>>[]
let file = ''
beforeAll(async () => {
  network = await openTestNetwork()
  cards = await Promise.all(Array.from({ length: CARDS }, () => cardWith(network, 1_000)))
  file = databaseFile(network.folder)
  // Whoever writes has the file for itself.
  await network.database.close()
}, 60_000)
afterAll(() => network.end())

const waited = (ahead: ReadAhead, ms: number, count = READ_AHEAD_CARDS_MIN) => {
  for (let card = 0; card < count; card += 1) ahead.waited(ms)
  ahead.ended()
}

test('is needed from when the disk was waited for, for some groups; never for a small ledger', () => {
  const ahead = openReadAhead(file, { fromBytes: 0, fromMs: 0.04 })
  waited(ahead, 0.01)
  expect(ahead.isNeeded()).toBe(false)
  waited(ahead, SLOW_MS, READ_AHEAD_CARDS_MIN - 1)
  expect(ahead.isNeeded()).toBe(false)
  waited(ahead, SLOW_MS)
  for (let group = 0; group < READ_AHEAD_GROUPS - 1; group += 1) ahead.ended()
  expect(ahead.isNeeded()).toBe(true)
  ahead.ended()
  expect(ahead.isNeeded()).toBe(false)
  const small = openReadAhead(file)
  waited(small, SLOW_MS)
  expect(small.isNeeded()).toBe(false)
  ahead.close()
  small.close()
})

test('reads what it is asked for by several threads, and lets go of the file when it is closed', async () => {
  const ahead = openReadAhead(file, ALWAYS)
  const keys = cards.map(({ lookup }): CardKey => ({ lookup: Buffer.from(lookup).toString('hex') }))
  ahead.ask([...keys, { uid: 'nobody' }])
  await eventually(async () => ahead.cardsRead() === CARDS + 1)
  const writing = openWriteConnection(file)
  expect(readdirSync(network.folder)).toContain('countermark.db-wal')
  ahead.close()
  writing.close()
  // Only the last connection of all takes the log away.
  expect(readdirSync(network.folder)).not.toContain('countermark.db-wal')
})

test('the engine has the cards read that a group names and that it does not know', async () => {
  const ahead = openReadAhead(file, ALWAYS)
  const connection = openWriteConnection(file)
  const engine = openEngine(connection, ahead)
  const time = { timeMs: network.clock.nowMs, fault: null }
  const group = (amount: number) =>
    cards.map(({ lookup }) => ({
      is: 'execute' as const,
      request: redeem(network.station, { by: 'lookup', lookup }, amount),
    }))
  // Nothing is known of the disk before the first cards were read.
  expect(engine.runGroup(group(10), time).recorded).toHaveLength(CARDS)
  expect(ahead.isNeeded()).toBe(true)
  engine.runGroup(group(20), time)
  expect(ahead.cardsRead()).toBe(0)
  // Nothing is known any more, as after a start.
  const fresh = openEngine(connection, ahead)
  const { results } = fresh.runGroup(group(30), time)
  expect(results.every(({ is }) => is === 'recorded')).toBe(true)
  await eventually(async () => ahead.cardsRead() === CARDS)
  const balances = connection.prepare('SELECT DISTINCT balance_minor FROM card').pluck().all()
  expect(balances).toEqual([940])
  ahead.close()
  connection.close()
})
