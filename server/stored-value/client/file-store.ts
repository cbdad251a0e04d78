import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type FileLock, lockFile } from './file-lock.ts'
import { SPARE_LINES_MAX, VOIDED_KEPT_MAX } from './limits.ts'
import type { KeptRequest, RequestStore } from './request-store.ts'
import { lineOfForgotten, lineOfKept, readLines } from './store-lines.ts'

/** A store in a file, and how to end it. */
export interface FileStore extends RequestStore {
  readonly close: () => Promise<void>
}

/**
 * Opens a store in one file that is only ever appended to, each change on the disk (fsync) before
 * its promise resolves; changes that wait at the same moment share one fsync. What was forgotten is
 * left out when the file is written anew: at opening, and every 10,000 lines. One process has it at
 * a time.
 *
 * Throws when another process has it, and when a line in its middle cannot be read; a last line
 * that was cut short by a crash was never promised, and is dropped.
 */
export async function openFileStore(path: string): Promise<FileStore> {
  const lock = await lockFile(path)
  try {
    return await openLocked(path, lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function openLocked(path: string, lock: FileLock): Promise<FileStore> {
  const kept = readLines(await readFile(path, 'utf8').catch(noFileYet), path)
  let file = await writeAnew(path, kept)
  let spareLines = 0
  let waiting: string[] = []
  let flushing: Promise<void> | undefined
  let failure: unknown

  const flush = async (): Promise<void> => {
    const lines = waiting
    waiting = []
    flushing = undefined
    if (spareLines > SPARE_LINES_MAX) {
      await file.close()
      file = await writeAnew(path, kept)
      spareLines = 0
      return
    }
    await file.appendFile(lines.join(''))
    await file.datasync()
    spareLines += lines.length
  }
  let last: Promise<void> = Promise.resolve()
  const append = (line: string): Promise<void> => {
    waiting.push(line)
    flushing ??= last = last.then(flush).catch((error: unknown) => {
      // What is on the disk after a failed write is not known: nothing is promised any more.
      failure = error
    })
    return flushing.then(() => {
      if (failure !== undefined) throw new Error('the store cannot be written', { cause: failure })
    })
  }
  return {
    keep: (request) => {
      kept.delete(request.requestId)
      kept.set(request.requestId, request)
      return append(lineOfKept(request))
    },
    find: async (requestId) => kept.get(requestId),
    forget: async (requestId) => {
      if (kept.delete(requestId)) await append(lineOfForgotten(requestId))
    },
    all: async () => [...kept.values()],
    close: async () => {
      await last
      await file.close()
      await lock.release()
    },
  }
}

function noFileYet(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}

/**
 * Writes what is kept to a new file that takes the old one's place, both or neither on the disk.
 */
async function writeAnew(path: string, kept: Map<string, KeptRequest>): Promise<FileHandle> {
  forgetOldestVoided(kept)
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  await file.writeFile([...kept.values()].map(lineOfKept).join(''))
  await file.sync()
  await file.close()
  await rename(draft, path)
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
  return open(path, 'a', 0o600)
}

function forgetOldestVoided(kept: Map<string, KeptRequest>): void {
  const voided = [...kept.values()].filter(({ phase }) => phase === 'voided')
  const surplus = Math.max(0, voided.length - VOIDED_KEPT_MAX)
  for (const { requestId } of voided.slice(0, surplus)) kept.delete(requestId)
}
