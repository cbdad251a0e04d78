import { MessageChannel, Worker } from 'node:worker_threads'
import { assertNever } from '../../../src/contract/parse.ts'
import {
  type ClockBehindRule,
  type Clocks,
  openClockWatch,
  type TrustedTime,
} from '../clock-watch.ts'
import type { GroupMeasure } from '../database.ts'
import { errorText, StorageError } from '../errors.ts'
import { PENDING_MAX, SEND_AT } from '../limits.ts'
import type {
  CheckpointerOptions,
  FromWriter,
  GroupAnswers,
  SyncerOptions,
  TaskAnswer,
  ToWriter,
  WiredOperation,
  WriterData,
  WriterOptions,
  WriterTask,
} from '../messages.ts'
import { steadyMs } from '../wire-form.ts'
import { createHandOver } from './hand-over.ts'
import { createCheckpointBoard, endCopying } from './log-tending.ts'

/** A task before it has its ticket. */
export type WriterQuestion = WriterTask extends infer Task
  ? Task extends WriterTask
    ? Omit<Task, 'ticket'>
    : never
  : never

/** The writer thread as the main thread sees it. */
export interface WriterClient {
  /** Resolves after the commit; rejects with a StorageError. */
  readonly ask: (question: WriterQuestion) => Promise<TaskAnswer>
  readonly onDidCommit: (listener: CommitListener) => () => void
  readonly onMeasure: (listener: MeasureListener) => () => void
  /** Calls that are not answered yet. */
  readonly waiting: () => number
  /** The time as the ledger takes it now. */
  readonly time: () => TrustedTime
  /** Settles when the writer can do nothing any more and was not asked to end. */
  readonly broken: Promise<StorageError>
  /** Takes nothing more, finishes what was asked, does `before`, then ends the thread. */
  readonly close: (before: () => Promise<void>) => Promise<void>
}

export interface WriterStart {
  readonly options: WriterOptions
  readonly clocks: Clocks
  readonly clockBehind: ClockBehindRule
  /** The thread's script; the writer unless given. */
  readonly script?: URL
}

const WRITER = new URL('./writer.ts', import.meta.url)
const SYNCER = new URL('./syncer.ts', import.meta.url)
const CHECKPOINTER = new URL('./checkpointer.ts', import.meta.url)

/**
 * Starts the writer thread; resolves when the database is open and migrated. Rejects with a
 * StorageError when the thread says that it cannot, and when it fails or ends without a word.
 */
export async function startWriter(start: WriterStart): Promise<WriterClient> {
  const { worker, threads, ended } = startThreads(start)
  const waiting = openWaiting()
  const listeners = new Set<CommitListener>()
  const measured = new Set<MeasureListener>()
  let isClosing = false
  const { began, broken } = listen(threads, waiting, { listeners, measured }, () => {
    // One thread without the others is of no use; at the end each ends by itself.
    if (!isClosing) for (const thread of threads) thread.terminate()
  })
  const lastTimeMs = await began.catch(async (error: unknown) => {
    await Promise.all(threads.map((thread) => thread.terminate()))
    throw error
  })
  const time = openClockWatch(start.clocks, { lastTimeMs, behind: start.clockBehind })
  const queue = openQueue(worker, waiting, time)
  const unasked = Promise.withResolvers<StorageError>()
  broken.then((error) => {
    queue.stop(error)
    if (!isClosing) unasked.resolve(error)
  })
  return {
    ask: queue.ask,
    onDidCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onMeasure: (listener) => {
      measured.add(listener)
      return () => measured.delete(listener)
    },
    waiting: waiting.count,
    time,
    broken: unasked.promise,
    close: async (before) => {
      isClosing = true
      queue.stop(new StorageError('closed', 'The database is closed.', 'not_done'))
      await before()
      queue.end()
      await ended
    },
  }
}

/** The thread that writes, the one that waits for the disk, and the one that copies the log. */
function startThreads(start: WriterStart) {
  const { port1, port2 } = new MessageChannel()
  const { file } = start.options
  const shared = createHandOver()
  // The flags of the process are for its own script; some of them a thread does not take.
  const syncer = new Worker(SYNCER, {
    workerData: { file, groups: port2, shared } satisfies SyncerOptions,
    transferList: [port2],
    execArgv: [],
  })
  const board = createCheckpointBoard()
  const checkpointer = new Worker(CHECKPOINTER, {
    workerData: { file, board } satisfies CheckpointerOptions,
    execArgv: [],
  })
  const worker = new Worker(start.script ?? WRITER, {
    workerData: { ...start.options, groups: port1, shared, board } satisfies WriterData,
    transferList: [port1],
    execArgv: [],
  })
  // A writer that fell over, also at its end, has told the copying thread nothing: it would wait for ever.
  worker.once('exit', () => endCopying(board))
  const threads = [worker, syncer, checkpointer]
  const ends = threads.map(
    (thread) => new Promise<void>((resolve) => thread.once('exit', () => resolve())),
  )
  return { worker, threads, ended: Promise.all(ends) }
}

