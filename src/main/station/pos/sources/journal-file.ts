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
  JOURNAL_BEFORE_BYTES,
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
  /** What ends before this was there before the station, and is no news. */
  earlierTo: z.int().nonnegative().default(0),
})
export type FilePosition = z.output<typeof positionSchema>

/** One file of the folder, followed while it grows, is rewritten, cut off or renamed. */
export interface JournalFile {
  /** Reads what is new. Rejects when the file cannot be opened now. True when there may be more. */
  readonly look: (stats: Stats) => Promise<boolean>
  /** Takes what is whole but for its end. */
  readonly settle: () => void
  /** Says what is cut short at the end, once: from now on it is no news. */
  readonly giveUpEnd: () => void
  /** True while something was read that is not whole. */
  readonly isUnsettled: () => boolean
  readonly position: () => FilePosition
}

export interface JournalFileOptions extends ReadingOptions {
  readonly path: string
  /** Where it was left; null for a file that is new. */
  readonly known: FilePosition | null
  /** What is there at the first look was there before the station: it is read for its place only. */
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
  /** Null until the first look says how long the file is. */
  let earlierTo = options.isSkipped ? null : (options.known?.earlierTo ?? 0)
  let isUnsettled = false
  /** Earlier records that lack nothing but their end, which may still come. */
  const passedOver = new Set<string>()

  const begin = async (file: FileHandle, startsAt: number, mtimeMs: number): Promise<Following> => {
    const first = await readAt(file, 0, JOURNAL_HEAD_BYTES)
    const from = Math.max(0, startsAt - JOURNAL_BEFORE_BYTES)
    const before = await readAt(file, from, startsAt - from)
    const recent = before.subarray(-TAIL_BYTES)
    const reading = createFileReading(options, { head: first, before, startsAt, mtimeMs })
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
    const isLeft = following === null && (await isAsLeft(file, stats, position, startsAt))
    // What was written anew is news, wherever it stands.
    if (earlierTo !== null && !isLeft) earlierTo = Math.min(earlierTo, startsAt)
    return begin(file, startsAt, stats.mtimeMs)
  }
  const take = (found: readonly Found[]) => {
    const news = found.filter((one) => !passedOver.has(wordsOf(one)))
    if (news.length > 0) options.onFound(news)
  }
  const passOver = (found: readonly Found[]) => {
    for (const one of found) passedOver.add(wordsOf(one))
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
      earlierTo: earlierTo ?? 0,
    }
    isUnsettled = unread > 0
  }
  return {
    look: async (stats) => {
      const file = await open(options.path, 'r')
      try {
        const now = await resume(file, stats)
        following = now
        earlierTo ??= stats.size
        const until = Math.min(stats.size, now.readTo + JOURNAL_LOOK_BYTES_MAX)
        while (now.readTo < until) {
          const isEarlier = now.readTo < earlierTo
          const end = isEarlier ? Math.min(until, earlierTo) : until
          const length = Math.min(JOURNAL_CHUNK_BYTES, end - now.readTo)
          const bytes = await readAt(file, now.readTo, length)
          if (bytes.length === 0) break
          now.readTo += bytes.length
          now.recent = Buffer.concat([now.recent, bytes])
          if (now.head.length < JOURNAL_HEAD_BYTES) {
            now.head = Buffer.concat([now.head, bytes]).subarray(0, JOURNAL_HEAD_BYTES)
          }
          const found = now.reading.push(bytes)
          if (!isEarlier) take(found)
          else if (now.readTo === earlierTo) passOver(now.reading.nearlyWhole())
        }
        keepPosition(stats, now)
        return now.readTo < stats.size
      } finally {
        await file.close()
      }
    },
    settle: () => {
      if (!isUnsettled || following === null) return
      const found = following.reading.settle()
      if (following.readTo > (earlierTo ?? 0)) take(found)
      isUnsettled = false
      const safe = following.startsAt + following.reading.safeOffset()
      if (position === null || safe !== following.readTo) return
      const tail = following.recent.subarray(-TAIL_BYTES)
      position = { ...position, safe, tailLength: tail.length, tailHash: hashOf(tail) }
    },
    giveUpEnd: () => {
      if (following === null || position === null || following.readTo <= (earlierTo ?? 0)) return
      const found = following.reading.cutShort()
      if (found.length === 0) return
      options.onFound(found)
      earlierTo = following.readTo
      position = { ...position, earlierTo }
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
  earlierTo: 0,
}

/** What is read of a record: one that was cut inside reads otherwise when it is whole. */
function wordsOf(found: Found): string {
  return found.kind === 'record' ? JSON.stringify([found.paper.externalId, found.paper.rows]) : ''
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

/** At a start: nothing says that the file is another one than the one that was left. */
async function isAsLeft(
  file: FileHandle,
  { size }: Stats,
  position: FilePosition | null,
  startsAt: number,
): Promise<boolean> {
  if (position === null) return true
  const isWhole = startsAt === position.safe && size >= position.earlierTo
  return isWhole && isHeadSame(file, position)
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

/** What is remembered of the files of one folder; read once, for a folder has thousands of them. */
export function createPositions(memory: SourceMemory) {
  const nameOf = (file: string) => `file:${file}`
  let kept: Map<string, FilePosition> | null = null
  const positions = () => {
    kept ??= readPositions(memory)
    return kept
  }
  return {
    /** True once this place was looked at for the first time. */
    isBegun: (place: string) => {
      const begun = memory.read('begun')
      // Before there could be several, the place was not written down.
      if (begun === place || begun === 'yes') return true
      // Files of another place say nothing of those here, even by the same names.
      if (begun !== undefined) positions().clear()
      return false
    },
    begin: (place: string) => {
      if (memory.read('begun') !== place) memory.write('begun', place)
    },
    read: (file: string): FilePosition | null => positions().get(file) ?? null,
    write: (file: string, position: FilePosition) => {
      const text = JSON.stringify(position)
      if (JSON.stringify(positions().get(file)) === text) return
      positions().set(file, position)
      memory.write(nameOf(file), text)
    },
    forget: (file: string) => {
      positions().delete(file)
      memory.forget(nameOf(file))
    },
    files: () => [...positions().keys()],
  }
}

function readPositions(memory: SourceMemory): Map<string, FilePosition> {
  const positions = new Map<string, FilePosition>()
  for (const name of memory.names()) {
    if (!name.startsWith('file:')) continue
    const parsed = parseJson(positionSchema, memory.read(name) ?? '')
    if (parsed.ok) positions.set(name.slice(5), parsed.value)
  }
  return positions
}
