import { STILL_WORKING_AFTER_MS, UNKNOWN_AFTER_MS } from '../../../contract/limits.ts'
import { assertNever } from '../../../contract/parse.ts'
import type { JournaledOperation } from '../journal/operation-types.ts'
import { RESEND_CAP_MS, RESEND_FIRST_MS, RESEND_WINDOW } from '../limits.ts'
import {
  type Counter,
  type CounterEvent,
  type Effect,
  type HeldCard,
  isBeside,
  type OpenOperation,
  type Step,
  shownOperation,
} from './counter.ts'
import { withBalanceOutdated } from './outdated-balance.ts'
import { reduceCard } from './reduce-card.ts'
import { settle } from './settle.ts'

/** The counter after one event, and what follows. Pure; events about what is settled change nothing. */
export function reduce(counter: Counter, event: CounterEvent): Step {
  switch (event.type) {
    case 'reading-taken':
    case 'reading-refused':
    case 'read-again':
    case 'balance-asked-again':
    case 'card-changed':
    case 'card-answered':
    case 'pin-asked':
    case 'pin-wanted':
    case 'pin-given':
    case 'pin-closed':
    case 'pin-forgotten':
    case 'not-begun':
    case 'put-away':
      return reduceCard(counter, event)
    case 'operation-journaled':
      return begin(counter, event.operation, event.atMs)
    case 'operations-replayed':
      return replay(counter, event.operations, event.atMs)
    case 'sent':
      return markSent(counter, event.requestId)
    case 'answered':
      return sendMore(settle(counter, event))
    case 'timer':
      return onTimer(counter, event)
    case 'online':
      return sendMore(withBalanceOutdated({ ...counter, isOnline: true }))
    case 'offline':
      return goOffline(counter, event.atMs)
    case 'keep-trying':
      return keepTrying(counter)
    default:
      return assertNever(event)
  }
}

/** A durable intention: it fills the screen and is sent, or waits for the connection. */
function begin(counter: Counter, operation: JournaledOperation, atMs: number): Step {
  const { requestId } = operation
  const open = [...markCancelled(counter.open, operation), opening(operation, false, atMs)]
  const asks = counter.asks + 1
  const card = known(counter.card, asks)
  const opened: Counter = isBeside(operation)
    ? { ...counter, open }
    : { ...counter, open, asks, card, shown: { kind: 'operation', requestId } }
  // Only a cancel begins without a connection.
  if (!counter.isOnline) return makeUnknown(opened, opened.open, atMs)
  return {
    counter: opened,
    effects: [
      { type: 'send', requestId },
      { type: 'start-timer', timer: 'slow', requestId, delayMs: STILL_WORKING_AFTER_MS },
      { type: 'start-timer', timer: 'overdue', requestId, delayMs: UNKNOWN_AFTER_MS },
    ],
  }
}

/**
 * No card comes into hand while an operation fills the screen, also none that was just read; nor does a
 * balance from before it, which is asked for again afterwards.
 */
function known(held: HeldCard | null, ask: number): HeldCard | null {
  if (held?.status !== 'known') return null
  return { ...held, ask, balance: held.balance === 'told' ? 'told' : 'outdated' }
}

/** What an earlier run left: every one unknown, the newest on the screen, the others quietly. */
function replay(counter: Counter, operations: readonly JournaledOperation[], atMs: number): Step {
  const open = operations.reduce<readonly OpenOperation[]>(
    (before, operation) => [
      ...markCancelled(before, operation),
      { ...opening(operation, true, atMs), phase: 'unknown' },
    ],
    [],
  )
  const newest = open.findLast((operation) => !isBeside(operation))
  const shown = newest
    ? ({ kind: 'operation', requestId: newest.requestId } as const)
    : ({ kind: 'idle' } as const)
  const replayed = { ...counter, open, shown, card: null }
  return sendMore(unchanged(replayed))
}

function opening(operation: JournaledOperation, isReplayed: boolean, atMs: number): OpenOperation {
  return {
    ...operation,
    phase: 'working',
    isOut: false,
    unknownSinceMs: atMs,
    isReplayed,
    cancel: 'none',
    late: null,
  }
}

