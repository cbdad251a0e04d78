import { BUSY_TIMEOUT_MS } from '../limits.ts'
import { type Connection, emptyLog } from './connection.ts'
import { transactions } from './transactions.ts'

/**
 * Erases the sealed answers that are out of their window: rows are overwritten with zeros, and then
 * the log, which still holds them as they were, is emptied into the database.
 */
export function openErasing(connection: Connection): (nowMs: number) => void {
  const transaction = transactions(connection)
  const expired = connection
    .prepare<[number], number>('SELECT 1 FROM sealed_answer WHERE expires_at_ms <= ? LIMIT 1')
    .pluck()
  const erase = connection.prepare<[number]>('DELETE FROM sealed_answer WHERE expires_at_ms <= ?')
  let isInLog = true
  return (nowMs) => {
    if (expired.get(nowMs) !== undefined) {
      transaction(() => erase.run(nowMs))
      isInLog = true
    }
    if (isInLog) isInLog = !emptyAtOnce(connection)
  }
}

/** Whoever reads in the log may go on, and no operation waits for that: the next time does it then. */
function emptyAtOnce(connection: Connection): boolean {
  connection.pragma('busy_timeout = 0')
  try {
    return emptyLog(connection).isEmpty
  } finally {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}
