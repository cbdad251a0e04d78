import { closeSync, openSync } from 'node:fs'
import {
  CHECKPOINT_PAGES,
  CHECKPOINT_ROUNDS_MAX,
  CHECKPOINT_TAIL_PAGES,
  COPYING_ENDS_MS,
  LOG_PAGES,
  PAGES_PER_GROUP,
} from '../limits.ts'
import type { ExecuteTask, WriterTask } from '../messages.ts'

/** What the writer and the thread that copies the log say to each other: seven counters. */
export type CheckpointBoard = Int32Array<SharedArrayBuffer>

const ASKED = 0
const DONE = 1
const ENDED = 2
/** The parts of {@link Round}; its length is one of {@link NO_ROUND} when there was none. */
const LENGTH = 3
const HELD = 4
const COPIED = 5
/** The number under which the process has the database's file open. */
const FILE = 6
const NO_ROUND = { not_done: -1, lost: -2 } as const

/** A board for both threads. */
export function createCheckpointBoard(): CheckpointBoard {
  return new Int32Array(new SharedArrayBuffer(7 * Int32Array.BYTES_PER_ELEMENT))
}

/** What a round of copying found and did, in pages. */
export interface Round {
  /** In the log when the round began. */
  readonly length: number
  /** Of these not copied, because somebody reads pages from before them. */
  readonly held: number
  /** Copied now: no more can have come meanwhile. */
  readonly copied: number
}

/**
 * What came of being asked. `not_done`: the log could not be copied for now, and is only longer. `lost`:
 * what was copied may not be on the disk, though the system will show it.
 */
export type Copying = Round | keyof typeof NO_ROUND

/** What the copying thread is told. */
export interface Asked {
  readonly is: 'copy' | 'end'
  /** The database's file, open, for a sync; its number is another thread's to close. */
  readonly descriptor: number
  readonly answer: (copying: Copying) => void
}

/** Blocks the copying thread until there is something to do. */
export function waitForAsking(board: CheckpointBoard): Asked {
  Atomics.wait(board, ASKED, Atomics.load(board, DONE))
  const asked = Atomics.load(board, ASKED)
  return {
    is: Atomics.load(board, ENDED) === 0 ? 'copy' : 'end',
    descriptor: Atomics.load(board, FILE),
    answer: (copying) => {
      const none = typeof copying === 'string'
      Atomics.store(board, LENGTH, none ? NO_ROUND[copying] : copying.length)
      Atomics.store(board, HELD, none ? 0 : copying.held)
      Atomics.store(board, COPIED, none ? 0 : copying.copied)
      Atomics.store(board, DONE, asked)
      Atomics.notify(board, DONE)
    },
  }
}

/** Tells the copying thread to end, after its round if it is at one. */
export function endCopying(board: CheckpointBoard): void {
  Atomics.store(board, ENDED, 1)
  askToCopy(board)
}

function askToCopy(board: CheckpointBoard): void {
  Atomics.add(board, ASKED, 1)
  Atomics.notify(board, ASKED)
}

/** The writer's care for the length of its log. */
export interface LogTending {
  /**
   * Once the database is there, before {@link wrote}: opens its file for the other thread. Whoever closes
   * a file loses all locks that its process has on it, so it stays open until {@link close}.
   */
  readonly open: (file: string) => void
  /** After each commit, with the pages that it wrote at most. */
  readonly wrote: (pages: number) => void
  /**
   * Whether what the other thread copied may be lost. The log still has it, as long as nothing is
   * written: a log that counts as copied would start anew with that.
   */
  readonly isLost: () => boolean
  /** Ends the copying thread and waits for it. */
  readonly end: () => void
  /** After every connection of the process to this database was closed. */
  readonly close: () => void
}

/**
 * Has the log copied by the other thread now and again. Once it is long, also again for what came
 * meanwhile until little is left, and then copies that little itself: only a log that is copied whole
 * starts anew, at the next write that finds nobody reading in it.
 */
export function openLogTending(board: CheckpointBoard, copyRest: () => void): LogTending {
  let descriptor: number | undefined
  /** Since the log was last copied. */
  let pages = 0
  let rounds = 0
  const ask = () => {
    rounds += 1
    askToCopy(board)
  }
  const isLost = () => Atomics.load(board, LENGTH) === NO_ROUND.lost
  const isBusy = () => Atomics.load(board, DONE) !== Atomics.load(board, ASKED)
  const rest = () => {
    const [held, copied] = [Atomics.load(board, HELD), Atomics.load(board, COPIED)]
    const isLong = Atomics.load(board, LENGTH) >= LOG_PAGES
    // A log that is held back cannot start anew: later then, not round after round.
    if (isLong && held <= CHECKPOINT_TAIL_PAGES) {
      if (copied > CHECKPOINT_TAIL_PAGES && rounds < CHECKPOINT_ROUNDS_MAX) return ask()
      copyRest()
    }
    pages = 0
    rounds = 0
  }
  return {
    open: (file) => {
      descriptor ??= openSync(file, 'r+')
      Atomics.store(board, FILE, descriptor)
    },
    wrote: (count) => {
      pages += count
      if (isBusy() || isLost()) return
      if (rounds > 0) rest()
      else if (pages >= CHECKPOINT_PAGES) ask()
    },
    isLost,
    end: () => {
      endCopying(board)
      for (let done = Atomics.load(board, DONE); isBusy(); done = Atomics.load(board, DONE)) {
        if (Atomics.wait(board, DONE, done, COPYING_ENDS_MS) !== 'timed-out') continue
        // It still has its connection, so the file stays open as well.
        descriptor = undefined
        return
      }
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}

/** The pages that these tasks wrote, roughly: each card and each claim is on one of its own. */
export function pagesOf(tasks: readonly WriterTask[]): number {
  let pages = PAGES_PER_GROUP
  for (const task of tasks) {
    if (task.is === 'stock') pages += task.cards.length
    else if (task.is === 'write') pages += task.statements.length
    else pages += task.is === 'execute' && hasPayment(task.request) ? 2 : 1
  }
  return pages
}

function hasPayment(request: ExecuteTask['request']): boolean {
  return request.kind === 'redeem' && request.payment !== null
}
