import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import type { TrustedTime } from '../clock-watch.ts'
import { diskFailed, errorText, StorageError, sqliteCode } from '../errors.ts'
import type { GroupTask, RecordedOperation, TaskResult } from '../group/group.ts'
import { HAND_OVER_AT } from '../limits.ts'
import type {
  EraseTask,
  ExecuteTask,
  FromWriter,
  OutcomeTask,
  StockTask,
  ToSyncer,
  ToWriter,
  WriterData,
  WriterResult,
  WriterTask,
  WriteTask,
} from '../messages.ts'
import { failedAnswers, steadyMs, unwireRequest, wireAnswers } from '../wire-form.ts'
import { type Connection, copyLog, leavesLogLonger, openWriteConnection } from './connection.ts'
import { type Engine, openEngine } from './engine.ts'
import { deliveredCount, setFailed, startNewLogFile, waitDelivered } from './hand-over.ts'
import { openLogSync } from './log-sync.ts'
import { openLogTending, pagesOf } from './log-tending.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openReadAhead } from './read-ahead.ts'

/**
 * The writer thread: owns the only write connection. It takes all that has queued, runs it in
 * groups, commits each group once, and only then answers the whole group in one message.
 */
invariant(parentPort, 'the writer runs as a worker thread')
const port = parentPort
const options = workerData as WriterData

interface Open {
  readonly connection: Connection
  readonly engine: Engine
}

const ahead = openReadAhead(options.file)
const log = openLogSync(options.file, options.shared)
const tending = openLogTending(options.board, () => void attempt(copyRest))
let open: Open | undefined
/**
 * Whether the log holds nothing but what this process settled at its start or wrote itself. Then the
 * next opening only syncs it: settling waits for whoever reads in it, be it a report of an hour.
 */
let isSettled = false
/** Groups whose answers another thread gives, after the disk. */
let handedOver = 0
/** Why nothing is done any more; undefined while all is well. */
let broken: string | undefined
const queue: WriterTask[] = []
let time: TrustedTime = { timeMs: 0, fault: null }

function send(message: FromWriter): void {
  port.postMessage(message)
}

function openAll(): Open {
  const { file, pagesMax } = options
  const connection = openWriteConnection(file, { pagesMax, isSettled })
  isSettled = true
  try {
    migrate(connection, readMigrations(), Date.now())
    tending.open(file)
    const opened = { connection, engine: openEngine(connection, ahead) }
    log.sync()
    return opened
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
  const beganMs = steadyMs()
  const group = attempt(() => engineNow().runGroup(tasks.map(groupTask), time))
  const isOne = 'results' in group || group.code !== 'request_failed' || tasks.length === 1
  if (!isOne) {
    for (const task of tasks) answerGroup([task])
    return
  }
  if ('results' in group) answer(tasks, { ...group, beganMs })
  else answerFailed(tasks, group)
}

interface Outcome {
  readonly timeMs: number
  readonly results: readonly (TaskResult | WriterResult)[]
  readonly recorded: readonly RecordedOperation[]
  readonly beganMs: number
}

const NOTHING_RECORDED = { timeMs: 0, recorded: [], beganMs: 0 } as const

function answer(tasks: readonly WriterTask[], outcome: Outcome): void {
  const tickets = tasks.map(({ ticket }) => ticket)
  const text = wireAnswers({ ...outcome, tickets })
  if (isHandedOver(tasks.length)) {
    handedOver += 1
    options.groups.postMessage(text satisfies ToSyncer)
  } else {
    const failure = attempt(() => log.sync())
    send({ is: 'answers', text: failure ? failedAnswers(text, failure) : text })
  }
  // Last, as it may take the disk for itself: whoever waits for these answers does not wait for it.
  tending.wrote(pagesOf(tasks))
}

/**
 * Whether another thread waits for the disk while the next group runs here. Not for a few callers
 * with nobody behind them: they would only wait for the hand-over. One commit for each operation
 * means one wait for each, too.
 */
function isHandedOver(count: number): boolean {
  if (options.groupMax === 1) return false
  return count >= HAND_OVER_AT || deliveredCount(options.shared) < handedOver
}

/** Nothing was written that would have to be waited for. */
function answerFailed(tasks: readonly WriterTask[], failure: WriterResult): void {
  const tickets = tasks.map(({ ticket }) => ticket)
  const results = tasks.map(() => failure)
  send({ is: 'answers', text: wireAnswers({ ...NOTHING_RECORDED, tickets, results }) })
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
  if (result.is === 'failed') answerFailed([task], result)
  else answer([task], { ...NOTHING_RECORDED, results: [result] })
}

function doSingle(engine: Engine, task: StockTask | WriteTask | EraseTask): boolean {
  switch (task.is) {
    case 'stock':
      return engine.stock(task, time.timeMs)
    case 'write':
      return engine.write(task)
    case 'erase':
      engine.erase(time.timeMs)
      // It may have emptied the log, at the start always. Nobody is to wait for the zeros.
      if (options.reservesLog && queue.length === 0) log.reserve()
      return true
    default:
      return assertNever(task)
  }
}

/** The engine; after a fault that certainly wrote nothing it is opened anew. */
function engineNow(): Engine {
  if (broken !== undefined) throw new StorageError('cannot_write', broken, 'not_done')
  if (tending.isLost()) lose('the log could not be copied')
  try {
    open ??= openAll()
    return open.engine
  } catch (error) {
    const known = error instanceof StorageError ? error : undefined
    if (known?.code === 'moved' || known?.outcome === 'unknown') throw error
    const failure = new StorageError('cannot_write', errorText(error), 'not_done')
    failure.cause = error
    throw failure
  }
}

function attempt<Result>(run: () => Result): Result | Extract<WriterResult, { is: 'failed' }> {
  try {
    return run()
  } catch (error) {
    const known = error instanceof StorageError ? error : undefined
    if (known?.code !== 'request_failed') abandon(error)
    if (known?.outcome === 'unknown') giveUp(known.message)
    return {
      is: 'failed',
      code: known?.code ?? 'request_failed',
      message: errorText(error),
      outcome: known?.outcome ?? 'not_done',
    }
  }
}

/** Copies what the other thread left of the log. A log that cannot be copied for now is only longer. */
function copyRest(): void {
  try {
    if (open) copyLog(open.connection)
  } catch (error) {
    if (!leavesLogLonger(error)) lose(errorText(error))
  }
}

/** What the disk has kept nobody can say then, nor call anything durable that is on its way. */
function lose(reason: string): never {
  setFailed(options.shared)
  throw new StorageError('cannot_write', reason, 'unknown')
}

/**
 * After a failed write the connection is not trusted again. Nor is the log, but for want of space: then
 * the system took nothing that it could lose, and what was committed before is synced.
 */
function abandon(error: unknown): void {
  const closing = open
  open = undefined
  const cause = error instanceof StorageError ? error.cause : error
  if (sqliteCode(cause) !== 'SQLITE_FULL') isSettled = false
  // With its last connection a log may go: what waits in it has to be on the disk before.
  waitDelivered(options.shared, handedOver)
  startNewLogFile(options.shared)
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
  broken = diskFailed(reason)
  send({ is: 'broken', message: broken })
}

function finish(): void {
  waitDelivered(options.shared, handedOver)
  // This connection is the last to close: it leaves one file with everything in it.
  tending.end()
  ahead.close()
  open?.connection.close()
  open = undefined
  tending.close()
  log.close()
  options.groups.postMessage(null satisfies ToSyncer)
  options.groups.close()
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
