import { Worker } from 'node:worker_threads'
import { errorText, StorageError } from '../errors.ts'
import type { FromReader, ReaderAnswer, ToReader } from './messages.ts'

/** One reader thread as the main thread sees it. Whoever has it asks one query at a time. */
export interface ReaderThread {
  /** The rows of a query in pieces. Rejects with a StorageError; after a time-out the thread ends. */
  readonly pieces: (
    sql: string,
    parameters: readonly unknown[],
  ) => AsyncGenerator<readonly unknown[]>
  readonly isAlive: () => boolean
  /** Ends it, whatever it is doing; what it is doing rejects with this reason. */
  readonly end: (reason: StorageError) => Promise<void>
}

const THREAD = new URL('./thread.ts', import.meta.url)

/**
 * Starts a thread on the database's file; `onEnd` is called once, when it is really gone: a query
 * cannot be interrupted, so that a thread that was told to end may go on for a while.
 */
export function startReaderThread(
  file: string,
  queryMaxMs: number,
  onEnd: () => void,
): ReaderThread {
  // The flags of the process are for its own script; some of them a thread does not take.
  const worker = new Worker(THREAD, { workerData: { file }, execArgv: [] })
  let heard: ((message: ReaderAnswer | StorageError) => void) | undefined
  let ended: StorageError | undefined

  const started = Promise.withResolvers<void>()

  const hear = (message: FromReader | StorageError): void => {
    started.resolve()
    if (!(message instanceof StorageError) && message.is === 'ready') return
    const listener = heard
    heard = undefined
    listener?.(message)
  }
  const fail = (reason: StorageError): void => {
    if (ended !== undefined) return
    ended = reason
    hear(reason)
  }
  worker.on('message', hear)
  worker.on('error', (error) => fail(gone(errorText(error))))
  worker.on('exit', (code) => {
    fail(gone(`it ended with ${code}`))
    onEnd()
  })
  worker.unref()

  const ask = (message: ToReader): Promise<ReaderAnswer | StorageError> => {
    if (ended !== undefined) return Promise.resolve(ended)
    const { promise, resolve } = Promise.withResolvers<ReaderAnswer | StorageError>()
    heard = resolve
    worker.postMessage(message)
    return promise
  }
  const end = async (reason: StorageError): Promise<void> => {
    fail(reason)
    await worker.terminate()
  }
  return {
    pieces: (sql, parameters) =>
      readPieces(
        { ask, end, queryMaxMs, started: started.promise },
        { is: 'query', sql, parameters },
      ),
    isAlive: () => ended === undefined,
    end,
  }
}

interface Asking {
  readonly ask: (message: ToReader) => Promise<ReaderAnswer | StorageError>
  readonly end: (reason: StorageError) => Promise<void>
  readonly queryMaxMs: number
  /** Resolves when the thread listens, or never will. */
  readonly started: Promise<void>
}

async function* readPieces(
  { ask, end, queryMaxMs, started }: Asking,
  query: ToReader,
): AsyncGenerator<readonly unknown[]> {
  await started
  const startedAtMs = performance.now()
  let message = query
  let isDone = false
  try {
    while (!isDone) {
      const leftMs = queryMaxMs - (performance.now() - startedAtMs)
      const timer = setTimeout(() => void end(tooSlow()), leftMs)
      const said = await ask(message)
      clearTimeout(timer)
      isDone = said instanceof StorageError || said.is === 'failed' || said.isLast
      if (said instanceof StorageError) throw said
      if (said.is === 'failed') throw new StorageError('request_failed', said.message, 'not_done')
      if (said.rows.length > 0) yield said.rows
      message = { is: 'more' }
    }
  } finally {
    // Left before the end: nothing comes back to this, so nobody waits for it.
    if (!isDone) void ask({ is: 'stop' })
  }
}

function gone(why: string): StorageError {
  return new StorageError('request_failed', `A thread that reads is gone: ${why}.`, 'not_done')
}

function tooSlow(): StorageError {
  return new StorageError(
    'overloaded',
    'This took too long and was stopped. Ask for a shorter time.',
    'not_done',
  )
}
