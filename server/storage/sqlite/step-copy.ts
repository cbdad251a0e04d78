import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorText, StorageError } from '../errors.ts'
import { STEP_COPIES_MAX } from '../limits.ts'
import { type Connection, openReadConnection } from './connection.ts'
import { removeDatabase, syncFile } from './file-copy.ts'

const FOLDER = 'backups'
const NAME = /^before-\d{4}-(\d{8}T\d{9}Z)\.db$/

/**
 * Copies the database into `backups/` beside it before this step changes it, looks whether the copy
 * is sound, and removes the oldest copies. Returns the copy's file; throws when there is none.
 */
export function copyBeforeStep(
  connection: Connection,
  step: { readonly number: number },
  nowMs: number,
): string {
  const folder = join(dirname(connection.name), FOLDER)
  const time = new Date(nowMs).toISOString().replace(/[-:.]/g, '')
  const copy = join(folder, `before-${String(step.number).padStart(4, '0')}-${time}.db`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeDatabase(copy)
    connection.prepare('VACUUM INTO ?').run(copy)
    assertReadable(copy)
    syncFile(copy)
  } catch (error) {
    removeDatabase(copy)
    throw new StorageError(
      'cannot_write',
      `The database has to be changed for this version, and no copy could be made before that in ` +
        `${folder} (${errorText(error)}). Nothing was changed: make room on the disk and start again.`,
      'not_done',
    )
  }
  removeOldest(folder)
  return copy
}

function assertReadable(copy: string): void {
  const connection = openReadConnection(copy)
  try {
    const found = String(connection.pragma('quick_check(1)', { simple: true }))
    if (found !== 'ok') throw new Error(found)
  } finally {
    connection.close()
  }
}

function removeOldest(folder: string): void {
  const timeOf = (name: string) => NAME.exec(name)?.[1] ?? ''
  const copies = readdirSync(folder).filter((name) => NAME.test(name))
  copies.sort((one, other) => timeOf(one).localeCompare(timeOf(other)))
  for (const name of copies.slice(0, -STEP_COPIES_MAX)) removeDatabase(join(folder, name))
}
