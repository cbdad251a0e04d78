import type { Database } from 'better-sqlite3'
import { DEFERRED_WRITES_MAX, JOURNAL_PROBE_BYTES } from '../limits.ts'
import type { Log } from '../ports.ts'
import {
  codeOf,
  type GuardedDatabase,
  type GuardOptions,
  guardDatabase,
  type WriteProblem,
  type Written,
} from './guarded-database.ts'
import type { Reserve } from './reserve.ts'

/**
 * The one connection to the file and the rules of writing to it. A *new* intention is written only
 * while all is well, so that nothing is begun that cannot be finished. What *settles* or is heard
 * may use up the reserve, and is kept in memory when even that is gone.
 */
export interface Store {
  /** Nothing while the disk errs: then {@link problem} says so. */
  readonly all: <Row>(sql: string, ...values: readonly SqlValue[]) => Row[]
  readonly get: <Row>(sql: string, ...values: readonly SqlValue[]) => Row | undefined
  /** Changes made by one statement. Only inside a write. */
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

/** Opens the file and takes the reserve. Throws as `open` does. */
export function createStore(options: GuardOptions & { readonly reserve: Reserve }): Store {
  const { reserve, log } = options
  const guarded = guardDatabase(options)
  const { attempt, problem } = guarded
  const deferred = createDeferred(attempt, log)
  if (!reserve.take()) guarded.setProblem('full', 'no room for the reserve')

  const recover = (): boolean => {
    if (problem() === null) return true
    if (problem() === 'failing' && !guarded.reopen()) return false
    if (!reserve.take() || !fits(guarded) || !deferred.flush()) return false
    guarded.setProblem(null, '')
    return true
  }
  const writeLast = <Value>(write: () => Value): Written<Value> => {
    const first = attempt(write)
    if (first.ok || first.problem !== 'full') return first
    reserve.release()
    return attempt(write)
  }
  const prepare = <Row>(sql: string) => guarded.database().prepare<SqlValue[], Row>(sql)

  return {
    all: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      guarded.read(() => prepare<Row>(sql).all(...values), []),
    get: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      guarded.read(() => prepare<Row>(sql).get(...values), undefined),
    run: (sql, ...values) => prepare(sql).run(...values).changes,
    writeNew: (write) => {
      recover()
      const found = problem()
      return found === null ? attempt(write) : { ok: false, problem: found }
    },
    writeLast,
    settle: (write) => {
      // Writes keep their order: none overtakes one that is still waiting.
      if (deferred.isEmpty() && writeLast(write).ok) return true
      deferred.add(write)
      return false
    },
    problem,
    recover,
    close: () => guarded.database().close(),
  }
}

/** Writes that wait in memory for a journal that can be written. */
function createDeferred(attempt: GuardedDatabase['attempt'], log: Log) {
  const waiting: Array<() => void> = []
  /** One that breaks a rule of the tables would stand in the way for ever: it is given up. */
  const writeOne = (write: () => void): boolean => {
    try {
      return attempt(write).ok
    } catch (error) {
      log.error('journal-write-broken', { why: codeOf(error) })
      return true
    }
  }
  return {
    isEmpty: () => waiting.length === 0,
    add: (write: () => void) => {
      waiting.push(write)
      if (waiting.length <= DEFERRED_WRITES_MAX) return
      waiting.shift()
      log.error('journal-write-dropped', { kept: DEFERRED_WRITES_MAX })
    },
    /** True when nothing waits any more. */
    flush: () => {
      for (let write = waiting[0]; write !== undefined; write = waiting[0]) {
        if (!writeOne(write)) return false
        waiting.shift()
      }
      return true
    },
  }
}

/** Really writes a long row: a transaction that is taken back may never have asked the disk. */
function fits({ attempt, database }: GuardedDatabase): boolean {
  const write = (value: string) => attempt(() => writeProbe(database(), value)).ok
  return write('0'.repeat(JOURNAL_PROBE_BYTES)) && write('')
}

function writeProbe(database: Database, value: string): void {
  database.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('probe', ?)").run(value)
}
