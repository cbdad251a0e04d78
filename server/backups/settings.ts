import path from 'node:path'
import { BACKUP_HOURS_MAX, BACKUPS_KEPT_MAX } from './limits.ts'

/** Regular backups by the server itself. */
export interface BackupSettings {
  readonly everyMs: number
  /** Absolute path of the folder that they are written to. */
  readonly folder: string
  /** How many are kept; older ones are removed. */
  readonly keep: number
}

/** Which setting cannot be used, and why. */
export interface UnusableBackup {
  readonly setting: 'backupEvery' | 'backupFolder' | 'backupKeep'
  readonly why: string
}

/** Reads the three settings as they were given; null when no regular backups are asked for. */
export function readBackupSettings(values: {
  readonly backupEvery: string | undefined
  readonly backupFolder: string | undefined
  readonly backupKeep: string
  readonly databaseUrl: string | undefined
}): BackupSettings | null | UnusableBackup {
  const { backupEvery, backupFolder, backupKeep, databaseUrl } = values
  const keep = wholeNumber(backupKeep, BACKUPS_KEPT_MAX)
  if (keep === undefined)
    return { setting: 'backupKeep', why: `give a whole number from 1 to ${BACKUPS_KEPT_MAX}` }
  if (backupEvery === undefined) return null
  if (databaseUrl !== undefined)
    return { setting: 'backupEvery', why: 'a ledger in PostgreSQL is backed up with its own tools' }
  const hours = wholeNumber(backupEvery, BACKUP_HOURS_MAX)
  if (hours === undefined)
    return { setting: 'backupEvery', why: `give a whole number from 1 to ${BACKUP_HOURS_MAX}` }
  if (backupFolder === undefined)
    return { setting: 'backupFolder', why: 'regular backups are on, so name their folder' }
  return { everyMs: hours * 3_600_000, folder: path.resolve(backupFolder), keep }
}

function wholeNumber(text: string, max: number): number | undefined {
  const number = Number(text)
  return /^\d{1,4}$/.test(text) && number >= 1 && number <= max ? number : undefined
}
