import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorText } from '../errors.ts'
import { databaseFile } from '../files.ts'
import { fileBytes, syncFile, syncFolder } from '../sqlite/file-copy.ts'
import { describeDifference, type ProvenFigures, verifyLedger } from '../verify.ts'
import { copyPages } from './page-copy.ts'

/** A backup that was made and proven. */
export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly copyMs: number
  readonly proofMs: number
  readonly figures: ProvenFigures
}

/** A backup could not be made or used; the message says why and what to do. Nothing was changed. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/**
 * Copies the ledger of a folder into one file while its server runs, proves the copy, and only then
 * gives it its name: a file under that name is a good backup. It holds no keys.
 */
export async function makeBackup(options: {
  readonly dataDirectory: string
  readonly file: string
}): Promise<Backup> {
  const { dataDirectory, file } = options
  const source = databaseFile(dataDirectory)
  if (!existsSync(source))
    throw new BackupError(`There is no ledger in ${dataDirectory}. Name its folder with --data.`)
  if (existsSync(file))
    throw new BackupError(
      `${file} is there already. Choose another name: backups are kept as they are.`,
    )
  const folder = `${file}.unfinished`
  try {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return await copyAndProve(source, folder, file)
  } catch (error) {
    if (error instanceof BackupError) throw error
    throw new BackupError(`No backup was made in ${dirname(file)}: ${errorText(error)}.`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function copyAndProve(source: string, folder: string, file: string): Promise<Backup> {
  const copy = databaseFile(folder)
  const startedMs = performance.now()
  await copyPages(source, copy)
  const copiedMs = performance.now()
  const figures = await proveFolder(folder)
  const provenMs = performance.now()
  syncFile(copy)
  renameSync(copy, file)
  syncFolder(dirname(file))
  return {
    file,
    bytes: fileBytes(file),
    copyMs: Math.round(copiedMs - startedMs),
    proofMs: Math.round(provenMs - copiedMs),
    figures,
  }
}

/** Proves the ledger of a folder. Throws a BackupError that names the first difference. */
export async function proveFolder(folder: string): Promise<ProvenFigures> {
  const result = await verifyLedger(folder)
  if (result.ok) return result.figures
  const { difference } = result
  throw new BackupError(
    `The copy of the ledger is not right: ${describeDifference(difference)}. ` +
      'Run countermark verify on the ledger that it was made from.',
  )
}

/** The file of a backup that was taken at this time, in its folder. */
export function backupFile(folder: string, timeMs: number): string {
  const time = new Date(timeMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return join(folder, `countermark-${time}.db`)
}

/** The files of {@link backupFile} in a folder, with their times in ms since 1970 UTC: no others. */
export function readBackupName(name: string): number | undefined {
  const match = /^countermark-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/.exec(name)
  if (!match) return undefined
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  const [day = 0, hour = 0, minute = 0, second = 0] = rest
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
