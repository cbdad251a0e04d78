import { UNDO_WINDOW_MS } from '../../../contract/limits.ts'
import { ZERO } from '../../../contract/money.ts'
import { movedLastFour, type OperationAnswer } from '../../../contract/operations.ts'
import { type NotDone, type ReplyError, replyCode } from '../../../contract/refusals.ts'
import type { RedeemResult } from '../../../contract/wire/messages.ts'
import type { FinalAnswer, FinalReply } from '../journal/operation-types.ts'
import { REPEAT_FIRST_MS, RESEND_CAP_MS, SAME_CARD_MS } from '../limits.ts'
import {
  type Counter,
  type CounterEvent,
  type Effect,
  type HeldCard,
  isBeside,
  type OpenOperation,
  type Shown,
  type Step,
  shownOperation,
  whatOf,
  withoutPin,
} from './counter.ts'
import { askedWhenOver } from './outdated-balance.ts'

type Answered = Extract<CounterEvent, { type: 'answered' }>

/** What an answer means. An answer to something that is final already changes nothing. */
export function settle(before: Counter, event: Answered): Step {
  return askedWhenOver(settleShown(before, event))
}

function settleShown(before: Counter, event: Answered): Step {
  const { counter, effects } = settleOne(before, event)
  if (counter.shown === before.shown) return { counter, effects }
  const next = { ...counter, againFromMs: event.atMs + SAME_CARD_MS }
  if (counter.shown.kind !== 'voided') return { counter: next, effects }
  // The sale is over: whoever pays the next one with the same card says the PIN again.
  const asks = counter.asks + 1
  return { counter: { ...next, asks, card: withoutPin(counter.card, asks) }, effects }
}

function settleOne(counter: Counter, event: Answered): Step {
  const operation = counter.open.find(({ requestId }) => requestId === event.requestId)
  if (operation === undefined || operation.late !== null) return { counter, effects: [] }
  if (!isFinal(operation, event.reply)) return askAgain(counter, operation, event.reply)
  if (isBeside(operation)) return settleBeside(counter, operation, event)
  if (operation.kind === 'void') return settleVoid(counter, operation, event)
  return operation.cancel === 'asked'
    ? keepLate(counter, operation, event)
    : settleRedemption(counter, operation, event)
}

/**
 * A success is final, and so is every refusal that does not ask for a retry: the server keeps it
 * under the id. An error says that *this* sending was not done; an earlier one may have been, so it
 * is final only when there was no earlier one.
 */
function isFinal(operation: OpenOperation, reply: FinalReply): boolean {
  if (reply.ok) return true
  if ('refusal' in reply) return !reply.refusal.retryable
  return !reply.error.retryable && operation.attempts <= 1 && !operation.isReplayed
}

function askAgain(counter: Counter, operation: OpenOperation, reply: FinalReply): Step {
  const { requestId, attempts } = operation
  const asked =
    reply.ok || 'refusal' in reply ? undefined : (reply.error as ReplyError).retryAfterMs
  const doubled = REPEAT_FIRST_MS * 2 ** Math.min(attempts, 10)
  const delayMs = Math.min(RESEND_CAP_MS, asked ?? doubled)
  return { counter, effects: [{ type: 'start-timer', timer: 'due', requestId, delayMs }] }
}

function settleRedemption(counter: Counter, operation: OpenOperation, event: Answered): Step {
  const { requestId, reply, standing, atMs } = event
  const rest = close(counter, operation)
  const isTakenElsewhere = !reply.ok && replyCode(reply) === 'PAYMENT_ALREADY_TAKEN'
  const putPaymentBack = reply.ok ? standing === 'voided' : !isTakenElsewhere
  const record: Effect = { type: 'record-answer', requestId, reply, standing, putPaymentBack, atMs }
  if (shownOperation(counter) !== operation) return { counter: rest, effects: [record] }
  if (reply.ok) return taken(rest, operation, { answer: reply.value, standing }, atMs, [record])
  if (operation.cancel === 'refused') return nothingTaken(rest, operation, [record])
  return refused(rest, operation, reply, [record, { type: 'ask-balance-again' }])
}

/** A void or refund that followed the till: heard, not shown; the card in hand may be that one. */
function settleBeside(counter: Counter, operation: OpenOperation, event: Answered): Step {
  const { requestId, reply, standing, atMs } = event
  return {
    counter: close(counter, operation),
    effects: [
      { type: 'record-answer', requestId, reply, standing, putPaymentBack: false, atMs },
      { type: 'ask-balance-again' },
      { type: 'sound', sound: reply.ok ? 'voided' : 'refused' },
    ],
  }
}

/** The redemption's own answer while its void is on the way: kept, and the void goes on. */
function keepLate(counter: Counter, operation: OpenOperation, event: Answered): Step {
  const { requestId, reply, standing, atMs } = event
  const late: FinalAnswer = { reply, standing }
  const open = counter.open.map((candidate) =>
    candidate === operation ? { ...operation, late } : candidate,
  )
  return {
    counter: { ...counter, open },
    effects: [{ type: 'record-answer', requestId, reply, standing, putPaymentBack: false, atMs }],
  }
}

function settleVoid(counter: Counter, operation: OpenOperation, event: Answered): Step {
  const { requestId, reply, standing, atMs } = event
  const record: Effect = {
    type: 'record-answer',
    requestId,
    reply,
    standing,
    putPaymentBack: false,
    atMs,
  }
  const original = counter.open.find((other) => other.requestId === operation.originalRequestId)
  const isShown = shownOperation(counter) === operation
  if (reply.ok) {
    const rest = close(close(counter, operation), original)
    if (!isShown) return { counter: rest, effects: [record] }
    return voided(rest, operation, reply.value, [record])
  }
  const rest = close(counter, operation)
  if (original !== undefined) return cancelRefused(rest, original, isShown, atMs, [record])
  const effects: Effect[] = [record]
  if (operation.reason === 'cancel' && operation.originalRequestId !== null) {
    effects.push({ type: 'put-payment-back', requestId: operation.originalRequestId })
  }
  return isShown ? refused(rest, operation, reply, effects) : { counter: rest, effects }
}

