import { STILL_WORKING_AFTER_MS, UNKNOWN_AFTER_MS } from '../../../contract/limits.ts'
import { assertNever } from '../../../contract/parse.ts'
import { replyCode } from '../../../contract/refusals.ts'
import type { ScreenCode } from '../../../contract/screen/state.ts'
import type { CardInHand } from '../../../contract/wire/messages.ts'
import type { JournaledOperation } from '../journal/operation-types.ts'
import { RESEND_CAP_MS, RESEND_FIRST_MS, RESEND_WINDOW, SAME_CARD_MS } from '../limits.ts'
import {
  type Counter,
  type CounterEvent,
  type Effect,
  type HeldCard,
  isBeside,
  isOutcomeKept,
  type OpenOperation,
  type Shown,
  type Step,
  shownOperation,
} from './counter.ts'
import { readingOf } from './decide.ts'
import { settle } from './settle.ts'

/** The counter after one event, and what follows. Pure; events about what is settled change nothing. */
export function reduce(counter: Counter, event: CounterEvent): Step {
  switch (event.type) {
    case 'reading-taken':
    case 'reading-refused':
    case 'read-again':
    case 'balance-asked-again':
    case 'card-answered':
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
      return sendMore(unchanged({ ...counter, isOnline: true }))
    case 'offline':
      return goOffline(counter, event.atMs)
    case 'keep-trying':
      return keepTrying(counter)
    default:
      return assertNever(event)
  }
}

type CardEvent = Extract<
  CounterEvent,
  {
    type:
      | 'reading-taken'
      | 'reading-refused'
      | 'read-again'
      | 'balance-asked-again'
      | 'card-answered'
      | 'not-begun'
      | 'put-away'
  }
>

function reduceCard(counter: Counter, event: CardEvent): Step {
  const asks = counter.asks + 1
  switch (event.type) {
    case 'reading-taken': {
      const card = { status: 'asking', ask: asks, lastFour: event.lastFour } as const
      // Whether it is a card at all only its answer says: until then value that moved stays in sight.
      const shown = isOutcomeKept(counter) ? counter.shown : NOTHING_SHOWN
      return heard({ ...counter, asks, card, shown }, 'scan')
    }
    case 'read-again':
      return unchanged({ ...counter, againFromMs: event.atMs + SAME_CARD_MS })
    case 'reading-refused': {
      if (isOutcomeKept(counter)) return heard(counter, 'refused')
      // The card before is put away too: Enter after a wrong scan must not take from it.
      const shown = notTaken(event.code, event.lastFour)
      return heard({ ...counter, asks, card: null, shown }, 'refused')
    }
    case 'balance-asked-again': {
      if (counter.card === null) return unchanged(counter)
      return unchanged({ ...counter, asks, card: { ...counter.card, ask: asks } })
    }
    case 'card-answered':
      return cardAnswered(counter, event)
    case 'not-begun': {
      // What is on its way stays on the screen: its outcome is what the clerk waits for.
      const isInSight = shownOperation(counter) !== undefined || isOutcomeKept(counter)
      if (isInSight) return heard(counter, 'refused')
      const lastFour = counter.card?.status === 'known' ? counter.card.card.lastFour : null
      return heard({ ...counter, shown: notTaken(event.code, lastFour) }, 'refused')
    }
    case 'put-away':
      return unchanged({ ...counter, asks, card: null, shown: NOTHING_SHOWN })
    default:
      return assertNever(event)
  }
}

const NOTHING_SHOWN = { kind: 'idle' } as const

/** Nothing was begun with this card. */
function notTaken(code: ScreenCode, lastFour: string | null): Shown {
  return { kind: 'refused', what: 'redeem', code, amountMinor: null, currency: null, lastFour }
}

type CardAnswered = Extract<CounterEvent, { type: 'card-answered' }>

function cardAnswered(counter: Counter, { ask, reply, atMs }: CardAnswered): Step {
  const held = counter.card
  if (held?.ask !== ask) return unchanged(counter)
  if (reply.ok) return cardKnown(counter, held, reply.value, atMs)
  // A balance that could not be asked again leaves the card as it was known.
  if (held.status === 'known' && 'error' in reply) return unchanged(counter)
  const lastFour = held.status === 'known' ? held.card.lastFour : held.lastFour
  const without = { ...counter, card: null }
  if (isOutcomeKept(counter) && held.status === 'asking') return heard(without, 'refused')
  if (counter.shown.kind !== 'idle') return unchanged(without)
  return heard({ ...without, shown: notTaken(replyCode(reply), lastFour) }, 'refused')
}

/** The balance of the card in hand; of a card that was just read, also the end of what was shown. */
function cardKnown(counter: Counter, held: HeldCard, card: CardInHand, atMs: number): Step {
  const known: Counter = { ...counter, card: { status: 'known', ask: held.ask, card } }
  if (held.status === 'known') return unchanged(known)
  // A link told its card's digits only now.
  if (readingOf(counter, card.lastFour, atMs) !== 'next-customer') {
    return unchanged({ ...counter, card: null, againFromMs: atMs + SAME_CARD_MS })
  }
  const shown = isOutcomeKept(counter) ? NOTHING_SHOWN : counter.shown
  const next = { ...known, shown }
  return card.refusal === null ? unchanged(next) : heard(next, 'refused')
}

/** A durable intention: it fills the screen and is sent, or waits for the connection. */
function begin(counter: Counter, operation: JournaledOperation, atMs: number): Step {
  const { requestId } = operation
  const open = [...markCancelled(counter.open, operation), opening(operation, false, atMs)]
  const opened: Counter = isBeside(operation)
    ? { ...counter, open }
    : { ...counter, open, card: known(counter.card), shown: { kind: 'operation', requestId } }
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

/** No card comes into hand while an operation fills the screen, also none that was just read. */
function known(held: HeldCard | null): HeldCard | null {
  return held?.status === 'known' ? held : null
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

function heard(counter: Counter, sound: Extract<Effect, { type: 'sound' }>['sound']): Step {
  return { counter, effects: [{ type: 'sound', sound }] }
}
