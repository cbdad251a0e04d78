import { Worker } from 'node:worker_threads'
import { StorageError } from '../errors.ts'
import { PENDING_MAX } from '../limits.ts'
import type {
  CommitNotice,
  FromWriter,
  GroupAnswers,
  ToWriter,
  WriterOptions,
  WriterResult,
  WriterTask,
} from '../messages.ts'

/** A task before it has its ticket. */
export type WriterQuestion = WriterTask extends infer Task
  ? Task extends WriterTask
    ? Omit<Task, 'ticket'>
    : never
  : never

/** The writer thread as the main thread sees it. */
export interface WriterClient {
  /** Resolves after the commit; rejects with a StorageError. */
  readonly ask: (question: WriterQuestion) => Promise<WriterResult>
  readonly onDidCommit: (listener: (commits: readonly CommitNotice[]) => void) => () => void
  /** Takes nothing more, finishes what was asked, does `before`, then ends the thread. */
  readonly close: (before: () => Promise<void>) => Promise<void>
}

interface Waiting {
  readonly resolve: (result: WriterResult) => void
  readonly reject: (error: StorageError) => void
}

/** Starts the writer thread; resolves when the database is open and migrated. */
export async function startWriter(
  options: WriterOptions,
  nowMs: () => number,
): Promise<WriterClient> {
  // The flags of the process are for its own script; some of them a thread does not take.
  const worker = new Worker(new URL('./writer.ts', import.meta.url), {
    workerData: options,
    execArgv: [],
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await firstMessage(worker)
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(commits: readonly CommitNotice[]) => void>()
  const queue = openQueue(worker, waiting, nowMs)
  worker.on('message', (message: FromWriter) => {
    if (message.is !== 'answers') return
    const { tickets, results, commits } = JSON.parse(message.text) as GroupAnswers
    settle(waiting, tickets, results)
    if (commits.length > 0) for (const listener of listeners) listener(commits)
  })
  const fail = (text: string) => {
    queue.stop()
    for (const { reject } of waiting.values()) reject(new StorageError('closed', text, 'unknown'))
    waiting.clear()
  }
  worker.on('error', (error) => fail(`The writer thread ended: ${error.message}`))
  worker.on('exit', () => fail('The database was closed.'))
  return {
    ask: queue.ask,
    onDidCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async (before) => {
      queue.stop()
      await before()
      queue.end()
      await ended
    },
  }
}

function firstMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message: FromWriter) => {
      worker.off('error', reject)
      if (message.is === 'ready') resolve()
      else if (message.is === 'not_ready')
        reject(new StorageError(message.code, message.message, 'not_done'))
      else reject(new Error(`the writer began with ${message.is}`))
    })
  })
}

/** Gathers what is asked in one turn into one message. */
function openQueue(worker: Worker, waiting: Map<number, Waiting>, nowMs: () => number) {
  let tasks: WriterTask[] = []
  let lastTicket = 0
  let isOpen = true
  const flush = () => {
    const message: ToWriter = { nowMs: nowMs(), tasks }
    tasks = []
    worker.postMessage(JSON.stringify(message))
  }
  const add = (question: WriterQuestion) => {
    lastTicket += 1
    if (tasks.length === 0) queueMicrotask(flush)
    tasks.push({ ...question, ticket: lastTicket } as WriterTask)
    return lastTicket
  }
  return {
    ask: (question: WriterQuestion) =>
      new Promise<WriterResult>((resolve, reject) => {
        const refusal = admission(isOpen, waiting.size)
        if (refusal) reject(refusal)
        else waiting.set(add(question), { resolve, reject })
      }),
    end: () => {
      add({ is: 'close' })
    },
    stop: () => {
      isOpen = false
    },
  }
}

function admission(isOpen: boolean, waitingCount: number): StorageError | undefined {
  if (!isOpen) return new StorageError('closed', 'The database is closed.', 'not_done')
  if (waitingCount < PENDING_MAX) return undefined
  return new StorageError('overloaded', 'Too many requests wait for the disk.', 'not_done')
}

function settle(
  waiting: Map<number, Waiting>,
  tickets: readonly number[],
  results: readonly WriterResult[],
): void {
  tickets.forEach((ticket, index) => {
    const caller = waiting.get(ticket)
    const result = results[index]
    waiting.delete(ticket)
    if (!caller || !result) return
    if (result.is !== 'failed') caller.resolve(result)
    else caller.reject(new StorageError(result.code, result.message, result.outcome))
  })
}
