import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import type { TrustedTime } from '../clock-watch.ts'
import { errorText, StorageError } from '../errors.ts'
import type { GroupTask, RecordedOperation, TaskResult } from '../group/group.ts'
import type {
  EraseTask,
  ExecuteTask,
  FromWriter,
  OutcomeTask,
  StockTask,
  ToWriter,
  WriterOptions,
  WriterResult,
  WriterTask,
  WriteTask,
} from '../messages.ts'
import { unwireRequest, wireAnswers } from '../wire-form.ts'
import { type Connection, openWriteConnection } from './connection.ts'
import { type Engine, openEngine } from './engine.ts'
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
/** Why nothing is done any more; undefined while all is well. */
let broken: string | undefined
const queue: WriterTask[] = []
let time: TrustedTime = { timeMs: 0, fault: null }

function send(message: FromWriter): void {
  port.postMessage(message)
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
  const sent = JSON.parse(message as string) as ToWriter
  time = sent.time
  queue.push(...sent.tasks)
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

/** A group that one bad request undid is run again one by one, so that only that one fails. */
function answerGroup(tasks: readonly (ExecuteTask | OutcomeTask)[]): void {
  const group = attempt(() => engineNow().runGroup(tasks.map(groupTask), time))
  const isOne = 'results' in group || group.code !== 'request_failed' || tasks.length === 1
  if (!isOne) {
    for (const task of tasks) answerGroup([task])
    return
  }
  const done: Outcome =
    'results' in group ? group : { ...NOTHING_RECORDED, results: tasks.map(() => group) }
  answer(tasks, done)
}

interface Outcome {
  readonly timeMs: number
  readonly results: readonly (TaskResult | WriterResult)[]
  readonly recorded: readonly RecordedOperation[]
}

const NOTHING_RECORDED = { timeMs: 0, recorded: [] } as const

function answer(tasks: readonly WriterTask[], outcome: Outcome): void {
  const tickets = tasks.map(({ ticket }) => ticket)
  send({ is: 'answers', text: wireAnswers({ ...outcome, tickets }) })
}

function groupTask(task: ExecuteTask | OutcomeTask): GroupTask {
  return task.is === 'execute' ? { is: 'execute', request: unwireRequest(task.request) } : task
}

function answerSingle(task: WriterTask | undefined): void {
  if (!task || task.is === 'execute' || task.is === 'outcome') return
  if (task.is === 'close') {
    finish()
    return
  }
  const result = attempt<WriterResult>(() => {
    return { is: 'done', value: doSingle(engineNow(), task) }
  })
  answer([task], { ...NOTHING_RECORDED, results: [result] })
}

function doSingle(engine: Engine, task: StockTask | WriteTask | EraseTask): boolean {
  switch (task.is) {
    case 'stock':
      return engine.stock(task, time.timeMs)
    case 'write':
      return engine.write(task)
    case 'erase':
      engine.erase(time.timeMs)
      return true
    default:
      return assertNever(task)
  }
}

/** The engine; after a fault that certainly wrote nothing it is opened anew. */
function engineNow(): Engine {
  if (broken !== undefined) throw new StorageError('cannot_write', broken, 'not_done')
  try {
    open ??= openAll()
    return open.engine
  } catch (error) {
    throw new StorageError('cannot_write', errorText(error), 'not_done')
  }
}

function attempt<Result>(run: () => Result): Result | Extract<WriterResult, { is: 'failed' }> {
  try {
    return run()
  } catch (error) {
    const known = error instanceof StorageError ? error : undefined
    if (known?.code !== 'request_failed') abandon()
    if (known?.outcome === 'unknown') giveUp(known.message)
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

/**
 * After a commit whose outcome is open nothing is answered any more, and the process has to end: the
 * system may show this process what is not on the disk. The next start writes all of the log into
 * the database before it answers anything.
 */
function giveUp(reason: string): void {
  broken = `The disk failed in the middle of a commit (${reason}). Check the disk and its space.`
  send({ is: 'broken', message: broken })
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
  send({ is: 'ready', lastTimeMs: open.engine.lastTimeMs() })
} catch (error) {
  const code = error instanceof StorageError ? error.code : 'cannot_write'
  send({ is: 'not_ready', code, message: errorText(error) })
  port.close()
}
