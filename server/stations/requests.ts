import { parseUnknown } from '../../src/contract/parse.ts'
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
  const { context } = parts
  let underWay = 0

  const answer = async (device: StationDevice, frame: RequestFrame): Promise<Reply<unknown>> => {
    if (!isWireName(frame.name)) {
      return failed('REQUEST_MALFORMED', 'name: no message of this version has this name')
    }
    const params = parseUnknown(WIRE[frame.name].params, frame.params)
    if (!params.ok) {
      const { path, message } = params.problem
      return failed('REQUEST_MALFORMED', path === '' ? message : `${path}: ${message}`)
    }
    if (frame.name === 'heartbeat') return success({ serverTimeMs: context.nowMs() })
    return handle(parts, device, frame.name, params.value)
  }

  return {
    count: () => underWay,
    answer: async (device, frame) => {
      // A station whose outbox is under way is not to be taken for dead.
      if (frame.name === 'heartbeat') return answer(device, frame)
      if (underWay >= IN_FLIGHT_MAX) {
        return failed('RATE_LIMITED', 'Too many requests under way. Wait for an answer first.')
      }
      underWay += 1
      try {
        return await answer(device, frame)
      } finally {
        underWay -= 1
      }
    },
  }
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
  'pos-payments': 'balance',
}

async function handle(
  { context, handlers, load }: RequestParts,
  device: StationDevice,
  name: HandledName,
  params: unknown,
): Promise<Reply<unknown>> {
  // The table ties each name to its params and result; inside, one row is like another.
  const run = handlers[name] as (device: StationDevice, params: unknown) => Promise<Reply<unknown>>
  const startedAtMs = context.nowMs()
  const reply = await withDeadline(context, name, () =>
    load.run(CLASSES[name], () => run(device, params)),
  )
  // What was understood is on record in the ledger, and counted: thousands a second fill no log.
  const isOnRecord = reply.ok || 'refusal' in reply || reply.error.code === 'UNAVAILABLE'
  const level = isOnRecord ? 'debug' : 'info'
  if (context.log.isLevelEnabled(level)) {
    const ms = context.nowMs() - startedAtMs
    const outcome = reply.ok ? 'ok' : replyCode(reply)
    context.log[level]({ device: device.deviceCode, request: name, outcome, ms }, 'station request')
  }
  return reply
}

/**
 * The handler's reply, or the truth about its absence: a write that is late or broke may have been
 * done, a read may not.
 */
function withDeadline(
  context: ServerContext,
  name: HandledName,
  run: () => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  const isWrite = WIRE[name].effect === 'write'
  return new Promise((resolve) => {
    const late = () => resolve(failed(isWrite ? 'TIMEOUT_UNKNOWN' : 'UNAVAILABLE'))
    const timer = setTimeout(late, HANDLER_DEADLINE_MS)
    const broke = (error: unknown) => {
      if (error instanceof OverloadedError) {
        resolve(overloaded(error.retryAfterMs))
        return
      }
      context.log.error({ err: error, request: name }, 'station request failed')
      resolve(failed(isWrite ? 'INTERNAL' : 'UNAVAILABLE'))
    }
    run()
      .then(resolve, broke)
      .finally(() => clearTimeout(timer))
  })
}

function isWireName(name: string): name is WireName {
  return Object.hasOwn(WIRE, name)
}
