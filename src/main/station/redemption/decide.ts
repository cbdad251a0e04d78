import { UNDO_WINDOW_MS } from '../../../contract/limits.ts'
import { AMOUNT_MINOR_MAX, type Minor } from '../../../contract/money.ts'
import { failed, type Reply, refused, success } from '../../../contract/refusals.ts'
import type { CardInHand } from '../../../contract/wire/messages.ts'
import type { SettledRedemption } from '../journal/operation-types.ts'
import type { JournaledReversal } from '../journal/reversals.ts'
import { SAME_CARD_MS } from '../limits.ts'
import {
  type Counter,
  isOutcomeKept,
  type OpenOperation,
  openPrompt,
  shownOperation,
} from './counter.ts'

/**
 * The card to take from, when a redemption may begin now, or `pin-first` when its PIN is asked for
 * before; else why not. `seenLastFour` is the card that the clerk saw: another one may have been read
 * since. Nothing is begun by asking.
 */
export function mayRedeem(counter: Counter, seenLastFour: string): Reply<CardInHand | 'pin-first'> {
  const free = mayServe(counter)
  if (!free.ok) return free
  const held = counter.card
  if (held === null || held.status === 'asking') {
    return failed('STATE_CONFLICT', 'Scan a card first and wait for its balance.')
  }
  const card = held.status === 'known' ? held.card : held
  if (card.lastFour !== seenLastFour) return anotherCard()
  if ('refusal' in card && card.refusal !== null) return { ok: false, refusal: card.refusal }
  if (!counter.isOnline) return failed('NOT_CONNECTED')
  return success(held.status === 'known' ? held.card : 'pin-first')
}

/** Whether the prompt for the PIN of the card in hand may be opened. */
export function mayAskPin(counter: Counter): Reply<null> {
  const free = mayServe(counter)
  if (!free.ok) return free
  return counter.isOnline ? success(null) : failed('NOT_CONNECTED')
}

/** Whether a PIN is waited for, and for the card that the clerk saw. */
export function mayGivePin(counter: Counter, seenLastFour: string): Reply<null> {
  const prompt = openPrompt(counter)
  if (prompt === null || prompt.isChecking) {
    return failed('STATE_CONFLICT', 'No PIN is asked for. Look at the screen again.')
  }
  const isSeen = counter.card?.status === 'pin-asked' && counter.card.lastFour === seenLastFour
  return isSeen ? success(null) : anotherCard()
}

/**
 * Whether the card in hand may be used: nothing is under way, its customer is not done, and no PIN is
 * asked for: it is given for what stands in its prompt, and for nothing that another screen wants.
 */
function mayServe(counter: Counter): Reply<null> {
  if (counter.shown.kind === 'approved') {
    return failed('STATE_CONFLICT', 'This customer is done. Scan the next card first.')
  }
  return openPrompt(counter) === null
    ? mayBegin(counter)
    : failed('STATE_CONFLICT', 'A PIN is asked for. Press Esc before you choose anew.')
}

function anotherCard(): Reply<never> {
  return failed('STATE_CONFLICT', 'Another card is in hand by now. Look at the screen again.')
}

/** Whether a typed amount can be asked of a card. */
export function mayAsk(amountMinor: Minor): Reply<Minor> {
  return amountMinor > 0 && amountMinor <= AMOUNT_MINOR_MAX
    ? success(amountMinor)
    : refused('AMOUNT_INVALID')
}

/** What the clerk can mean by "undo": the approved redemption on the screen, else the last one. */
export function undoableReference(
  { shown }: Counter,
  last: SettledRedemption | undefined,
): string | undefined {
  return shown.kind === 'approved' ? shown.reference : last?.reference
}

