import { StorageError } from '../errors.ts'
import type { Connection } from './connection.ts'

/** Where a ledger went: the mark in its old file, which refuses every write from then on. */
export interface MovedMark {
  /** The move that it belongs to; the target carries the same. */
  readonly moveId: string
  /** Address of the target without its password. */
  readonly target: string
  readonly sealedAtMs: number
}

/** Tables that have no guards: what they say does not move. */
const NOT_GUARDED = ['migration', 'moved']

/** The mark of the database; undefined while the ledger is at home here. */
export function readMoved(connection: Connection): MovedMark | undefined {
  const table = connection
    .prepare<[], number>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'moved'")
    .get()
  if (table === undefined) return undefined
  return connection
    .prepare<[], MovedMark>(
      'SELECT move_id AS moveId, target, sealed_at_ms AS sealedAtMs FROM moved LIMIT 1',
    )
    .get()
}

/**
 * Seals the ledger: in one transaction the mark, and guards on every table, so that whoever has the
 * file open, and whoever opens it later, can write nothing more. Call it inside a transaction.
 * The proof makes a seal with this too, and lets nothing else pass for one: with another text here,
 * files that were sealed before would count as changed.
 */
export function writeMoved(connection: Connection, mark: MovedMark): void {
  connection.exec(
    'CREATE TABLE moved (move_id TEXT NOT NULL, target TEXT NOT NULL, sealed_at_ms INTEGER NOT NULL) STRICT',
  )
  connection
    .prepare('INSERT INTO moved (move_id, target, sealed_at_ms) VALUES (?, ?, ?)')
    .run(mark.moveId, mark.target, mark.sealedAtMs)
  for (const table of guardedTables(connection)) {
    for (const verb of ['INSERT', 'UPDATE', 'DELETE']) {
      connection.exec(
        `CREATE TRIGGER ${guardName(table, verb)} BEFORE ${verb} ON ${table}
         BEGIN SELECT RAISE(ABORT, '${MOVED}'); END`,
      )
    }
  }
}

/** Takes mark and guards away again. Call it inside a transaction, and only when the move is given up. */
export function removeMoved(connection: Connection): void {
  for (const table of guardedTables(connection)) {
    for (const verb of ['INSERT', 'UPDATE', 'DELETE'])
      connection.exec(`DROP TRIGGER IF EXISTS ${guardName(table, verb)}`)
  }
  connection.exec('DROP TABLE IF EXISTS moved')
}

/** What the guards say; no part of it comes from outside. */
const MOVED = 'the ledger has moved'

/** True for the error of a guard. */
export function isGuardError(error: unknown): boolean {
  return error instanceof Error && error.message === MOVED
}

/** What is said to whoever asks the old database. */
export function movedError({ target }: Pick<MovedMark, 'target'>): StorageError {
  return new StorageError(
    'moved',
    `The ledger has moved to ${target}. Start the server with --database-url and that address; ` +
      'if the move was interrupted, run the same countermark move again.',
    'not_done',
  )
}

function guardedTables(connection: Connection): string[] {
  const names = connection
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all()
  return names.filter((name) => !NOT_GUARDED.includes(name))
}

function guardName(table: string, verb: string): string {
  return `moved_${table}_${verb.toLowerCase()}`
}
