import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { databaseFile } from '../files.ts'
import { databaseFiles, syncFile, syncFolder } from '../sqlite/file-copy.ts'
import { lockFolder } from '../sqlite/lock.ts'
import { restoreMark } from '../sqlite/opening.ts'
import type { ProvenFigures } from '../verify.ts'
import { BackupError, proveFolder } from './backup.ts'

export interface Restored {
  readonly file: string
  readonly figures: ProvenFigures
  /** Where the ledger is that stood there before; null when there was none. */
  readonly replaced: string | null
}

export interface RestoreOptions {
  readonly backup: string
  readonly dataDirectory: string
  /** Puts it in the place of the ledger that is there, which is kept aside. */
  readonly force: boolean
  readonly nowMs: number
}

/**
 * Puts a backup in place: copied, proven, then renamed. Refuses a folder that a server has open, and
 * one with a ledger in it unless forced. Cut short at any moment the folder holds the old ledger, the
 * new one, or a mark that keeps every server from opening it until the restore was run again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backup, dataDirectory, force, nowMs } = options
  if (!existsSync(backup)) throw new BackupError(`There is no file ${backup}.`)
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataDirectory)
  try {
    const isHalfDone = existsSync(restoreMark(dataDirectory))
    const present = databaseFiles(databaseFile(dataDirectory)).filter((file) => existsSync(file))
    if (present.length > 0 && !force && !isHalfDone)
      throw new BackupError(
        `${dataDirectory} holds a ledger. Choose an empty folder, or put the backup in its place ` +
          'with --force: the present ledger is then kept aside.',
      )
    const figures = await stage(backup, dataDirectory)
    const replaced = putInPlace(dataDirectory, nowMs)
    return { file: databaseFile(dataDirectory), figures, replaced }
  } finally {
    unlock()
  }
}

function stagingFolder(dataDirectory: string): string {
  return join(dataDirectory, 'restore')
}

async function stage(backup: string, dataDirectory: string): Promise<ProvenFigures> {
  const folder = stagingFolder(dataDirectory)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  const copy = databaseFile(folder)
  try {
    copyFileSync(backup, copy)
    const figures = await proveFolder(folder)
    syncFile(copy)
    return figures
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** From mark to unmark: an old log beside a new file would be read into it. */
function putInPlace(dataDirectory: string, nowMs: number): string | null {
  const mark = restoreMark(dataDirectory)
  writeFileSync(mark, '', { flush: true })
  syncFolder(dataDirectory)
  const replaced = setAside(dataDirectory, nowMs)
  const staging = stagingFolder(dataDirectory)
  renameSync(databaseFile(staging), databaseFile(dataDirectory))
  rmSync(staging, { recursive: true, force: true })
  syncFolder(dataDirectory)
  rmSync(mark)
  syncFolder(dataDirectory)
  return replaced
}

function setAside(dataDirectory: string, nowMs: number): string | null {
  const present = databaseFiles(databaseFile(dataDirectory)).filter((file) => existsSync(file))
  if (present.length === 0) return null
  const time = new Date(nowMs).toISOString().replace(/[-:.]/g, '')
  const aside = join(dataDirectory, `replaced-${time}`)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const file of present) renameSync(file, join(aside, basename(file)))
  syncFolder(aside)
  return readdirSync(aside).length > 0 ? aside : null
}
