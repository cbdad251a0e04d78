import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { z } from 'zod'
import { parseJson } from '../../../../contract/parse.ts'
import type { SourceMemory } from '../../ports.ts'
import {
  createFileReading,
  type FileReading,
  type Found,
  type ReadingOptions,
} from './journal-reading.ts'
import {
  JOURNAL_CHUNK_BYTES,
  JOURNAL_HEAD_BYTES,
  JOURNAL_LOOK_BYTES_MAX,
  JOURNAL_REST_BYTES_MAX,
} from './limits.ts'

/** How far a file was read, as it is remembered over a restart. */
const positionSchema = z.strictObject({
  ino: z.string().max(40),
  /** Bytes up to the end of the last whole record. */
  safe: z.int().nonnegative(),
  /** Of the file's first bytes, as far as they were read. */
  headLength: z.int().nonnegative(),
  headHash: z.string().max(64),
  /** Of the bytes before `safe`. */
  tailLength: z.int().min(0).max(64),
  tailHash: z.string().max(64),
})
export type FilePosition = z.output<typeof positionSchema>

/** One file of the folder, followed while it grows, is rewritten, cut off or renamed. */
export interface JournalFile {
  /** Reads what is new. Rejects when the file cannot be opened now. True when there may be more. */
  readonly look: (stats: Stats) => Promise<boolean>
  /** Takes what is whole but for its end. */
  readonly settle: () => void
  /** True while something was read that is not whole. */
  readonly isUnsettled: () => boolean
  readonly position: () => FilePosition
}

export interface JournalFileOptions extends ReadingOptions {
  readonly path: string
  /** Where it was left; null for a file that is new. */
  readonly known: FilePosition | null
  /** What is there now was there before the station: it is read for its place only. */
  readonly isSkipped: boolean
  readonly onFound: (found: readonly Found[]) => void
}

/**
 * What was read is compared with what is there by the bytes that were really read: a POS may write the
 * file anew between two looks, and between two reads.
 */
interface Following {
  reading: FileReading
  /** Where the reading began, and how far the file was read. */
  startsAt: number
  readTo: number
  /** The file's first bytes, as far as it was read. */
  head: Buffer
  /** The bytes before the end of the last whole record, and all after it. */
  recent: Buffer
}

const TAIL_BYTES = 64

