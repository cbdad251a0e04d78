import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { errorText, sqliteCode } from '../errors.ts'
import { databaseFile, proofStateFile } from '../files.ts'
import { databaseFiles, removeDatabase, syncFile, syncFolder } from '../sqlite/file-copy.ts'
import { lockFolder } from '../sqlite/lock.ts'
import { restoreMark } from '../sqlite/opening.ts'
import type { ProvenFigures } from '../verify.ts'
import { BackupError, proveFolder } from './backup.ts'
import { copyPages, leaveNoLog } from './page-copy.ts'
import { upgradeCopy } from './upgrade.ts'

export interface Restored {
  readonly file: string
  readonly figures: ProvenFigures
  /** The newest step of the tables that the backup had, when an older version made it; else null. */
  readonly upgradedFrom: string | null
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
 * Puts a backup in place: copied, brought to the tables of this version, proven, then renamed. Refuses
 * a folder that a server has open, and one with a ledger in it unless forced. Cut short at any moment
 * the folder holds the old ledger, the new one, or a mark that keeps every server from opening it until
 * the restore was run again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backup, dataDirectory, force, nowMs } = options
  if (!existsSync(backup)) throw new BackupError(`There is no file ${backup}.`)
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataDirectory)
  let letGo: (() => void) | undefined
  try {
    // A move reads the file that is there: it is not replaced beneath it.
    letGo = lockFolder(dataDirectory, 'move')
    const isHalfDone = existsSync(restoreMark(dataDirectory))
    const present = databaseFiles(databaseFile(dataDirectory)).filter((file) => existsSync(file))
    if (present.length > 0 && !force && !isHalfDone)
      throw new BackupError(
        `${dataDirectory} holds a ledger. Choose an empty folder, or put the backup in its place ` +
          'with --force: the present ledger is then kept aside.',
      )
    const staged = await stage(backup, dataDirectory, nowMs)
    const replaced = putInPlace(dataDirectory, nowMs)
    return { file: databaseFile(dataDirectory), ...staged, replaced }
  } finally {
    letGo?.()
    unlock()
  }
}

function stagingFolder(dataDirectory: string): string {
  return join(dataDirectory, 'restore')
}

/** Touches nothing but the copy and the folder that it is in: cut short, it is begun anew. */
async function stage(
  backup: string,
  dataDirectory: string,
  nowMs: number,
): Promise<Pick<Restored, 'figures' | 'upgradedFrom'>> {
  const folder = stagingFolder(dataDirectory)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  const copy = databaseFile(folder)
  try {
    await copyWhole(backup, copy)
    const upgradedFrom = upgradeCopy({ copy, backup, nowMs })
    const figures = await proveFolder(folder)
    syncFile(copy)
    return { figures, upgradedFrom }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/**
 * Copies a database as one file, with what stands in a log beside it: after a crash, and while a server
 * runs, the newest operations are there and nowhere else. Nothing is added to the folder that it is in.
 */
async function copyWhole(backup: string, copy: string): Promise<void> {
  const source = realpathSync(backup)
  try {
    if (!isShared(source)) copyClosed(source, copy)
    // Also when somebody opened it during the copy, which may then be of two moments.
    if (!isShared(source)) return
    removeDatabase(copy)
    await copyPages(source, copy)
  } catch (error) {
    throw new BackupError(`${backup} could not be copied: ${errorText(error)}. ${adviceOn(error)}`)
  }
}

function adviceOn(error: unknown): string {
  const code = sqliteCode(error)
  if (code === '') return 'Nothing was changed.'
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'It is damaged: choose another backup.'
  return (
    'Copy it with all files whose names begin with its name into a folder that can be written to, ' +
    'and restore it from there.'
  )
}

/** Whether somebody may have the database open: with these two, SQLite itself adds no file to read it. */
function isShared(file: string): boolean {
  return existsSync(`${file}-wal`) && existsSync(`${file}-shm`)
}

/** Of a database that nobody has open: SQLite takes its log in where the copy is. */
function copyClosed(source: string, copy: string): void {
  copyFileSync(source, copy)
  const logs = ['-wal', '-journal'].filter((ending) => existsSync(source + ending))
  for (const ending of logs) copyFileSync(source + ending, copy + ending)
  if (logs.length > 0) leaveNoLog(copy)
}

/** From mark to unmark: an old log beside a new file would be read into it. */
function putInPlace(dataDirectory: string, nowMs: number): string | null {
  const mark = restoreMark(dataDirectory)
  const begun = existsSync(mark) ? readAside(mark) : null
  const fresh = `replaced-${new Date(nowMs).toISOString().replace(/[-:.]/g, '')}`
  // Noted before anything is moved: run again, what is left of the old ledger goes where the rest is.
  if (begun === null) writeFileSync(mark, fresh, { flush: true })
  syncFolder(dataDirectory)
  const replaced = setAside(dataDirectory, begun ?? fresh, fresh)
  const staging = stagingFolder(dataDirectory)
  renameSync(databaseFile(staging), databaseFile(dataDirectory))
  rmSync(staging, { recursive: true, force: true })
  syncFolder(dataDirectory)
  rmSync(mark)
  syncFolder(dataDirectory)
  return replaced
}

/** The folder that a restore that was cut short moved the old ledger into; null when it noted none. */
function readAside(mark: string): string | null {
  return /^replaced-\w+$/.exec(readFileSync(mark, 'utf8'))?.[0] ?? null
}

/**
 * Moves the old ledger away with what was noted of its proofs, the database itself last. One that was
 * whole there already was followed by the new one, which then goes into the other folder.
 */
function setAside(dataDirectory: string, name: string, otherName: string): string | null {
  const file = databaseFile(dataDirectory)
  const aside = join(dataDirectory, name)
  const isWhole = existsSync(join(aside, basename(file)))
  const to = isWhole ? join(dataDirectory, otherName) : aside
  const present = [proofStateFile(dataDirectory), ...databaseFiles(file)].filter((one) =>
    existsSync(one),
  )
  if (present.length > 0) {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const one of present) renameSync(one, join(to, basename(one)))
    syncFolder(to)
  }
  return existsSync(aside) && readdirSync(aside).length > 0 ? aside : null
}
