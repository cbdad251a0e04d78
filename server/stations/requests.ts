import { parsePart } from '../../src/contract/parse.ts'
import { failed, type Reply, replyCode, success } from '../../src/contract/refusals.ts'
import type { RequestFrame } from '../../src/contract/wire/frames.ts'
import { WIRE, type WireName } from '../../src/contract/wire/messages.ts'
import type { ServerContext, StationDevice, StationHandlers } from '../context.ts'
import { type Load, type LoadClass, OverloadedError, overloaded } from '../load/index.ts'
import { HANDLER_DEADLINE_MS, IN_FLIGHT_MAX } from './limits.ts'

/** Answers the requests of one station. */
export interface Requests {
  /** Always a Reply; never rejects. */
  readonly answer: (device: StationDevice, frame: RequestFrame) => Promise<Reply<unknown>>
  /** Requests under way. */
  readonly count: () => number
}

/** What it takes to answer. */
export interface RequestParts {
  readonly context: ServerContext
  readonly handlers: StationHandlers
  readonly load: Load
}

export function createRequests(parts: RequestParts): Requests {
  let underWay = 0
  const over = () => {
    underWay -= 1
  }
  return {
    count: () => underWay,
    // No async functions on this way: every redemption goes it, and each would add three turns.
    answer: (device, frame) => {
      if (!isWireName(frame.name))
        return malformed('name: no message of this version has this name')
      const params = parsePart(WIRE[frame.name].params, frame.params)
      if (!params.ok) {
        const { path, message } = params.problem
        return malformed(path === '' ? message : `${path}: ${message}`)
      }
      // A station whose outbox is under way is not to be taken for dead.
      if (frame.name === 'heartbeat')
        return Promise.resolve(success({ serverTimeMs: parts.context.nowMs() }))
      if (underWay >= IN_FLIGHT_MAX) return Promise.resolve(TOO_MANY)
      underWay += 1
      return handle(parts, device, { name: frame.name, params: params.value }, over)
    },
  }
}

const TOO_MANY = failed('RATE_LIMITED', 'Too many requests under way. Wait for an answer first.')

function malformed(message: string): Promise<Reply<never>> {
  return Promise.resolve(failed('REQUEST_MALFORMED', message))
}

type HandledName = keyof StationHandlers

/** What waits for what, where there is more to do than can be done. */
const CLASSES: Readonly<Record<HandledName, LoadClass>> = {
  redeem: 'redeem',
  void: 'redeem',
  refund: 'redeem',
  'operation-inquire': 'money',
  'report-exceptions': 'balance',
  'card-inquire': 'balance',
  'card-lookup': 'balance',
  'pos-payments': 'balance',
}

/** A request whose form is right. The table ties each name to its params. */
interface Asked {
  readonly name: HandledName
  readonly params: unknown
}

/**
 * The handler's reply, or the truth about its absence: a write that is late or broke may have been
 * done, a read may not. `over` is called as soon as the reply is known, whichever it is.
 */
function handle(
  { context, handlers, load }: RequestParts,
  device: StationDevice,
  { name, params }: Asked,
  over: () => void,
): Promise<Reply<unknown>> {
  // Inside, one row of the table is like another.
  const run = handlers[name] as (device: StationDevice, params: unknown) => Promise<Reply<unknown>>
  const isWrite = WIRE[name].effect === 'write'
  const startedAtMs = context.nowMs()
  return new Promise((resolve) => {
    let isOver = false
    const settle = (reply: Reply<unknown>) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      over()
      note(context, device, { name, reply, startedAtMs })
      resolve(reply)
    }
    const late = () => settle(failed(isWrite ? 'TIMEOUT_UNKNOWN' : 'UNAVAILABLE'))
    const timer = setTimeout(late, HANDLER_DEADLINE_MS)
    load
      .run(CLASSES[name], () => run(device, params))
      .then(settle, (error: unknown) => {
        if (error instanceof OverloadedError) return settle(overloaded(error.retryAfterMs))
        context.log.error({ err: error, request: name }, 'station request failed')
        return settle(failed(isWrite ? 'INTERNAL' : 'UNAVAILABLE'))
      })
  })
}

interface Answered {
  readonly name: HandledName
  readonly reply: Reply<unknown>
  readonly startedAtMs: number
}

/** What was understood is on record in the ledger, and counted: thousands a second fill no log. */
function note(
  context: ServerContext,
  { deviceCode }: StationDevice,
  { name, reply, startedAtMs }: Answered,
): void {
  const isOnRecord = reply.ok || 'refusal' in reply || reply.error.code === 'UNAVAILABLE'
  const level = isOnRecord ? 'debug' : 'info'
  if (!context.log.isLevelEnabled(level)) return
  const ms = context.nowMs() - startedAtMs
  const outcome = reply.ok ? 'ok' : replyCode(reply)
  context.log[level]({ device: deviceCode, request: name, outcome, ms }, 'station request')
}

function isWireName(name: string): name is WireName {
  return Object.hasOwn(WIRE, name)
}
