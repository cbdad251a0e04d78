import Sqlite, { type Database } from 'better-sqlite3'
import type { Log } from '../ports.ts'

/** What may stand between the station and its journal. `full`: no space; `failing`: the disk errs. */
export type WriteProblem = 'full' | 'failing'

export type Written<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: WriteProblem }

/** The file behind a guard: what the disk does wrong becomes a problem, never an exception. */
export interface GuardedDatabase {
  readonly database: () => Database
  /** One transaction: on the disk when `ok`, and nothing of it happened when not. Throws our own mistakes. */
  readonly attempt: <Value>(write: () => Value) => Written<Value>
  /** What was asked for, or `nothing` when the disk errs. */
  readonly read: <Value>(ask: () => Value, nothing: Value) => Value
  readonly problem: () => WriteProblem | null
  readonly setProblem: (problem: WriteProblem | null, why: string) => void
  /** Closes and opens the file again. False when it cannot be opened. */
  readonly reopen: () => boolean
}

/** What {@link guardDatabase} needs; `open` is called again after the disk erred. */
export interface GuardOptions {
  readonly open: () => Database
  readonly log: Log
  /** Called when the problem changed. */
  readonly onChange: () => void
}

/** Opens the file; throws as `open` does. */
export function guardDatabase({ open, log, onChange }: GuardOptions): GuardedDatabase {
  let database = open()
  let problem: WriteProblem | null = null

  const setProblem = (next: WriteProblem | null, why: string) => {
    if (problem === next) return
    problem = next
    if (next === null) log.info('journal-writable')
    else log.error('journal-not-writable', { problem: next, why })
    onChange()
  }
  /** Notes what the disk did; throws again what is a mistake of ours and must not be hidden. */
  const note = (error: unknown): WriteProblem => {
    const found = problemOf(error)
    if (found === null) throw error
    setProblem(found, codeOf(error))
    return found
  }
  return {
    database: () => database,
    attempt: (write) => {
      try {
        return { ok: true, value: database.transaction(write).immediate() }
      } catch (error) {
        return { ok: false, problem: note(error) }
      }
    },
    read: (ask, nothing) => {
      try {
        return ask()
      } catch (error) {
        note(error)
        return nothing
      }
    },
    problem: () => problem,
    setProblem,
    reopen: () => {
      database.close()
      try {
        database = open()
        return true
      } catch {
        return false
      }
    },
  }
}

/** The code that SQLite gave an error; for the log. */
export function codeOf(error: unknown): string {
  if (error instanceof Sqlite.SqliteError) return error.code
  // better-sqlite3 throws a TypeError on a closed connection, after a reopening that failed.
  return error instanceof TypeError && /not open/.test(error.message) ? 'NOT_OPEN' : 'unknown'
}

const OF_THE_DISK =
  /^(SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|BUSY|LOCKED|PROTOCOL|NOMEM)|NOT_OPEN)/

function problemOf(error: unknown): WriteProblem | null {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_FULL')) return 'full'
  return OF_THE_DISK.test(code) ? 'failing' : null
}
