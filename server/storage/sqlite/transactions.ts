import type { Statement } from 'better-sqlite3'
import { errorText, isDiskFault, StorageError, sqliteCode } from '../errors.ts'
import type { Connection } from './connection.ts'
import { isGuardError, movedError, readMoved } from './moved.ts'

/**
 * Runs the body between BEGIN and COMMIT. What fails before COMMIT is rolled back and certainly not
 * done. A COMMIT that fails for want of space wrote no end mark, so it is not done either; after any
 * other failure of COMMIT nobody can say, and neither the connection nor the process may be used
 * again: the system may show writes that are not on the disk.
 */
export function transactions(connection: Connection): <Result>(body: () => Result) => Result {
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')
  return (body) => {
    let result: ReturnType<typeof body>
    try {
      begin.run()
      result = body()
    } catch (error) {
      const isUndone = undo(connection, rollback)
      throw movedFailure(connection, error) ?? failure(error, 'not_done', isUndone)
    }
    try {
      commit.run()
    } catch (error) {
      const outcome = sqliteCode(error) === 'SQLITE_FULL' ? 'not_done' : 'unknown'
      throw failure(error, outcome, undo(connection, rollback))
    }
    return result
  }
}

/** Ends the transaction without its changes. False when even that failed. */
function undo(connection: Connection, rollback: Statement): boolean {
  try {
    if (connection.inTransaction) rollback.run()
    return true
  } catch {
    return false
  }
}

function movedFailure(connection: Connection, error: unknown): StorageError | undefined {
  const mark = isGuardError(error) ? readMoved(connection) : undefined
  return mark && movedError(mark)
}

function failure(error: unknown, outcome: 'not_done' | 'unknown', isUndone: boolean): StorageError {
  const isOurs = isUndone && outcome === 'not_done' && !isDiskFault(error)
  const code = isOurs ? 'request_failed' : 'cannot_write'
  const wrapped = new StorageError(code, errorText(error), outcome)
  wrapped.cause = error
  return wrapped
}
