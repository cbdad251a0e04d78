import { errorText, sqliteCode } from '../errors.ts'
import { openReadConnection, openWriteConnection } from '../sqlite/connection.ts'
import { type Applied, type Migration, migrate, readMigrations } from '../sqlite/migrate.ts'
import { BackupError } from './backup.ts'
import { leaveNoLog } from './page-copy.ts'

interface Upgrade {
  readonly copy: string
  /** What it is a copy of, for people. */
  readonly backup: string
  readonly nowMs: number
}

/**
 * Brings the copy of a backup that an older version made to the tables of this one: only these can be
 * proven. Returns the newest step that it had, or null when it had all of them. Refuses a backup whose
 * steps are not a beginning of those of this program.
 */
export function upgradeCopy({ copy, backup, nowMs }: Upgrade): string | null {
  const steps = readMigrations()
  const applied = readSteps(copy)
  // What cannot be read is for the proof to name.
  if (applied === undefined) return null
  const newest = applied.at(-1)
  // Without this the steps would make an empty ledger of it.
  if (!newest) throw new BackupError(`There is no ledger in ${backup}. Choose another file.`)
  assertBeginning(applied, steps, backup)
  if (applied.length === steps.length) return null
  try {
    addSteps(copy, steps, nowMs)
  } catch (error) {
    if (sqliteCode(error) === '') throw error
    throw new BackupError(
      `${backup} could not be brought to this version: ${errorText(error)}. Nothing was changed.`,
    )
  }
  return newest.name
}

/** The steps that made the tables; undefined when the file does not tell. */
function readSteps(file: string): readonly Applied[] | undefined {
  const connection = openReadConnection(file)
  try {
    return connection
      .prepare<[], Applied>('SELECT number, name, checksum FROM migration ORDER BY number')
      .all()
  } catch (error) {
    if (sqliteCode(error) === '') throw error
    return undefined
  } finally {
    connection.close()
  }
}

function assertBeginning(
  applied: readonly Applied[],
  steps: readonly Migration[],
  backup: string,
): void {
  const known = applied.slice(0, steps.length)
  const other = known.find((row, index) => textOf(row) !== textOf(steps[index]))
  if (other)
    throw new BackupError(
      `Step ${other.name} of ${backup} is not the one that this program has. Restore it with the ` +
        'program that made it; nothing was changed.',
    )
  if (applied.length > steps.length)
    throw new BackupError(
      `${backup} was made by a newer version (step ${applied.at(-1)?.name}; this program knows ` +
        `${steps.length}). Restore it with that version; nothing was changed.`,
    )
}

function textOf(step: Applied | undefined): string {
  return step ? `${step.number} ${step.name} ${step.checksum}` : ''
}

/** As a server does at its start, but for the copy from before: that is the backup itself. */
function addSteps(copy: string, steps: readonly Migration[], nowMs: number): void {
  const connection = openWriteConnection(copy)
  try {
    migrate(connection, steps, nowMs, { isCopy: true })
  } finally {
    connection.close()
  }
  leaveNoLog(copy)
}
