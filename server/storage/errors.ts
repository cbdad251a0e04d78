/** What went wrong with the database, for people and for the edge. */
export type StorageErrorCode =
  /** Another server has the folder open. */
  | 'folder_in_use'
  /** There is none where one was said to be. */
  | 'no_ledger'
  /** The database was written by a newer program, or its history does not fit this one. */
  | 'database_not_fitting'
  /** The file is not what SQLite wrote: it has to be restored from a backup. */
  | 'database_damaged'
  /** The ledger lives in another database now. */
  | 'moved'
  /** The disk is full or failing. */
  | 'cannot_write'
  /** The machine's clock cannot be right: nothing is dated by it. */
  | 'clock_wrong'
  /** The card has moved since the caller looked at it, who wanted to know: it looks again. */
  | 'overtaken'
  /** More calls are waiting than the writer will take. */
  | 'overloaded'
  /** The database was closed. */
  | 'closed'
  /** This one request could not be carried out: a fault of the program. */
  | 'request_failed'

/**
 * A failure of the database. `outcome` says what became of the request: `not_done` is certain;
 * `unknown` means that the same id has to be asked again.
 */
export class StorageError extends Error {
  readonly code: StorageErrorCode
  readonly outcome: 'not_done' | 'unknown'

  constructor(code: StorageErrorCode, message: string, outcome: 'not_done' | 'unknown') {
    super(message)
    this.name = 'StorageError'
    this.code = code
    this.outcome = outcome
  }
}

/** What a request meets that came with an older view of its card. */
export function overtaken(): StorageError {
  return new StorageError('overtaken', 'The card has moved meanwhile. Look again.', 'not_done')
}

/** The code of an error of SQLite, such as `SQLITE_FULL`; empty for other errors. */
export function sqliteCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : ''
}

/** True when the disk, and not the request, is at fault. */
export function isDiskFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM|BUSY)/.test(sqliteCode(error))
}

/** The text of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What to tell when nobody can say what of a commit is on the disk. */
export function diskFailed(reason: string): string {
  return `The disk failed in the middle of a commit (${reason}). Check the disk and its space.`
}