function markCancelled(
  open: readonly OpenOperation[],
  { originalRequestId }: JournaledOperation,
): readonly OpenOperation[] {
  return open.map((operation) =>
    operation.requestId === originalRequestId ? { ...operation, cancel: 'asked' } : operation,
  )
}

function markSent(counter: Counter, requestId: OpenOperation['requestId']): Step {
  const operation = counter.open.find((candidate) => candidate.requestId === requestId)
  if (operation === undefined) return unchanged(counter)
  const attempts = operation.attempts + 1
  const delayMs = Math.min(RESEND_CAP_MS, RESEND_FIRST_MS * 2 ** Math.min(attempts - 1, 8))
  return {
    counter: replaceOperation(counter, { ...operation, attempts, isOut: true }),
    effects: [{ type: 'start-timer', timer: 'due', requestId, delayMs }],
  }
}

function onTimer(
  counter: Counter,
  { timer, requestId, atMs }: Extract<CounterEvent, { type: 'timer' }>,
): Step {
  const operation = counter.open.find((candidate) => candidate.requestId === requestId)
  if (operation === undefined) return unchanged(counter)
  switch (timer) {
    case 'slow':
      return operation.phase === 'working'
        ? unchanged(replaceOperation(counter, { ...operation, phase: 'slow' }))
        : unchanged(counter)
    case 'overdue':
      return makeUnknown(counter, [operation], atMs)
    case 'due':
      return { counter, effects: counter.isOnline ? sendOf(operation) : [] }
    default:
      return assertNever(timer)
  }
}

function makeUnknown(counter: Counter, which: readonly OpenOperation[], atMs: number): Step {
  const newly = which.filter(({ phase }) => phase !== 'unknown')
  const ids = new Set(newly.map(({ requestId }) => requestId))
  const open = counter.open.map((operation) =>
    ids.has(operation.requestId)
      ? ({ ...operation, phase: 'unknown', unknownSinceMs: atMs } as const)
      : operation,
  )
  const shown = shownOperation(counter)
  const records = newly.map(({ requestId }): Effect => ({ type: 'record-unknown', requestId }))
  const isShown = shown !== undefined && ids.has(shown.requestId)
  return {
    counter: { ...counter, open },
    effects: isShown ? [...records, { type: 'sound', sound: 'unknown' }] : records,
  }
}

function goOffline(counter: Counter, atMs: number): Step {
  const open = counter.open.map((operation) => ({ ...operation, isOut: false }))
  return makeUnknown({ ...counter, open, isOnline: false }, open, atMs)
}

/** What is out is sent again, with the same bytes as ever; without a connection, that comes first. */
function keepTrying(counter: Counter): Step {
  if (!counter.isOnline) return { counter, effects: [{ type: 'connect-now' }] }
  return { counter, effects: counter.open.filter(({ isOut }) => isOut).flatMap(sendOf) }
}

/** What was not sent on this connection yet, in its order, a window at a time. */
function sendMore({ counter, effects }: Step): Step {
  if (!counter.isOnline) return { counter, effects }
  const out = counter.open.filter(({ isOut }) => isOut).length
  const waiting = counter.open.filter(({ isOut, cancel }) => !isOut && cancel !== 'asked')
  const next = waiting.slice(0, Math.max(0, RESEND_WINDOW - out)).flatMap(sendOf)
  return { counter, effects: [...effects, ...next] }
}

/** A redemption that is being cancelled is not sent again: its void is on the way. */
function sendOf({ requestId, cancel }: OpenOperation): readonly Effect[] {
  return cancel === 'asked' ? [] : [{ type: 'send', requestId }]
}

function replaceOperation(counter: Counter, operation: OpenOperation): Counter {
  const open = counter.open.map((candidate) =>
    candidate.requestId === operation.requestId ? operation : candidate,
  )
  return { ...counter, open }
}

function unchanged(counter: Counter): Step {
  return { counter, effects: [] }
}
