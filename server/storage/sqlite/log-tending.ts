import {
  CHECKPOINT_PAGES,
  CHECKPOINT_ROUNDS_MAX,
  CHECKPOINT_TAIL_PAGES,
  COPYING_ENDS_MS,
  LOG_PAGES,
  PAGES_PER_GROUP,
} from '../limits.ts'
import type { ExecuteTask, WriterTask } from '../messages.ts'

/** What the writer and the thread that copies the log say to each other: six counters. */
export type CheckpointBoard = Int32Array<SharedArrayBuffer>

const ASKED = 0
const DONE = 1
const ENDED = 2
/** The parts of {@link Round}; its length is {@link NOT_DONE} when there was none. */
const LENGTH = 3
const HELD = 4
const COPIED = 5
const NOT_DONE = -1

/** A board for both threads. */
export function createCheckpointBoard(): CheckpointBoard {
  return new Int32Array(new SharedArrayBuffer(6 * Int32Array.BYTES_PER_ELEMENT))
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

/** What the copying thread is told. */
export interface Asked {
  readonly is: 'copy' | 'end'
  /** With what was done; undefined when it could not be. */
  readonly answer: (round: Round | undefined) => void
}

/** Blocks the copying thread until there is something to do. */
export function waitForAsking(board: CheckpointBoard): Asked {
  Atomics.wait(board, ASKED, Atomics.load(board, DONE))
  const asked = Atomics.load(board, ASKED)
  return {
    is: Atomics.load(board, ENDED) === 0 ? 'copy' : 'end',
    answer: (round) => {
      Atomics.store(board, LENGTH, round?.length ?? NOT_DONE)
      Atomics.store(board, HELD, round?.held ?? 0)
      Atomics.store(board, COPIED, round?.copied ?? 0)
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
  /** After each commit, with the pages that it wrote at most. */
  readonly wrote: (pages: number) => void
  /** Ends the copying thread and waits for it. */
  readonly end: () => void
}

/**
 * Has the log copied by the other thread now and again. Once it is long, also again for what came
 * meanwhile until little is left, and then copies that little itself: only a log that is copied whole
 * starts anew, at the next write that finds nobody reading in it.
 */
export function openLogTending(board: CheckpointBoard, copyRest: () => void): LogTending {
  /** Since the log was last copied. */
  let pages = 0
  let rounds = 0
  const ask = () => {
    rounds += 1
    askToCopy(board)
  }
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
    wrote: (count) => {
      pages += count
      if (isBusy()) return
      if (rounds > 0) rest()
      else if (pages >= CHECKPOINT_PAGES) ask()
    },
    end: () => {
      endCopying(board)
      for (let done = Atomics.load(board, DONE); isBusy(); done = Atomics.load(board, DONE))
        if (Atomics.wait(board, DONE, done, COPYING_ENDS_MS) === 'timed-out') return
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
