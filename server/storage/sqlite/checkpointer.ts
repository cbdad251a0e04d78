import { fdatasyncSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { BUSY_TIMEOUT_MS, LOG_PAGES } from '../limits.ts'
import type { CheckpointerOptions } from '../messages.ts'
import { copyLog } from './connection.ts'
import { type Copying, type Round, waitForAsking } from './log-tending.ts'

/**
 * The thread that copies the log into the database while the writer goes on: no operation waits for
 * those pages and their disk.
 */
const { file, board } = workerData as CheckpointerOptions
let connection: BetterSqlite3.Database | undefined
/** Pages of the log that were copied when it was last looked at. */
let before = 0

for (let asked = waitForAsking(board); ; asked = waitForAsking(board)) {
  if (asked.is === 'end') {
    connection?.close()
    asked.answer('not_done')
    break
  }
  asked.answer(copy(asked.descriptor))
}

function copy(descriptor: number): Copying {
  const round = copyRound()
  if (!round || round.length < LOG_PAGES) return round ?? 'not_done'
  try {
    // Before the log starts anew SQLite has to have the database on the disk, and all that write wait for
    // that: so most of it is there beforehand.
    fdatasyncSync(descriptor)
    return round
  } catch {
    return 'lost'
  }
}

/** Undefined when it cannot be done: the writer asks again, and meets a bad disk itself. */
function copyRound(): Round | undefined {
  try {
    connection ??= new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS })
    const { length, copied, left: held } = copyLog(connection)
    // Fewer than before: the log has started anew.
    const now = copied < before ? copied : copied - before
    before = copied
    return { length, held, copied: now }
  } catch {
    return undefined
  }
}
