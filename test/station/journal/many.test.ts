import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidV7 } from '../../../src/contract/ids.ts'
import { cryptoRandom } from '../../../src/main/station/host/clock.ts'
import type { Journal } from '../../../src/main/station/journal/index.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'

const MINUTE_MS = 60_000
/** A shop without a till that is heard, after half a year: none of its redemptions has a payment. */
const REDEMPTIONS = 10_000

let folder: JournalFolder
let journal: Journal
beforeEach(() => {
  folder = makeJournalFolder()
  journal = folder.open()
})
afterEach(() => folder.remove())

/** Redemptions of typed amounts, one a minute up to now. */
function redeem(count: number): void {
  const database = new Sqlite(join(folder.directory, 'journal.db'))
  const add = database.prepare(
    `INSERT INTO operation (request_id, device_id, kind, params, amount_minor, currency, last_four,
       state, answer, created_at_ms, final_at_ms)
     VALUES (?, 'device', 'redeem', '{}', 500, 'CAD', '1234', 'posted', ?, ?, ?)`,
  )
  const nowMs = folder.clock.nowMs()
  database.transaction(() => {
    for (let ago = count; ago > 0; ago -= 1) {
      const atMs = nowMs - ago * MINUTE_MS
      const answer = { ok: true, value: { appliedMinor: 500 } }
      add.run(uuidV7(atMs, cryptoRandom.bytes(10)), JSON.stringify(answer), atMs, atMs)
    }
  })()
  database.close()
}

function durationMs(work: () => void): number {
  const fromMs = performance.now()
  work()
  return performance.now() - fromMs
}

test('many redemptions without a payment: looked through every minute, and the clerk does not wait', () => {
  redeem(REDEMPTIONS)
  const review = () => journal.exceptions.review(folder.clock.nowMs())
  review()
  const noted = journal.exceptions.unsentCount()
  expect(noted).toBeGreaterThan(REDEMPTIONS - 60)
  // All compared with all took 3.5 s, in the one thread that the screen waits for.
  expect(durationMs(review)).toBeLessThan(1_000)
  expect(journal.exceptions.unsentCount()).toBe(noted)
})
