import { fdatasyncSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { BUSY_TIMEOUT_MS, CHECKPOINT_TAIL_PAGES, LOG_PAGES } from '../limits.ts'
import type { CheckpointerOptions } from '../messages.ts'
import { copyLog, leavesLogLonger } from './connection.ts'
import { type Copying, type Round, waitForAsking } from './log-tending.ts'

/**
 * The thread that copies the log into the database while the writer goes on: no operation waits for
 * those pages and their disk.
 */
const { file, board } = workerData as CheckpointerOptions
let connection: BetterSqlite3.Database | undefined
/** Pages of the log that were copied when it was last looked at. */
let before = 0
let isLost = false

for (let asked = waitForAsking(board); ; asked = waitForAsking(board)) {
  if (asked.is === 'end') {
    connection?.close()
    asked.answer(isLost ? 'lost' : 'not_done')
    break
  }
  asked.answer(copy(asked.descriptor))
}

function copy(descriptor: number): Copying {
  try {
    connection ??= new BetterSqlite3(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  } catch {
    // The log is whole, and only longer. The writer asks again.
    return 'not_done'
  }
  try {
    const round = copyRound(connection)
    // Before the log starts anew SQLite has to have the database on the disk, and all that write wait for
    // that: so most of it is there beforehand. Not while somebody holds the log back from it.
    if (round.length >= LOG_PAGES && round.held <= CHECKPOINT_TAIL_PAGES) fdatasyncSync(descriptor)
    return round
  } catch (error) {
    if (leavesLogLonger(error)) return 'not_done'
    isLost = true
    // Not the last one to close: the system tells each open file once of a sync that failed, and the one
    // that takes the log for copied at its close has to be one that it still tells.
    connection.close()
    connection = undefined
    return 'lost'
  }
}

function copyRound(own: BetterSqlite3.Database): Round {
  const { length, copied, left: held } = copyLog(own)
  // Fewer than before: the log has started anew.
  const now = copied < before ? copied : copied - before
  before = copied
  return { length, held, copied: now }
}
