import { workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { BUSY_TIMEOUT_MS } from '../limits.ts'
import type { CheckpointerOptions } from '../messages.ts'
import { copyLog } from './connection.ts'
import { type Round, waitForAsking } from './log-tending.ts'

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
    asked.answer(undefined)
    break
  }
  try {
    connection ??= new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS })
    asked.answer(copyRound(connection))
  } catch {
    // The log is whole, and only longer. The writer asks again, and meets a bad disk itself.
    asked.answer(undefined)
  }
}

function copyRound(own: BetterSqlite3.Database): Round {
  const { length, copied, left: held } = copyLog(own)
  // Fewer than before: the log has started anew.
  const now = copied < before ? copied : copied - before
  before = copied
  return { length, held, copied: now }
}
