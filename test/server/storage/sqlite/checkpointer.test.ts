import { mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs'
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
  const seen = { copied: 0 }
  const tending = openLogTending(board, () => {
    seen.copied += 1
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

/** Writes and has the log copied, a few times over. */
async function copyOften({ board, tending }: Awaited<ReturnType<typeof openCopying>>) {
  for (let time = 0; time < TIMES; time += 1) {
    tending.wrote(LOG_PAGES)
    await eventually(() => board[ASKED] === board[DONE])
  }
}

describe('a log that is about to start anew', () => {
  test('the database is synced, and the writer copies the last of it', async () => {
    const copying = await openCopying(LOG_PAGES + SHORT_PAGES)
    copying.tending.open(copying.file)
    await copyOften(copying)
    expect(copying.seen.copied).toBeGreaterThan(0)
    expect(copying.tending.isLost()).toBe(false)
  })

  test.each([
    ['long, whose database cannot be synced: what was copied is lost', LOG_PAGES, true],
    ['short: its database is not synced at all', SHORT_PAGES, false],
  ])('%s', async (_, pages, isLost) => {
    const copying = await openCopying(pages)
    copying.board[FILE] = NEVER_OPEN
    await copyOften(copying)
    expect(copying.tending.isLost()).toBe(isLost)
    expect(copying.seen.copied).toBe(0)
  })
})

describe('a log that cannot be copied', () => {
  test('as pages of it cannot be read: what counts as copied may be lost', async () => {
    const copying = await openCopying(SHORT_PAGES)
    truncateSync(`${copying.file}-wal`, (SHORT_PAGES * ROW_BYTES) / 2)
    await copyOften(copying)
    expect(copying.tending.isLost()).toBe(true)
  })

  test('as its database cannot be opened: it is only longer', async () => {
    const copying = await openCopying(SHORT_PAGES)
    renameSync(copying.file, `${copying.file}.away`)
    await copyOften(copying)
    expect(copying.tending.isLost()).toBe(false)
  })
})

/** Places on the board. */
const ASKED = 0
const DONE = 1
const FILE = 6
/** More than a process may have open. */
const NEVER_OPEN = 2 ** 30
const TIMES = 4