/** Told of a group's operations after its commit. */
export type CommitListener = (operations: readonly WiredOperation[]) => void
/** Told what a group took that recorded operations. */
export type MeasureListener = (group: GroupMeasure) => void

interface Watchers {
  readonly listeners: ReadonlySet<CommitListener>
  readonly measured: ReadonlySet<MeasureListener>
}

/** Takes what the thread says, and notices when it can say nothing any more. */
function listen(
  threads: readonly Worker[],
  waiting: Waiting,
  { listeners, measured }: Watchers,
  onLost: () => void,
) {
  const began = Promise.withResolvers<number>()
  const broken = Promise.withResolvers<StorageError>()
  const fail = (text: string) => {
    began.reject(new StorageError('cannot_write', text, 'not_done'))
    broken.resolve(new StorageError('cannot_write', text, 'unknown'))
    waiting.rejectAll(new StorageError('cannot_write', text, 'unknown'))
    onLost()
  }
  const hear = (message: FromWriter) => {
    switch (message.is) {
      case 'ready':
        return began.resolve(message.lastTimeMs)
      case 'not_ready':
        return began.reject(new StorageError(message.code, message.message, 'not_done'))
      case 'broken':
        return broken.resolve(new StorageError('cannot_write', message.message, 'unknown'))
      case 'answers': {
        const answers = JSON.parse(message.text) as GroupAnswers
        waiting.settle(answers)
        const { recorded } = answers
        if (recorded.length === 0) return
        for (const listener of listeners) listener(recorded)
        const measure = measureOf(answers)
        for (const listener of measured) listener(measure)
        return
      }
      default:
        return assertNever(message)
    }
  }
  for (const thread of threads) {
    thread.on('message', (message: FromWriter) => {
      try {
        hear(message)
      } catch (error) {
        fail(`The writer thread cannot be understood: ${errorText(error)}`)
      }
    })
    thread.on('error', (error) => fail(`The writer thread failed: ${errorText(error)}`))
    thread.on('exit', (code) => fail(`The writer thread ended with ${code}.`))
  }
  return { began: began.promise, broken: broken.promise }
}

/** Until now the group was not durable, or nobody knew it. */
function measureOf({ recorded, beganMs, writtenMs }: GroupAnswers): GroupMeasure {
  const nowMs = steadyMs()
  return { operations: recorded.length, commitMs: nowMs - beganMs, syncMs: nowMs - writtenMs }
}

/** Who waits for which answer. */
interface Waiting {
  readonly count: () => number
  readonly add: (ticket: number, caller: Caller) => void
  readonly settle: (answers: GroupAnswers) => void
  readonly rejectAll: (error: StorageError) => void
}

interface Caller {
  readonly resolve: (result: TaskAnswer) => void
  readonly reject: (error: StorageError) => void
}

function openWaiting(): Waiting {
  const callers = new Map<number, Caller>()
  return {
    count: () => callers.size,
    add: (ticket, caller) => callers.set(ticket, caller),
    settle: ({ timeMs, tickets, results }) => {
      tickets.forEach((ticket, index) => {
        const caller = callers.get(ticket)
        const result = results[index]
        callers.delete(ticket)
        if (!caller || !result) return
        if (!('is' in result)) caller.resolve({ is: 'recorded', recorded: result, timeMs })
        else if (result.is !== 'failed') caller.resolve(result)
        else caller.reject(new StorageError(result.code, result.message, result.outcome))
      })
    },
    rejectAll: (error) => {
      for (const { reject } of callers.values()) reject(error)
      callers.clear()
    },
  }
}

/** Gathers what is asked in one turn into one message. */
function openQueue(worker: Worker, waiting: Waiting, time: () => TrustedTime) {
  let tasks: WriterTask[] = []
  let lastTicket = 0
  let stopped: StorageError | undefined
  const flush = () => {
    if (tasks.length === 0) return
    const message: ToWriter = { time: time(), tasks }
    tasks = []
    worker.postMessage(JSON.stringify(message))
  }
  const add = (question: WriterQuestion) => {
    lastTicket += 1
    if (tasks.length === 0) setImmediate(flush)
    tasks.push({ ...question, ticket: lastTicket } as WriterTask)
    if (tasks.length >= SEND_AT) flush()
    return lastTicket
  }
  return {
    ask: (question: WriterQuestion) =>
      new Promise<TaskAnswer>((resolve, reject) => {
        const refusal = stopped ?? admission(waiting.count())
        if (refusal) reject(refusal)
        else waiting.add(add(question), { resolve, reject })
      }),
    end: () => {
      add({ is: 'close' })
    },
    /** From now on nothing is taken; the reason is whoever asks' answer. */
    stop: ({ code, message }: StorageError) => {
      stopped ??= new StorageError(code, message, 'not_done')
    },
  }
}

function admission(waitingCount: number): StorageError | undefined {
  if (waitingCount < PENDING_MAX) return undefined
  return new StorageError('overloaded', 'Too many requests wait for the disk.', 'not_done')
}
