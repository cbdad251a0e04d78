import type { RequestId } from '../../src/contract/ids.ts'
import { failed, type Reply, refused } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { Velocity } from '../guards/index.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import type { LedgerRequest } from '../ledger/request.ts'
import { OverloadedError, overloaded } from '../load/index.ts'
import { StorageError } from '../storage/index.ts'
import { ANSWER_DEADLINE_MS, LEDGER_RETRY_AFTER_MS } from './limits.ts'

/** The ledger as the doors ask it: always answered in time, never thrown at. */
export interface LedgerDesk {
  /**
   * Does the work of one request, from the door on: while it prepares (a PIN takes its time) the id
   * is already running. REQUEST_IN_PROGRESS while the same id is; TIMEOUT_UNKNOWN when the deadline
   * passes first, and the operation then shows up in {@link enquire} or never happened.
   */
  readonly hold: <Value>(
    callerKey: string,
    requestId: RequestId,
    work: () => Promise<Reply<Value>>,
  ) => Promise<Reply<Value>>
  /**
   * Runs one operation: in the work of its own {@link hold}, or alone with the same ends. UNAVAILABLE
   * when the database took nothing; INTERNAL when it failed and may have taken it.
   */
  readonly execute: (request: LedgerRequest) => Promise<LedgerReply>
  /**
   * The outcome of an earlier request: its stored reply, REQUEST_IN_PROGRESS while it runs, NOT_FOUND
   * when it is not here; otherwise as {@link execute}.
   */
  readonly enquire: (callerKey: string, requestId: RequestId) => Promise<LedgerReply>
  /** What is on record of a request, whether or not it runs again; NOT_FOUND when nothing is. */
  readonly recorded: (callerKey: string, requestId: RequestId) => Promise<LedgerReply>
}

/** How far a request has come: at the door, or with the ledger. */
type Stage = 'arrived' | 'executing'

/**
 * `deadlineMs` is how long a caller waits at most. `velocity` holds cards to the rules of their
 * programs; what was decided already, by the server or by two people, is done without it.
 */
export function createLedgerDesk(
  context: ServerContext,
  deadlineMs: number = ANSWER_DEADLINE_MS,
  velocity?: Velocity,
): LedgerDesk {
  const { ledger } = context.database
  const running = new Map<string, Stage>()

  const execute: LedgerDesk['execute'] = (request) => {
    const id = idOf(request.caller.key, request.requestId)
    if (running.get(id) === 'executing') return Promise.resolve(bare(refused(IN_PROGRESS)))
    running.set(id, 'executing')
    const isRecorded = async () => {
      const stored = await ledger.outcome(request.caller.key, request.requestId)
      return stored !== undefined
    }
    const ask = (asked: LedgerRequest) => ledger.execute(asked)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(bare(failed('TIMEOUT_UNKNOWN'))), deadlineMs)
      const settle = (reply: LedgerReply) => {
        running.delete(id)
        clearTimeout(timer)
        resolve(reply)
      }
      const outcome = velocity?.within(request, isRecorded, ask) ?? ask(request)
      outcome.then(settle, (error: unknown) => settle(bare(failureOf(context, error))))
    })
  }
  const hold: LedgerDesk['hold'] = (callerKey, requestId, work) => {
    const id = idOf(callerKey, requestId)
    if (running.has(id)) return Promise.resolve(refused(IN_PROGRESS))
    running.set(id, 'arrived')
    const outcome = work().finally(() => {
      // An operation that is with the ledger still runs, though its caller waits no more.
      if (running.get(id) === 'arrived') running.delete(id)
    })
    return within(deadlineMs, outcome, failed('TIMEOUT_UNKNOWN'))
  }
  const recorded: LedgerDesk['recorded'] = (callerKey, requestId) => {
    const outcome = ledger
      .outcome(callerKey, requestId)
      .then((stored) => stored ?? bare(failed('NOT_FOUND', NOT_HERE)))
      .catch((error: unknown) => bare(failureOf(context, error)))
    return within(deadlineMs, outcome, bare(failed('TIMEOUT_UNKNOWN')))
  }
  return {
    hold,
    execute,
    enquire: (callerKey, requestId) =>
      running.has(idOf(callerKey, requestId))
        ? Promise.resolve(bare(refused(IN_PROGRESS)))
        : recorded(callerKey, requestId),
    recorded,
  }
}

/** Whether a request's outcome is on record. */
export async function isRecorded(
  desk: LedgerDesk,
  callerKey: string,
  requestId: RequestId,
): Promise<boolean> {
  const { reply } = await desk.recorded(callerKey, requestId)
  return reply.ok || 'refusal' in reply
}

const IN_PROGRESS = 'REQUEST_IN_PROGRESS'
/** It may still be on its way here. */
const NOT_HERE = 'Not here yet; void it to be sure.'

function failureOf(context: ServerContext, error: unknown): Reply<never> {
  if (error instanceof OverloadedError) return overloaded(error.retryAfterMs)
  if (error instanceof StorageError && error.code === 'overloaded')
    return overloaded(LEDGER_RETRY_AFTER_MS)
  context.log.error({ err: error }, 'the ledger could not answer')
  const isCertain = error instanceof StorageError && error.outcome === 'not_done'
  return failed(isCertain ? 'UNAVAILABLE' : 'INTERNAL')
}

function within<Outcome>(
  deadlineMs: number,
  outcome: Promise<Outcome>,
  late: Outcome,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late), deadlineMs)
    outcome.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function bare(reply: LedgerReply['reply']): LedgerReply {
  return { reply, sealedAnswer: null }
}

/** A caller's key holds no blank, so that no two pairs share a text. */
function idOf(callerKey: string, requestId: RequestId): string {
  return `${callerKey} ${requestId}`
}
