import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { errorText, StorageError } from '../errors.ts'
import { LOG_RESERVED_BYTES, LOG_RESERVED_OF_FREE } from '../limits.ts'
import { type HandOver, hasFailed, logFileNumber, setFailed } from './hand-over.ts'

/** Makes durable what was committed into the write-ahead log. */
export interface LogSync {
  /**
   * Returns when everything that was committed before the call is on the disk. Throws a StorageError
   * with outcome `unknown` when the disk failed: the process may not go on then.
   */
  readonly sync: () => void
  /**
   * Gives the log the length that it comes to under load, in zeros behind what it holds: a sync then
   * writes pages alone, in half of the time, and not the new length of a file with each of them.
   * SQLite reads a log up to the first frame that it did not write. Left out where room is short, and
   * where the log holds something.
   */
  readonly reserve: () => void
  readonly close: () => void
}

/**
 * The engine commits without waiting for the disk (`synchronous=NORMAL`: the log alone is not
 * synced) and answers only after this has synced the log: as durable as `synchronous=FULL`, but the
 * wait is apart from the commit, so that the next group runs meanwhile and one wait may serve
 * several groups. fdatasync in place of fsync: the log keeps its size, and nobody needs its times.
 */
export function openLogSync(file: string, shared: HandOver): LogSync {
  let descriptor: number | undefined
  let number = logFileNumber(shared)
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const opened = () => {
    const current = logFileNumber(shared)
    if (current !== number) close()
    number = current
    descriptor ??= openSync(`${file}-wal`, 'r+')
    return descriptor
  }
  const syncNow = () => {
    if (hasFailed(shared)) throw new Error('an earlier write never reached the disk')
    fdatasyncSync(opened())
  }
  return {
    sync: () => {
      try {
        syncNow()
      } catch (error) {
        setFailed(shared)
        throw new StorageError('cannot_write', errorText(error), 'unknown')
      }
    },
    reserve: () => {
      try {
        reserve(opened(), file)
      } catch {
        // What is wrong with the disk the next sync says; without the zeros the log is only slower.
      }
    },
    close,
  }
}

/** Small enough to stay in the memory that it was written from, and to be few writes. */
const ZEROS_BYTES = 8 * 1024 * 1024

function reserve(descriptor: number, file: string): void {
  const { bavail, bsize } = statfsSync(file)
  // Only an empty one: behind frames that somebody else left, zeros might complete a torn one.
  if (fstatSync(descriptor).size > 0) return
  if (LOG_RESERVED_BYTES > bavail * bsize * LOG_RESERVED_OF_FREE) return
  const zeros = new Uint8Array(ZEROS_BYTES)
  try {
    for (let at = 0; at < LOG_RESERVED_BYTES; at += ZEROS_BYTES)
      writeSync(descriptor, zeros, 0, Math.min(ZEROS_BYTES, LOG_RESERVED_BYTES - at), at)
  } catch (error) {
    ftruncateSync(descriptor, 0)
    throw error
  }
}