/** The redemption to undo, when it still stands, is not being undone, and its time is not over. */
export function mayUndo(
  counter: Counter,
  redemption: SettledRedemption | undefined,
  nowMs: number,
): Reply<SettledRedemption> {
  const free = mayBegin(counter)
  if (!free.ok) return free
  if (redemption === undefined || redemption.state === 'voided') {
    return failed('STATE_CONFLICT', 'There is no such redemption to undo.')
  }
  const { requestId, atMs } = redemption
  if (counter.open.some(({ originalRequestId }) => originalRequestId === requestId)) {
    return failed('STATE_CONFLICT', 'It is being undone already. Wait for the outcome.')
  }
  if (nowMs >= atMs + UNDO_WINDOW_MS) {
    return failed('STATE_CONFLICT', 'The time to undo is over. Ask the program operator.')
  }
  return counter.isOnline ? success(redemption) : failed('NOT_CONNECTED')
}

/** Whether what the till took back may be given back now: nothing else is undoing it, and we can ask. */
export function mayGiveBack(counter: Counter, { redemption }: JournaledReversal): Reply<null> {
  if (redemption?.state !== 'posted') {
    return failed('STATE_CONFLICT', 'There is nothing to give back for this sale.')
  }
  const { requestId } = redemption
  if (counter.open.some(({ originalRequestId }) => originalRequestId === requestId)) {
    return failed('STATE_CONFLICT', 'It is being given back already. Wait for the outcome.')
  }
  return counter.isOnline ? success(null) : failed('NOT_CONNECTED')
}

/** The redemption on the screen, when it can be cancelled: it has no answer and no cancel yet. */
export function mayCancel(counter: Counter): Reply<OpenOperation> {
  const operation = shownOperation(counter)
  return operation?.kind === 'redeem' && operation.cancel === 'none'
    ? success(operation)
    : failed('STATE_CONFLICT', 'There is no redemption to cancel.')
}

/**
 * Whether a card may be read. While an operation fills the screen it may not: a second card in
 * hand would hide the outcome of the first. The clerk waits, cancels, or goes on with
 * next-customer, and then the first one settles by itself. Nor while a PIN is typed: it would be taken
 * for the other card's.
 */
export function mayRead(counter: Counter): Reply<null> {
  return openPrompt(counter) === null
    ? mayBegin(counter)
    : failed('STATE_CONFLICT', 'A PIN is asked for. Press Esc before the next card.')
}

/**
 * How a reading of this card stands to the outcome on the screen. `lies-there`: the same card, before a
 * scanner that reads it on and on. `to-collect`: the same card, and the rest is not collected yet.
 */
export function readingOf(
  counter: Counter,
  lastFour: string | null,
  atMs: number,
): 'next-customer' | 'lies-there' | 'to-collect' {
  const { shown, againFromMs } = counter
  const isSame = 'lastFour' in shown && shown.lastFour === lastFour
  if (!isSame || !isOutcomeKept(counter)) return 'next-customer'
  // All of it is on the card again: whoever undid it reads the card anew, and loses nothing by it.
  if (shown.kind === 'voided') return 'next-customer'
  const leftMs = againFromMs - atMs
  // A clock that was set back must not keep the card out.
  if (leftMs > 0 && leftMs <= SAME_CARD_MS) return 'lies-there'
  const isToCollect = shown.kind === 'approved' && shown.remainingDueMinor > 0
  return isToCollect ? 'to-collect' : 'next-customer'
}

/** Whether the screen may be cleared; `leaveUnknown`: an unknown outcome may settle by itself. */
export function mayPutAway(counter: Counter, leaveUnknown: boolean): Reply<null> {
  const operation = shownOperation(counter)
  if (operation === undefined) return success(null)
  if (leaveUnknown && operation.phase === 'unknown') return success(null)
  return underWay()
}

function mayBegin(counter: Counter): Reply<null> {
  return shownOperation(counter) === undefined ? success(null) : underWay()
}

function underWay(): Reply<never> {
  return failed('STATE_CONFLICT', 'An operation is under way. Wait for its outcome.')
}
