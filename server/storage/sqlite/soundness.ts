import { errorText, StorageError, sqliteCode } from '../errors.ts'
import { type Connection, openReadConnection } from './connection.ts'
import { fileBytes } from './file-copy.ts'

/**
 * Looks at the database before anybody opens it for writing, and throws `database_damaged` when it is
 * not what SQLite wrote: a damaged file is never written to. After an end that was not in order,
 * when a log stands beside the file, every page is looked at.
 */
export function assertSound(file: string): void {
  const bytes = fileBytes(file)
  if (bytes === 0) return
  const hasLog = fileBytes(`${file}-wal`) > 0
  const problem = withRead(file, (connection) => {
    if (hasLog) return firstProblem(connection, 'quick_check')
    return shortProblem(connection, bytes)
  })
  if (problem !== null) throw damaged(file, problem)
}

/** Looks at every page and every index of the file: the first problem, or null. Takes its time. */
export function findDamage(file: string): string | null {
  return withRead(file, (connection) => {
    const problem = firstProblem(connection, 'integrity_check')
    if (problem !== null) return problem
    const [orphan] = connection.pragma('foreign_key_check') as { table: string; rowid: number }[]
    return orphan
      ? `row ${orphan.rowid} of ${orphan.table} refers to a row that is not there`
      : null
  })
}

function withRead(file: string, look: (connection: Connection) => string | null): string | null {
  let connection: Connection | undefined
  try {
    connection = openReadConnection(file)
    // The first page is read with this, and is the one that says what all the others are.
    connection.pragma('schema_version')
    return look(connection)
  } catch (error) {
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error))) throw error
    return errorText(error)
  } finally {
    connection?.close()
  }
}

function firstProblem(connection: Connection, check: 'quick_check' | 'integrity_check') {
  const found = String(connection.pragma(`${check}(1)`, { simple: true }))
  return found === 'ok' ? null : found
}

/** Whether pages are missing at the end. */
function shortProblem(connection: Connection, bytes: number): string | null {
  const pages = Number(connection.pragma('page_count', { simple: true }))
  const pageBytes = Number(connection.pragma('page_size', { simple: true }))
  if (pages * pageBytes <= bytes) return null
  return `${pages * pageBytes} bytes belong to it and ${bytes} are there`
}

function damaged(file: string, problem: string): StorageError {
  return new StorageError(
    'database_damaged',
    `${file} is damaged (${problem}). It was not opened and not changed. Keep it aside, check the ` +
      'disk, and put the newest backup in its place: countermark restore --from BACKUP --data DIR --force',
    'not_done',
  )
}
