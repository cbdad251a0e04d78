import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The files that SQLite keeps beside a database while it is open. */
const BESIDE = ['-wal', '-shm', '-journal'] as const

/** Makes sure that a file that was written is on the disk, and so is its name. */
export function syncFile(file: string): void {
  syncPath(file)
  syncFolder(dirname(file))
}

/** Makes sure that the names in a folder are on the disk. */
export function syncFolder(folder: string): void {
  // Windows has no such thing: there the name is written with the file.
  if (process.platform !== 'win32') syncPath(folder)
}

/** Removes a database with what stands beside it; nothing happens when it is not there. */
export function removeDatabase(file: string): void {
  for (const name of databaseFiles(file)) rmSync(name, { force: true })
}

/** The files of a database, the database itself last. */
export function databaseFiles(file: string): readonly string[] {
  return [...BESIDE.map((ending) => `${file}${ending}`), file]
}

/** The size of a file in bytes; 0 when it is not there. */
export function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
