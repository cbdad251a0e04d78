import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { invariant } from '../../../src/contract/parse.ts'
import { errorText, StorageError } from '../errors.ts'
import type {
  CommitNotice,
  ExecuteTask,
  FromWriter,
  OutcomeTask,
  ToWriter,
  WriterOptions,
  WriterOutcome,
  WriterTask,
} from '../messages.ts'
import { wireAnswers } from '../wire-form.ts'
import { type Connection, openWriteConnection } from './connection.ts'
import { type Engine, type GroupResult, openEngine } from './engine.ts'
import { migrate, readMigrations } from './migrate.ts'

/**
 * The writer thread: owns the only write connection. It takes all that has queued, runs it in
 * groups, commits each group once, and only then answers the whole group in one message.
 */
invariant(parentPort, 'the writer runs as a worker thread')
const port = parentPort
const options = workerData as WriterOptions

interface Open {
  readonly connection: Connection
  readonly engine: Engine
}

let open: Open | undefined
const queue: WriterTask[] = []
let nowMs = 0

function send(message: FromWriter): void {
  port.postMessage(message)
}

function answer(
  tickets: readonly number[],
  outcomes: readonly WriterOutcome[],
  commits: readonly CommitNotice[],
): void {
  send({ is: 'answers', text: wireAnswers(tickets, outcomes, commits) })
}

function openAll(): Open {
  const connection = openWriteConnection(options.file, options.pagesMax)
  try {
    migrate(connection, readMigrations(), Date.now())
    return { connection, engine: openEngine(connection) }
  } catch (error) {
    connection.close()
    throw error
  }
}

function take(message: unknown): void {
  const { nowMs: sentAtMs, tasks } = JSON.parse(message as string) as ToWriter
  nowMs = Math.max(nowMs, sentAtMs)
  queue.push(...tasks)
}

function takeWaiting(): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
    take(next.message)
}

function work(): void {
  for (takeWaiting(); queue.length > 0; takeWaiting()) {
    const operations = nextOperations()
    if (operations.length > 0) answerGroup(operations)
    else answerSingle(queue.shift())
  }
}

/** The operations at the front of the queue, as many as one group takes. */
function nextOperations(): (ExecuteTask | OutcomeTask)[] {
  const group: (ExecuteTask | OutcomeTask)[] = []
  for (const task of queue) {
    if (group.length === options.groupMax) break
    if (task.is !== 'execute' && task.is !== 'outcome') break
    group.push(task)
  }
  queue.splice(0, group.length)
  return group
}

function answerGroup(tasks: readonly (ExecuteTask | OutcomeTask)[]): void {
  const { results, commits } = runGroup(tasks)
  answer(
    tasks.map(({ ticket }) => ticket),
    results,
    commits,
  )
}

/** A group that one bad request undid is run again one by one, so that only that one fails. */
function runGroup(tasks: readonly (ExecuteTask | OutcomeTask)[]): GroupResult {
  const group = attempt(() => engineNow().runGroup(tasks, nowMs))
  if ('results' in group) return group
  const isOurFault = group.is === 'failed' && group.code === 'request_failed'
  if (!isOurFault || tasks.length === 1) return { results: tasks.map(() => group), commits: [] }
  const results: WriterOutcome[] = []
  const commits: CommitNotice[] = []
  for (const task of tasks) {
    const one = runGroup([task])
    results.push(...one.results)
    commits.push(...one.commits)
  }
  return { results, commits }
}

function answerSingle(task: WriterTask | undefined): void {
  if (!task || task.is === 'execute' || task.is === 'outcome') return
  if (task.is === 'close') {
    finish()
    return
  }
  const result = attempt<WriterOutcome>(() => {
    const engine = engineNow()
    const value = task.is === 'stock' ? engine.stock(task, nowMs) : engine.write(task)
    return { is: 'done', value }
  })
  answer([task.ticket], [result], [])
}

/** The engine; after a fault of the disk it is opened anew, which shows what really was written. */
function engineNow(): Engine {
  try {
    open ??= openAll()
    return open.engine
  } catch (error) {
    throw new StorageError('cannot_write', errorText(error), 'not_done')
  }
}

function attempt<Result>(run: () => Result): Result | Extract<WriterOutcome, { is: 'failed' }> {
  try {
    return run()
  } catch (error) {
    const known = error instanceof StorageError ? error : undefined
    if (known?.code !== 'request_failed') abandon()
    return {
      is: 'failed',
      code: known?.code ?? 'request_failed',
      message: errorText(error),
      outcome: known?.outcome ?? 'not_done',
    }
  }
}

/** After a failed write the connection is not trusted again. */
function abandon(): void {
  const closing = open
  open = undefined
  try {
    closing?.connection.close()
  } catch {
    // The disk is failing; the next request opens a new connection and says so if it cannot.
  }
}

function finish(): void {
  open?.connection.close()
  open = undefined
  port.close()
}

try {
  open = openAll()
  port.on('message', (message: unknown) => {
    take(message)
    work()
  })
  send({ is: 'ready' })
} catch (error) {
  const code = error instanceof StorageError ? error.code : 'cannot_write'
  send({ is: 'not_ready', code, message: errorText(error) })
  port.close()
}
