import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LOG_PAGES } from '../../../../server/storage/limits.ts'
import type { CheckpointerOptions } from '../../../../server/storage/messages.ts'
import {
  createCheckpointBoard,
  openLogTending,
} from '../../../../server/storage/sqlite/log-tending.ts'
import { eventually } from '../postgres/eventually.ts'

const SCRIPT = new URL('../../../../server/storage/sqlite/checkpointer.ts', import.meta.url)
/** So large that each row is a page of its own. */
const ROW_BYTES = 4_000
const SHORT_PAGES = 100

/** A database with so many pages in its log, and the thread that copies them, asked by its writer. */
async function openCopying(pages: number) {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-copying-'))
  const file = join(folder, 'pages.db')
  const writer = new BetterSqlite3(file)
  writer.pragma('journal_mode = WAL')
  writer.pragma('wal_autocheckpoint = 0')
  writer.exec('CREATE TABLE page (content BLOB)')
  writer
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO page SELECT zeroblob(?) FROM n`,
    )
    .run(pages, ROW_BYTES)
  const board = createCheckpointBoard()
  const seen = { copied: 0, lost: 0 }
  const tending = openLogTending(board, {
    copyRest: () => {
      seen.copied += 1
    },
    lose: () => {
      seen.lost += 1
    },
  })
  const thread = new Worker(SCRIPT, { workerData: { file, board } satisfies CheckpointerOptions })
  onTestFinished(async () => {
    tending.end()
    writer.close()
    tending.close()
    await thread.terminate()
    rmSync(folder, { recursive: true })
  })
  return { file, board, tending, seen }
}

describe('the database under a log that is about to start anew', () => {
  test('is on the disk before the writer copies the last of it', async () => {
    const { file, tending, seen } = await openCopying(LOG_PAGES + SHORT_PAGES)
    tending.open(file)
    await eventually(() => {
      tending.wrote(LOG_PAGES)
      return seen.copied > 0
    })
    expect(seen.lost).toBe(0)
  })

  test.each([
    ['long, cannot be synced: what was copied is called lost', LOG_PAGES + SHORT_PAGES, true],
    ['short, is not synced at all', SHORT_PAGES, false],
  ])('%s', async (_, pages, isLost) => {
    const { board, file, tending, seen } = await openCopying(pages)
    tending.open(file)
    // A number under which nothing is open.
    const gone = openSync(file, 'r')
    closeSync(gone)
    board[FILE] = gone
    for (let time = 0; time < TIMES; time += 1) {
      tending.wrote(LOG_PAGES)
      await eventually(() => board[ASKED] === board[DONE])
    }
    expect(seen.lost > 0).toBe(isLost)
    expect(seen.copied).toBe(0)
  })
})

/** Places on the board. */
const ASKED = 0
const DONE = 1
const FILE = 6
const TIMES = 4