export function followFile(options: JournalFileOptions): JournalFile {
  let following: Following | null = null
  let position = options.known
  let isSkipping = options.isSkipped
  let isUnsettled = false

  const begin = async (file: FileHandle, startsAt: number, mtimeMs: number): Promise<Following> => {
    const first = await readAt(file, 0, JOURNAL_HEAD_BYTES)
    const from = Math.max(0, startsAt - TAIL_BYTES)
    const recent = await readAt(file, from, startsAt - from)
    const reading = createFileReading(options, { head: first, startsAt, mtimeMs })
    const head = first.subarray(0, startsAt)
    return { reading, startsAt, readTo: startsAt, head, recent }
  }
  /** Goes on where the file was left if it still is that file; else from where it is. */
  const resume = async (file: FileHandle, stats: Stats): Promise<Following> => {
    if (following !== null && stats.size >= following.readTo) {
      const { readTo, recent } = following
      const tail = recent.subarray(-TAIL_BYTES)
      const isSame = (await readAt(file, readTo - tail.length, tail.length)).equals(tail)
      if (isSame && (await isHeadSame(file, position))) return following
    }
    const startsAt = await safeStart(file, stats, position)
    return begin(file, startsAt, stats.mtimeMs)
  }
  const take = (found: readonly Found[]) => {
    if (!isSkipping && found.length > 0) options.onFound(found)
  }
  const keepPosition = (stats: Stats, now: Following) => {
    const safe = now.startsAt + now.reading.safeOffset()
    const unread = now.readTo - safe
    // A record without end is let go at some time; its bytes are not kept for ever.
    if (unread <= JOURNAL_REST_BYTES_MAX) now.recent = now.recent.subarray(-(TAIL_BYTES + unread))
    else now.recent = now.recent.subarray(-TAIL_BYTES)
    const tail = now.recent
      .subarray(0, Math.max(0, now.recent.length - unread))
      .subarray(-TAIL_BYTES)
    const [headHash, tailHash] = [hashOf(now.head), hashOf(tail)]
    const headLength = now.head.length
    position = {
      ino: String(stats.ino),
      safe,
      headLength,
      headHash,
      tailLength: tail.length,
      tailHash,
    }
    isUnsettled = unread > 0
  }
  return {
    look: async (stats) => {
      const file = await open(options.path, 'r')
      try {
        const now = await resume(file, stats)
        following = now
        const until = Math.min(stats.size, now.readTo + JOURNAL_LOOK_BYTES_MAX)
        while (now.readTo < until) {
          const bytes = await readAt(
            file,
            now.readTo,
            Math.min(JOURNAL_CHUNK_BYTES, until - now.readTo),
          )
          if (bytes.length === 0) break
          now.readTo += bytes.length
          now.recent = Buffer.concat([now.recent, bytes])
          if (now.head.length < JOURNAL_HEAD_BYTES) {
            now.head = Buffer.concat([now.head, bytes]).subarray(0, JOURNAL_HEAD_BYTES)
          }
          take(now.reading.push(bytes))
        }
        keepPosition(stats, now)
        const isMore = now.readTo < stats.size
        if (!isMore) isSkipping = false
        return isMore
      } finally {
        await file.close()
      }
    },
    settle: () => {
      if (!isUnsettled || following === null) return
      take(following.reading.settle())
      isUnsettled = false
      const safe = following.startsAt + following.reading.safeOffset()
      if (position === null || safe !== following.readTo) return
      const tail = following.recent.subarray(-TAIL_BYTES)
      position = { ...position, safe, tailLength: tail.length, tailHash: hashOf(tail) }
    },
    isUnsettled: () => isUnsettled,
    position: () => position ?? NOWHERE,
  }
}

const NOWHERE: FilePosition = {
  ino: '',
  safe: 0,
  headLength: 0,
  headHash: '',
  tailLength: 0,
  tailHash: '',
}

/** Where reading may begin: after what was read whole, if that is still what the file begins with. */
async function safeStart(
  file: FileHandle,
  { size }: Stats,
  position: FilePosition | null,
): Promise<number> {
  if (position === null || position.safe === 0 || size < position.safe) return 0
  if (!(await isHeadSame(file, position))) return 0
  const { safe, tailLength } = position
  const tail = await readAt(file, safe - tailLength, tailLength)
  return hashOf(tail) === position.tailHash ? position.safe : 0
}

async function isHeadSame(file: FileHandle, position: FilePosition | null): Promise<boolean> {
  if (position === null || position.headLength === 0) return true
  return hashOf(await readAt(file, 0, position.headLength)) === position.headHash
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, from)
  return buffer.subarray(0, bytesRead)
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** What is remembered of the files of one folder. */
export function createPositions(memory: SourceMemory) {
  const nameOf = (file: string) => `file:${file}`
  return {
    /** True once the folder was looked at for the first time. */
    isBegun: () => memory.read('begun') !== undefined,
    begin: () => memory.write('begun', 'yes'),
    read: (file: string): FilePosition | null => {
      const parsed = parseJson(positionSchema, memory.read(nameOf(file)) ?? '')
      return parsed.ok ? parsed.value : null
    },
    write: (file: string, position: FilePosition) => {
      const text = JSON.stringify(position)
      if (memory.read(nameOf(file)) !== text) memory.write(nameOf(file), text)
    },
    forget: (file: string) => memory.forget(nameOf(file)),
    files: () =>
      memory.names().flatMap((name) => (name.startsWith('file:') ? [name.slice(5)] : [])),
  }
}