/** The server would not cancel: the redemption is sent again, and what became of the redemption itself is the truth. */
function cancelRefused(
  counter: Counter,
  original: OpenOperation,
  isShown: boolean,
  atMs: number,
  before: readonly Effect[],
): Step {
  const { requestId, late } = original
  if (late === null) {
    const open = counter.open.map((candidate) =>
      candidate === original
        ? ({ ...original, cancel: 'refused', phase: 'unknown', isOut: false } as const)
        : candidate,
    )
    const shown: Shown = isShown ? { kind: 'operation', requestId } : counter.shown
    return { counter: { ...counter, open, shown }, effects: before }
  }
  const rest = close(counter, original)
  const { reply, standing } = late
  const stands = reply.ok && standing === 'posted'
  const effects: readonly Effect[] = stands
    ? before
    : [...before, { type: 'put-payment-back', requestId }]
  if (!isShown) return { counter: rest, effects }
  return reply.ok
    ? taken(rest, original, { answer: reply.value, standing }, atMs, effects)
    : nothingTaken(rest, original, effects)
}

/** A redemption that was done: approved, unless somebody else has given the value back since. */
function taken(
  counter: Counter,
  operation: OpenOperation,
  { answer, standing }: RedeemResult,
  atMs: number,
  before: readonly Effect[],
): Step {
  return standing === 'posted'
    ? approved(counter, operation, answer, atMs, before)
    : voidedElsewhere(counter, operation, answer, before)
}

function approved(
  counter: Counter,
  { lastFour }: OpenOperation,
  answer: OperationAnswer,
  atMs: number,
  before: readonly Effect[],
): Step {
  const shown: Shown = {
    kind: 'approved',
    appliedMinor: answer.appliedMinor,
    remainingDueMinor: answer.remainingDueMinor,
    balanceMinor: answer.balanceMinor ?? ZERO,
    currency: answer.currency,
    lastFour,
    reference: answer.operationId,
    undoUntilMs: atMs + UNDO_WINDOW_MS,
  }
  const sound = answer.remainingDueMinor > 0 ? 'partial' : 'approved'
  return {
    counter: { ...counter, shown, card: withBalance(counter.card, lastFour, answer) },
    effects: [...before, { type: 'sound', sound }],
  }
}

function refused(
  counter: Counter,
  operation: OpenOperation,
  reply: NotDone,
  before: readonly Effect[],
): Step {
  const { amountMinor, currency, lastFour } = operation
  const what = whatOf(operation)
  const code = replyCode(reply)
  const shown: Shown = { kind: 'refused', what, code, amountMinor, currency, lastFour }
  return {
    counter: { ...counter, shown },
    effects: [...before, { type: 'sound', sound: 'refused' }],
  }
}

function voided(
  counter: Counter,
  { reason, amountMinor, lastFour: asked }: OpenOperation,
  answer: OperationAnswer,
  before: readonly Effect[],
): Step {
  const lastFour = movedLastFour(answer, asked)
  const isUndone = answer.applied || answer.alreadyVoided
  const shown: Shown = {
    kind: 'voided',
    what: reason === 'undo' ? 'undo' : 'cancel',
    amountMinor: answer.appliedMinor > 0 ? answer.appliedMinor : amountMinor,
    balanceMinor: isUndone ? answer.balanceMinor : null,
    currency: answer.currency,
    lastFour,
  }
  return {
    counter: { ...counter, shown, card: withBalance(counter.card, lastFour, answer) },
    effects: [...before, { type: 'sound', sound: 'voided' }],
  }
}

/** The balance in the answer is older than the void: the card is asked again. */
function voidedElsewhere(
  counter: Counter,
  { lastFour }: OpenOperation,
  { appliedMinor, currency }: OperationAnswer,
  before: readonly Effect[],
): Step {
  const shown: Shown = {
    kind: 'voided',
    what: 'elsewhere',
    amountMinor: appliedMinor,
    balanceMinor: null,
    currency,
    lastFour,
  }
  return {
    counter: { ...counter, shown },
    effects: [...before, { type: 'ask-balance-again' }, { type: 'sound', sound: 'voided' }],
  }
}

/** A cancel was wanted and the redemption was refused anyway: nothing stayed taken. */
function nothingTaken(
  counter: Counter,
  { amountMinor, currency, lastFour }: OpenOperation,
  before: readonly Effect[],
): Step {
  const shown: Shown = {
    kind: 'voided',
    what: 'cancel',
    amountMinor,
    balanceMinor: null,
    currency,
    lastFour,
  }
  return {
    counter: { ...counter, shown },
    effects: [...before, { type: 'sound', sound: 'voided' }],
  }
}

/** No other card can be in hand while an operation fills the screen. */
function withBalance(
  held: HeldCard | null,
  lastFour: string,
  { balanceMinor, availableMinor }: OperationAnswer,
): HeldCard | null {
  if (held?.status !== 'known' || held.card.lastFour !== lastFour) return held
  if (balanceMinor === null || availableMinor === null) return held
  return { ...held, card: { ...held.card, balanceMinor, availableMinor } }
}

function close(counter: Counter, operation: OpenOperation | undefined): Counter {
  const open = counter.open.filter(({ requestId }) => requestId !== operation?.requestId)
  return { ...counter, open }
}
