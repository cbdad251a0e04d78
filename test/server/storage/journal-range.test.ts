import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../server/storage/database.ts'
import { journalRange, openDatabase } from '../../../server/storage/index.ts'

const START_MS = 1_760_000_000_000
const GROUPS = 400
/** How far outside the stretch a group may lie whose rows are still looked at. */
const SLACK_MS = 3_000

interface Group {
  readonly firstId: number
  readonly lastId: number
  readonly timeMs: number
}

let folder: string
let database: Database
let groups: readonly Group[]
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'range-'))
  database = await openDatabase({ dataDirectory: folder })
  expect(await journalRange(database.reports, { fromMs: 0, toMs: START_MS })).toEqual({
    ...{ firstId: 1, lastId: 0 },
  })
  groups = makeGroups()
  const rows = groups.map(({ firstId, lastId, timeMs }, at) => ({
    ...{ id: at + 1, first_journal_id: firstId, last_journal_id: lastId, time_ms: timeMs },
    hash: new Uint8Array(32),
  }))
  const query = database.read.insertInto('commit_group').values(rows).compile()
  expect(await database.write([{ query, changes: GROUPS }])).toBe(true)
})
afterAll(async () => {
  await database.close()
  fs.rmSync(folder, { recursive: true })
})

/** Groups of several rows; time stands still, goes on, leaps, and steps back by up to a second. */
function makeGroups(): Group[] {
  const made: Group[] = []
  let [timeMs, firstId] = [START_MS, 1]
  for (let at = 0; at < GROUPS; at += 1) {
    const lastId = firstId + (at % 7)
    const backMs = at % 5 === 3 ? at % 1000 : 0
    made.push({ firstId, lastId, timeMs: timeMs - backMs })
    timeMs += at % 50 === 0 ? 3_600_000 : (at * 97) % 1500
    firstId = lastId + 1
  }
  return made
}

test('journal range: every group of the stretch is in it, and none that is far outside', async () => {
  const lastMs = groups.at(-1)?.timeMs ?? 0
  const time = fc.oneof(
    fc.integer({ min: START_MS - 10_000, max: lastMs + 10_000 }),
    fc.constantFrom(...groups.map(({ timeMs }) => timeMs)),
  )
  let found = 0
  await fc.assert(
    fc.asyncProperty(time, time, async (one, other) => {
      const [fromMs, toMs] = [Math.min(one, other), Math.max(one, other)]
      const range = await journalRange(database.reports, { fromMs, toMs })
      for (const { timeMs, firstId, lastId } of groups) {
        const isAsked = timeMs >= fromMs && timeMs < toMs
        const isIn = firstId >= range.firstId && lastId <= range.lastId
        if (isAsked) expect(isIn).toBe(true)
        if (isIn) expect(timeMs).toBeGreaterThanOrEqual(fromMs - SLACK_MS)
        if (isIn) expect(timeMs).toBeLessThan(toMs + SLACK_MS)
        if (isAsked) found += 1
      }
    }),
    { numRuns: 150 },
  )
  expect(found).toBeGreaterThan(100)
})
