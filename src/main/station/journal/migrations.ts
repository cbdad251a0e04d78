import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { JournalError } from './journal-error.ts'
import { FIRST_TABLES } from './migrations/0001-first.ts'
import { COUNTER_TABLES } from './migrations/0002-counter.ts'
import { RECEIPT_INDEX } from './migrations/0003-receipts.ts'

/** One step of the journal's form. Once shipped its text never changes: the checksum is kept. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** All steps in order, numbered from 1 without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'first', sql: FIRST_TABLES },
  { number: 2, name: 'counter', sql: COUNTER_TABLES },
  { number: 3, name: 'receipts', sql: RECEIPT_INDEX },
]

/** SHA-256 of the step's text, hex. */
export function migrationChecksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}

/**
 * Brings the file to the newest form, each step in its own transaction. Throws a
 * {@link JournalError} when the file was written by a newer version, or when a step that was
 * applied is not the one known here; nothing is changed then.
 */
export function migrate(
  database: Database,
  nowMs: number,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  database.exec(APPLIED_TABLE)
  const applied = database
    .prepare<[], Applied>('SELECT number, checksum FROM migration ORDER BY number')
    .all()
  refuseForeign(applied, migrations)
  for (const migration of migrations.slice(applied.length)) applyStep(database, migration, nowMs)
}

interface Applied {
  readonly number: number
  readonly checksum: string
}

const APPLIED_TABLE = `CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms INTEGER NOT NULL
) STRICT`

function refuseForeign(applied: readonly Applied[], known: readonly Migration[]): void {
  const newest = applied.at(-1)?.number ?? 0
  if (newest > known.length) {
    throw new JournalError(
      'newer-schema',
      `The journal was written by a newer version (form ${newest}; this version knows ${known.length}). ` +
        'Install that version again. Nothing was changed.',
    )
  }
  for (const [index, step] of applied.entries()) {
    const migration = known[index]
    if (migration && migrationChecksum(migration) === step.checksum) continue
    throw new JournalError(
      'foreign-schema',
      `Step ${step.number} of the journal is not the one this version knows. ` +
        'Install the version that wrote it. Nothing was changed.',
    )
  }
}

function applyStep(database: Database, migration: Migration, nowMs: number): void {
  database.transaction(() => {
    database.exec(migration.sql)
    database
      .prepare('INSERT INTO migration (number, name, checksum, applied_at_ms) VALUES (?, ?, ?, ?)')
      .run(migration.number, migration.name, migrationChecksum(migration), nowMs)
  })()
}
