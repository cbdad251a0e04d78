import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import {
  LOCK_PAGE_BYTES,
  READ_AHEAD_CARDS_MIN,
  READ_AHEAD_ENDS_MS,
  READ_AHEAD_FROM_MS,
  READ_AHEAD_GROUPS,
  READ_AHEAD_THREADS,
} from '../limits.ts'

/** By what a card is looked for: its id, or the lookup of its number as hex text. */
export type CardKey = { readonly uid: string } | { readonly lookup: string }

/** How a thread that reads ahead is started: `board` has the threads that are open, and the cards that they read. */
export interface ReadAheadData {
  readonly file: string
  readonly board: ReadAheadBoard
}

export type ReadAheadBoard = Int32Array<SharedArrayBuffer>
export const OPEN = 0
export const CARDS_READ = 1

/**
 * Other threads that read the cards of a group while the writer works on its first ones. A ledger that is larger than
 * what the system keeps of it in memory has each card's pages on the disk, and the writer, which
 * takes one after the other, would wait for each of them. Nothing comes of it but pages in memory.
 */
export interface ReadAhead {
  /** Whether the disk has been waited for lately. */
  readonly isNeeded: () => boolean
  /** The cards that come now, in their order. */
  readonly ask: (keys: readonly CardKey[]) => void
  /** For how long the writer read a card, in ms. */
  readonly waited: (ms: number) => void
  /** After a group: whether there is something to be read ahead for the next ones. */
  readonly ended: () => void
  /** How many cards the threads have read. */
  readonly cardsRead: () => number
  /** Ends the threads and waits for them: the writer's connection is the last to close. */
  readonly close: () => void
}

/** From which size of the database on is read ahead, and from which mean of a group's cards, in ms. */
export interface ReadAheadNeed {
  readonly fromBytes: number
  readonly fromMs: number
}

const NEED: ReadAheadNeed = { fromBytes: LOCK_PAGE_BYTES, fromMs: READ_AHEAD_FROM_MS }

/** Reads ahead in this database, from when it is needed on; what is smaller is in memory soon anyway. */
export function openReadAhead(file: string, { fromBytes, fromMs } = NEED): ReadAhead {
  const board = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const isLarge = () => statSync(file).size >= fromBytes
  let threads: readonly Worker[] = []
  let [cards, waitedMs, groupsLeft] = [0, 0, 0]
  return {
    isNeeded: () => groupsLeft > 0,
    ask: (keys) => {
      if (threads.length === 0) threads = startThreads({ file, board })
      threads.forEach((thread, first) => {
        const own = keys.filter((_, at) => at % threads.length === first)
        if (own.length > 0) thread.postMessage(JSON.stringify(own))
      })
    },
    waited: (ms) => {
      cards += 1
      waitedMs += ms
    },
    ended: () => {
      const isSlow = cards >= READ_AHEAD_CARDS_MIN && waitedMs / cards >= fromMs && isLarge()
      groupsLeft = isSlow ? READ_AHEAD_GROUPS : Math.max(0, groupsLeft - 1)
      ;[cards, waitedMs] = [0, 0]
    },
    cardsRead: () => Atomics.load(board, CARDS_READ),
    close: () => {
      for (const thread of threads) thread.postMessage(null)
      threads = []
      for (let open = Atomics.load(board, OPEN); open > 0; open = Atomics.load(board, OPEN))
        if (Atomics.wait(board, OPEN, open, READ_AHEAD_ENDS_MS) === 'timed-out') return
    },
  }
}

const THREAD = new URL('./read-ahead-thread.ts', import.meta.url)

function startThreads(data: ReadAheadData): readonly Worker[] {
  return Array.from({ length: READ_AHEAD_THREADS }, () => {
    Atomics.add(data.board, OPEN, 1)
    const thread = new Worker(THREAD, { workerData: data, execArgv: [] })
    // One that falls over reads nothing ahead, and the writer reads by itself.
    thread.on('error', () => undefined)
    thread.unref()
    return thread
  })
}
