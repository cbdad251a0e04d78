import { StorageError } from '../errors.ts'
import { DISK_TRY_EVERY_MS } from '../limits.ts'
import type { WriterClient } from './writer-client.ts'

/** A writer that says when its disk takes nothing more, and notices by itself when it does again. */
export interface WatchedWriter extends WriterClient {
  /** Why nothing can be written right now, and what to do; null when the last write went well. */
  readonly trouble: () => string | null
}

/** Writes a row as it is, of a table that keeps no record of changes: proves that the disk takes writes. */
const TRY = {
  is: 'write',
  statements: [
    {
      sql: 'UPDATE migration SET name = name WHERE number = 1',
      parameters: [],
      changes: null,
    },
  ],
} as const

/**
 * Remembers that the disk refused a write until one went well. Whoever is told of the trouble may
 * send nothing more, so the disk is tried again and again meanwhile.
 */
export function watchDisk(writer: WriterClient): WatchedWriter {
  let trouble: string | null = null
  let trying: NodeJS.Timeout | undefined
  const ask: WriterClient['ask'] = (question) => {
    const answer = writer.ask(question)
    answer.then(
      () => {
        if (WRITES.has(question.is)) stop()
      },
      (error: unknown) => {
        if (error instanceof StorageError && error.code === 'cannot_write') start(error.message)
      },
    )
    return answer
  }
  const start = (reason: string) => {
    trouble = `The disk takes no writes (${reason}). Free space on it or mend it: operations are taken again as soon as it does.`
    trying ??= setInterval(() => ask(TRY).catch(() => undefined), DISK_TRY_EVERY_MS).unref()
  }
  const stop = () => {
    trouble = null
    clearInterval(trying)
    trying = undefined
  }
  return {
    ...writer,
    ask,
    trouble: () => trouble,
    close: (before) => {
      clearInterval(trying)
      return writer.close(before)
    },
  }
}

/** Questions whose answer means that something was written now: an operation may be a replay. */
const WRITES: ReadonlySet<string> = new Set(['stock', 'write'])
