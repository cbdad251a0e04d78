import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { errorText, isDiskFault, StorageError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { copyBeforeStep } from './step-copy.ts'

/** One numbered step of the schema. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text: a step that was shipped never changes. */
  readonly checksum: string
}

const FOLDER = new URL('./migrations/', import.meta.url)

/** The steps of this program, in order. Their numbers run from 1 without a gap. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  return names.sort().map((name, index) => {
    const number = Number(name.slice(0, 4))
    if (number !== index + 1) throw new Error(`migration ${name} should have number ${index + 1}`)
    const sql = readFileSync(new URL(name, folder), 'utf8')
    return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

/**
 * Brings the database to the newest step, all of the missing steps in one transaction, so that a
 * failing one leaves it as it was. A database that had steps before is copied first, into `backups/`
 * beside it, unless it is a copy itself. Refuses one that a newer program wrote or whose steps were
 * other ones: it is not touched.
 */
export function migrate(
  connection: Connection,
  steps: readonly Migration[],
  nowMs: number,
  { isCopy = false }: { readonly isCopy?: boolean } = {},
): void {
  const applied = readApplied(connection)
  assertFitting(applied, steps)
  const missing = steps.slice(applied.length)
  const [first] = missing
  if (!first) return
  const isKept = applied.length > 0 && !isCopy
  const copy = isKept ? copyBeforeStep(connection, first, nowMs) : undefined
  const add = connection.prepare(
    'INSERT INTO migration (number, name, checksum, applied_at_ms) VALUES (?, ?, ?, ?)',
  )
  const apply = connection.transaction(() => {
    for (const step of missing) {
      applyStep(connection, step, copy)
      add.run(step.number, step.name, step.checksum, nowMs)
    }
  })
  apply.immediate()
}

function applyStep(connection: Connection, step: Migration, copy: string | undefined): void {
  try {
    connection.exec(step.sql)
  } catch (error) {
    const kept = copy === undefined ? '' : ` A copy from before stands in ${copy}.`
    throw new StorageError(
      isDiskFault(error) ? 'cannot_write' : 'database_not_fitting',
      `Step ${step.name} of the database failed (${errorText(error)}). Nothing was changed.${kept}`,
      'not_done',
    )
  }
}

/** A step that a database has. */
export interface Applied {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

function readApplied(connection: Connection): Applied[] {
  connection.exec(
    `CREATE TABLE IF NOT EXISTS migration (
       number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
       applied_at_ms INTEGER NOT NULL
     ) STRICT`,
  )
  return connection
    .prepare<[], Applied>('SELECT number, name, checksum FROM migration ORDER BY number')
    .all()
}

/** Throws when the database has steps that this program does not know. */
export function assertFitting(applied: readonly Applied[], steps: readonly Migration[]): void {
  const newest = applied.at(-1)
  if (newest && newest.number > steps.length)
    throw new StorageError(
      'database_not_fitting',
      `The database was written by a newer version (step ${newest.name}; this program knows ` +
        `${steps.length}). Start the newer version again; nothing was changed.`,
      'not_done',
    )
  const other = applied.find((row, index) => row.checksum !== steps[index]?.checksum)
  if (other)
    throw new StorageError(
      'database_not_fitting',
      `Step ${other.name} of the database is not the one this program has. Use the program that ` +
        'made the database, or a backup of it; nothing was changed.',
      'not_done',
    )
}
