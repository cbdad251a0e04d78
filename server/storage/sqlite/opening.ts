import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../errors.ts'
import { databaseFile } from '../files.ts'
import { openReadConnection } from './connection.ts'
import { fileBytes } from './file-copy.ts'
import { movedError, readMoved } from './moved.ts'
import { assertSound } from './soundness.ts'

/**
 * Looks at a folder before its database is opened for writing: a restore that was cut short, a
 * damaged file and a ledger that moved away are refused, with what to do and nothing changed.
 */
export function assertOpenable(dataDirectory: string): void {
  if (existsSync(restoreMark(dataDirectory)))
    throw new StorageError(
      'database_not_fitting',
      `A restore into ${dataDirectory} was interrupted. Run the same countermark restore again.`,
      'not_done',
    )
  const file = databaseFile(dataDirectory)
  assertSound(file)
  if (fileBytes(file) > 0) assertAtHome(file)
}

/** The file that stands in a folder from the first to the last change of a restore. */
export function restoreMark(dataDirectory: string): string {
  return join(dataDirectory, 'restore.unfinished')
}

/** Looks for the mark beside a running writer. Costs one look at a page in memory. */
export function watchMoved(file: string): {
  readonly text: () => string | null
  readonly close: () => void
} {
  const connection = openReadConnection(file)
  return {
    text: () => {
      const mark = readMoved(connection)
      return mark ? movedError(mark).message : null
    },
    close: () => connection.close(),
  }
}

function assertAtHome(file: string): void {
  const connection = openReadConnection(file)
  try {
    const mark = readMoved(connection)
    if (mark) throw movedError(mark)
  } finally {
    connection.close()
  }
}
