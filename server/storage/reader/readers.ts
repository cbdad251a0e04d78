import { setTimeout as delay } from 'node:timers/promises'
import { StorageError } from '../errors.ts'
import { READER_BOUNDS, READERS_CLOSE_MS, type ReaderBounds } from './limits.ts'
import { type ReaderThread, startReaderThread } from './reader-thread.ts'

/** The reader threads of a database, lent out one by one. */
export interface Readers {
  /** A thread for one query or one transaction. Rejects `overloaded` when too many wait. */
  readonly take: () => Promise<ReaderThread>
  readonly giveBack: (thread: ReaderThread) => void
  /** Ends all threads; what they are doing rejects. */
  readonly close: () => Promise<void>
}

interface Caller {
  readonly resolve: (thread: ReaderThread) => void
  readonly reject: (error: StorageError) => void
}

/** No thread is started before it is needed; one that died is replaced when the next is needed. */
export function openReaders(file: string, bounds: ReaderBounds = READER_BOUNDS): Readers {
  const idle: ReaderThread[] = []
  const lent = new Map<ReaderThread, NodeJS.Timeout>()
  const waiting = new Set<Caller>()
  let isClosed = false

  const start = (): ReaderThread => {
    const thread = startReaderThread(file, bounds.queryMaxMs, () => {
      forget(thread)
      serveNext()
    })
    return thread
  }
  const forget = (thread: ReaderThread): void => {
    const at = idle.indexOf(thread)
    if (at >= 0) idle.splice(at, 1)
    clearTimeout(lent.get(thread))
    lent.delete(thread)
  }
  const lend = (): ReaderThread | undefined => {
    if (isClosed || lent.size >= bounds.threads) return undefined
    const thread = idle.pop() ?? start()
    const timer = setTimeout(() => void thread.end(tooLong()), bounds.snapshotMaxMs)
    timer.unref()
    lent.set(thread, timer)
    return thread
  }
  const serveNext = (): void => {
    const next = waiting.values().next()
    if (next.done) return
    const thread = lend()
    if (!thread) return
    // At once, not when the caller has heard of it: the next thread that is free is for somebody else.
    waiting.delete(next.value)
    next.value.resolve(thread)
  }
  const wait = (): Promise<ReaderThread> => {
    if (waiting.size >= bounds.waitingMax) return Promise.reject(busy())
    const { promise, resolve, reject } = Promise.withResolvers<ReaderThread>()
    const caller = { resolve, reject }
    waiting.add(caller)
    const timer = setTimeout(() => reject(busy()), bounds.waitMaxMs)
    const over = () => {
      clearTimeout(timer)
      waiting.delete(caller)
    }
    promise.then(over, over)
    return promise
  }
  return {
    take: () => {
      if (isClosed) return Promise.reject(closed())
      // Whoever waits is served before whoever comes.
      const thread = waiting.size === 0 ? lend() : undefined
      return thread ? Promise.resolve(thread) : wait()
    },
    giveBack: (thread) => {
      // One that was told to end keeps its place until it is gone: never more than READERS at work.
      if (!lent.has(thread) || !thread.isAlive()) return
      forget(thread)
      idle.push(thread)
      serveNext()
    },
    close: async () => {
      isClosed = true
      for (const { reject } of waiting) reject(closed())
      const ends = [...idle, ...lent.keys()].map((thread) => thread.end(closed()))
      await Promise.race([Promise.all(ends), delay(READERS_CLOSE_MS, undefined, { ref: false })])
    },
  }
}

function busy(): StorageError {
  return new StorageError('overloaded', 'Too many reports are asked for at once.', 'not_done')
}

function tooLong(): StorageError {
  return new StorageError('overloaded', 'A report took too long and was stopped.', 'not_done')
}

function closed(): StorageError {
  return new StorageError('closed', 'The database is closed.', 'not_done')
}
