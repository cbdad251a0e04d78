import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import { StorageError } from '../errors.ts'
import type { Link } from './chain.ts'
import { NEWEST_GROUP_EVERY_MS } from './limits.ts'

const FILE = 'newest-group.json'
const linkSchema = z.strictObject({
  id: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** What a server knew of the chain when it last ran: kept in its own folder, apart from the database. */
export interface NewestGroup {
  /** Undefined when it never knew any. Throws a StorageError when the file cannot be understood. */
  readonly read: () => Link | undefined
  /** Writes it now and again, and once more when it is told to stop. */
  readonly keep: (known: () => Link) => { readonly now: () => void; readonly stop: () => void }
}

/**
 * A server that was refused by an old primary is started again by whatever watches over it, and would
 * then meet that database as if it were the first: so the newest group is remembered beyond its end.
 */
export function openNewestGroup(folder: string): NewestGroup {
  const file = join(folder, FILE)
  return {
    read: () => readLink(file),
    keep: (known) => {
      let kept = 0
      const now = () => {
        const { id, hash } = known()
        if (id > kept && writeLink(file, { id, hash })) kept = id
      }
      const timer = setInterval(now, NEWEST_GROUP_EVERY_MS)
      timer.unref()
      const stop = () => {
        clearInterval(timer)
        now()
      }
      return { now, stop }
    },
  }
}

/**
 * Whole or not at all: after a power cut it may be an older one, which refuses less, never what is
 * right. False when the folder cannot be written: that is no reason to take no money.
 */
function writeLink(file: string, link: Link): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, JSON.stringify(link))
    renameSync(`${file}.new`, file)
    return true
  } catch {
    return false
  }
}

function readLink(file: string): Link | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const parsed = parseJson(linkSchema, text)
  if (parsed.ok) return parsed.value
  throw notFitting(
    `${file} cannot be understood: it says which commit group this server saw last. Restore it, or remove it when you are sure that the database is the newest one.`,
  )
}

/** Refuses a database in which that group is not: before anything is changed in it. */
export async function assertNotOlder(
  client: pg.Client,
  known: Link | undefined,
  folder: string,
): Promise<void> {
  if (!known) return
  const tables = await client.query<{ has: boolean }>(
    `SELECT to_regclass('commit_group') IS NOT NULL AS has`,
  )
  const found = tables.rows[0]?.has
    ? await client.query(`SELECT 1 FROM commit_group WHERE id = $1 AND hash = decode($2, 'hex')`, [
        known.id,
        known.hash,
      ])
    : undefined
  if (found?.rowCount === 1) return
  throw notFitting(
    `${olderText(known.id)} If this older state is to go on and what was answered since is given up, remove ${join(folder, FILE)} first.`,
  )
}

/** What is wrong with a database in which a group is not that was in it. */
export function olderText(groupId: number): string {
  return `The database is not the one that this server wrote to: commit group ${groupId} is not in it. An old primary may have come back, or a backup was put in its place. Nothing is written. Point the server to the database with the newest groups and start it again.`
}

function notFitting(message: string): StorageError {
  return new StorageError('database_not_fitting', message, 'not_done')
}
