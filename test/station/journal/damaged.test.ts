import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { outcome, select } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
beforeEach(async () => {
  counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
  await counter.call('set-language', { language: 'fr' })
  await counter.call('set-clerk', { name: 'Dana' })
})
afterEach(() => counter.stop())

/** The journal's file loses its order while the station has it open: SQLite says so at the next use. */
function damage() {
  const database = new Sqlite(join(counter.directory, 'journal.db'))
  database.unsafeMode(true)
  database.pragma('writable_schema = ON')
  const version = database.pragma('schema_version', { simple: true }) as number
  database.exec("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'paper'")
  database.pragma(`schema_version = ${version + 1}`)
  database.close()
}

const known = () => counter.until('the balance', ({ card }) => card?.status === 'known')
const aside = () => readdirSync(counter.directory).filter((name) => /damaged-[^.]*Z$/.test(name))

test('a journal that cannot be read: the station still knows its cards, its place and its language', async () => {
  damage()
  counter.print({})
  await counter.until('said', ({ journal }) => journal.problem === 'journal-unwritable')
  counter.scan(CARD)
  const state = await known()
  expect(state).toMatchObject({ locationName: 'Quay Bakery', language: 'fr', clerk: 'Dana' })
})

test('damaged while the station runs: moved aside and said until the file is gone; the station goes on', async () => {
  damage()
  counter.print({})
  await counter.until('failing', ({ journal }) => journal.problem === 'journal-unwritable')
  counter.clock.advance(5_000)
  await counter.until('said', ({ journal }) => journal.problem === 'journal-moved-aside')
  expect(aside()).toHaveLength(1)
  expect(counter.logLines.filter((line) => line.includes('journal-moved-aside'))).toHaveLength(1)
  counter.scan(CARD)
  await known()
  await select(counter)
  await outcome(counter, 'approved')
  await counter.restart()
  const state = await counter.until('online', ({ server }) => server.status === 'ok')
  expect(state).toMatchObject({ language: 'fr', clerk: 'Dana', locationName: 'Quay Bakery' })
  expect(state.journal.problem).toBe('journal-moved-aside')
  expect(state.lastRedemption).toMatchObject({ state: 'posted' })
})
