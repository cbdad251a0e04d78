import Sqlite, { type Database } from 'better-sqlite3'
import { DEFERRED_WRITES_MAX, JOURNAL_PROBE_BYTES } from '../limits.ts'
import type { Log } from '../ports.ts'
import type { Reserve } from './reserve.ts'

/** What may stand between the station and its journal. `full`: no space; `failing`: the disk errs. */
export type WriteProblem = 'full' | 'failing'

export type Written<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: WriteProblem }

/**
 * The one connection to the file and the rules of writing to it. A *new* intention is written only
 * while all is well, so that nothing is begun that cannot be finished. What *settles* or is heard
 * may use up the reserve, and is kept in memory when even that is gone.
 */
export interface Store {
  /** Nothing while the disk errs: then {@link problem} says so. */
  readonly all: <Row>(sql: string, ...values: readonly SqlValue[]) => Row[]
  readonly get: <Row>(sql: string, ...values: readonly SqlValue[]) => Row | undefined
  /** Changes made by one statement. Only inside {@link writeNew} and {@link settle}. */
  readonly run: (sql: string, ...values: readonly SqlValue[]) => number
  /** One transaction, on the disk when this returns `ok`; nothing happened when it does not. */
  readonly writeNew: <Value>(write: () => Value) => Written<Value>
  /** The same for what ends something that was begun: it may use up the reserve. */
  readonly writeLast: <Value>(write: () => Value) => Written<Value>
  /** One transaction, now or as soon as it can be. True when it is on the disk already. */
  readonly settle: (write: () => void) => boolean
  readonly problem: () => WriteProblem | null
  /** Looks whether the journal can be written again. True when all is well. */
  readonly recover: () => boolean
  readonly close: () => void
}

export type SqlValue = string | number | null

/** What {@link createStore} needs; `open` is called again after the disk erred. */
export interface StoreOptions {
  readonly open: () => Database
  readonly reserve: Reserve
  readonly log: Log
  /** Called when {@link Store.problem} changed. */
  readonly onChange: () => void
}

/** Opens the file and takes the reserve. Throws as `open` does. */
export function createStore({ open, reserve, log, onChange }: StoreOptions): Store {
  let database = open()
  let problem: WriteProblem | null = reserve.take() ? null : 'full'
  const deferred: Array<() => void> = []

  const attempt = <Value>(write: () => Value): Written<Value> => {
    try {
      return { ok: true, value: database.transaction(write).immediate() }
    } catch (error) {
      const found = problemOf(error)
      if (found === null) throw error
      note(found, error)
      return { ok: false, problem: found }
    }
  }
  const note = (found: WriteProblem, error: unknown) => {
    if (problem === found) return
    problem = found
    log.error('journal-not-writable', { problem: found, why: codeOf(error) })
    onChange()
  }
  const defer = (write: () => void) => {
    deferred.push(write)
    if (deferred.length <= DEFERRED_WRITES_MAX) return
    deferred.shift()
    log.error('journal-write-dropped', { kept: DEFERRED_WRITES_MAX })
  }
  const recover = (): boolean => {
    if (problem === null) return true
    if (problem === 'failing') {
      const fresh = reopen(database, open)
      if (fresh === undefined) return false
      database = fresh
    }
    const fits = (value: string) => attempt(() => writeProbe(database, value)).ok
    return reserve.take() && fits('0'.repeat(JOURNAL_PROBE_BYTES)) && fits('') && flush()
  }
  const flush = (): boolean => {
    for (let write = deferred[0]; write !== undefined; write = deferred[0]) {
      if (!flushOne(write)) return false
      deferred.shift()
    }
    problem = null
    log.info('journal-writable')
    onChange()
    return true
  }

  /** One that breaks a rule of the tables would stand in the way for ever: it is given up. */
  const flushOne = (write: () => void): boolean => {
    try {
      return attempt(write).ok
    } catch (error) {
      log.error('journal-write-broken', { why: codeOf(error) })
      return true
    }
  }
  const read = <Value>(ask: () => Value, nothing: Value): Value => {
    try {
      return ask()
    } catch (error) {
      const found = problemOf(error)
      if (found === null) throw error
      note(found, error)
      return nothing
    }
  }
  const writeLast = <Value>(write: () => Value): Written<Value> => {
    const first = attempt(write)
    if (first.ok || first.problem !== 'full') return first
    reserve.release()
    return attempt(write)
  }

  return {
    all: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      read(() => database.prepare<SqlValue[], Row>(sql).all(...values), []),
    get: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      read(() => database.prepare<SqlValue[], Row>(sql).get(...values), undefined),
    run: (sql, ...values) => database.prepare<SqlValue[]>(sql).run(...values).changes,
    writeNew: (write) => {
      if (!recover() && problem !== null) return { ok: false, problem }
      return attempt(write)
    },
    writeLast,
    settle: (write) => {
      // Writes keep their order: none overtakes one that is still waiting.
      if (deferred.length === 0 && writeLast(write).ok) return true
      defer(write)
      return false
    },
    problem: () => problem,
    recover,
    close: () => database.close(),
  }
}

/** Really writes: a transaction that is taken back may never have asked the disk. */
function writeProbe(database: Database, value: string): void {
  database.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('probe', ?)").run(value)
}

function reopen(database: Database, open: () => Database): Database | undefined {
  try {
    database.close()
    return open()
  } catch {
    return undefined
  }
}

/** Null for what is a mistake of ours (a broken constraint) and must not be hidden. */
function problemOf(error: unknown): WriteProblem | null {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_FULL')) return 'full'
  return /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|BUSY|LOCKED|PROTOCOL|NOMEM)/.test(code) ||
    code === 'ERR_CLOSED'
    ? 'failing'
    : null
}

function codeOf(error: unknown): string {
  if (error instanceof Sqlite.SqliteError) return error.code
  // better-sqlite3 throws a TypeError on a closed connection, after a reopening that failed.
  return error instanceof TypeError && /not open/.test(error.message) ? 'ERR_CLOSED' : 'unknown'
}
