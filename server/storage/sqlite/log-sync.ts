import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { errorText, StorageError } from '../errors.ts'
import { type HandOver, hasFailed, logFileNumber, setFailed } from './hand-over.ts'

/** Makes durable what was committed into the write-ahead log. */
export interface LogSync {
  /**
   * Returns when everything that was committed before the call is on the disk. Throws a StorageError
   * with outcome `unknown` when the disk failed: the process may not go on then.
   */
  readonly sync: () => void
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
  const syncNow = () => {
    if (hasFailed(shared)) throw new Error('an earlier write never reached the disk')
    const current = logFileNumber(shared)
    if (current !== number) close()
    number = current
    descriptor ??= openSync(`${file}-wal`, 'r+')
    fdatasyncSync(descriptor)
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
    close,
  }
}
