import { type Minor, minor } from '../../../contract/money.ts'
import type { PartialRule } from '../../../contract/operations.ts'
import {
  failed,
  type NotDone,
  type Reply,
  replyCode,
  replyError,
  success,
} from '../../../contract/refusals.ts'
import type { WriteProblem } from '../journal/guarded-database.ts'
import type { Journal } from '../journal/index.ts'
import type { NewOperation } from '../journal/operation-types.ts'
import type { JournaledPayment } from '../journal/payments.ts'
import type { JournaledReversal } from '../journal/reversals.ts'
import type { Clock, Random } from '../ports.ts'
import { mayCancel, mayGiveBack, mayRedeem, mayUndo, undoableReference } from './decide.ts'
import type { Desk } from './desk.ts'
import { type Intent, newRedemption, newRefund, newVoid } from './intentions.ts'
import { proposedFor } from './taken-back.ts'

/** What a command gets at once: it was taken, or why not. What comes of it shows in the counter. */
export type Taken = Reply<Record<string, never>>

export const TAKEN: Taken = success({})

/** A decision as the answer to a command. */
export function takenIf(reply: Reply<unknown>): Taken {
  return reply.ok ? TAKEN : reply
}

/** What the clerk chose, and for which card. */
export interface Choice {
  readonly partial: PartialRule
  /** The card that the clerk saw. */
  readonly lastFour: string
}

/** How a redemption, an undo or a cancel begins: decided, written to the disk, then on its way. */
export interface Beginnings {
  /** Where the PIN of the card is missing its prompt is opened, and nothing is begun yet. */
  readonly redeem: (payment: JournaledPayment | null, amountMinor: Minor, choice: Choice) => Taken
  /** Undoes the redemption of this reference, when that is the one the screen shows. */
  readonly undoLast: (reference: string) => Taken
  readonly cancel: () => Taken
  /** Gives back what the till took back, beside whatever is on the screen. */
  readonly giveBack: (reversal: JournaledReversal) => Taken
}

/** What {@link createBeginnings} needs. */
export interface BeginningsOptions {
  readonly desk: Desk
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  /** Who intends; undefined before activation. */
  readonly deviceId: () => string | undefined
}

export function createBeginnings(options: BeginningsOptions): Beginnings {
  const { desk, journal, clock, random } = options
  const intent = (): Intent | undefined => {
    const deviceId = options.deviceId()
    return deviceId === undefined ? undefined : { deviceId, random, nowMs: clock.nowMs() }
  }
  /** Says no on the screen, too: no redemption was begun. */
  const notBegun = (reply: NotDone): Taken => {
    desk.dispatch({ type: 'not-begun', code: replyCode(reply) })
    return reply
  }
  /** A missing connection fills the screen; any other reason is already to be seen there. */
  const refuse = (reply: NotDone): Taken =>
    replyCode(reply) === 'NOT_CONNECTED' ? notBegun(reply) : reply
  const begin = (operation: NewOperation): Taken => {
    const written = journal.operations.add(operation)
    if (!written.ok) {
      const reply = cannotWrite(written.problem)
      // A void is about what is on the screen, and that stays there: only the command hears of it.
      return operation.kind === 'redeem' ? notBegun(reply) : reply
    }
    if (!written.value) return failed('STATE_CONFLICT', ALREADY)
    desk.dispatch({
      type: 'operation-journaled',
      operation: { ...operation, attempts: 0 },
      atMs: operation.createdAtMs,
    })
    return TAKEN
  }
  return {
    redeem: (payment, amountMinor, { partial, lastFour }) => {
      const card = mayRedeem(desk.counter(), lastFour)
      if (!card.ok) return refuse(card)
      if (card.value === 'pin-first') {
        const currency = payment?.currency ?? journal.settings.station()?.currency ?? null
        const paymentId = payment?.paymentId ?? null
        desk.dispatch({ type: 'pin-wanted', wanted: { paymentId, amountMinor, currency, partial } })
        return TAKEN
      }
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const clerk = journal.settings.clerk()
      return begin(newRedemption(who, { card: card.value, payment, amountMinor, partial, clerk }))
    },
    undoLast: (reference) => {
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const { operations } = journal
      const offered = undoableReference(desk.counter(), operations.last(who.deviceId))
      if (offered !== undefined && offered !== reference) return failed('STATE_CONFLICT', NOT_SHOWN)
      const named = operations.taken(who.deviceId, reference)
      const undone = mayUndo(desk.counter(), named, who.nowMs)
      if (!undone.ok) return undone
      const { requestId, appliedMinor: amountMinor, currency, lastFour } = undone.value
      return begin(newVoid(who, 'undo', { requestId, amountMinor, currency, lastFour }))
    },
    cancel: () => {
      const who = intent()
      const original = mayCancel(desk.counter())
      if (who === undefined || !original.ok) return takenIf(original)
      return begin(newVoid(who, 'cancel', original.value))
    },
    giveBack: (reversal) => {
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const isFree = mayGiveBack(desk.counter(), reversal)
      if (!isFree.ok) return isFree
      const operation = newGivingBack(who, reversal, {
        timeZone: journal.settings.station()?.timeZone ?? 'UTC',
        clerk: journal.settings.clerk(),
      })
      return operation === undefined ? failed('STATE_CONFLICT', NOTHING_LEFT) : begin(operation)
    },
  }
}

const ALREADY = 'This was begun already. Look at the screen again.'
const NOT_SHOWN = 'The screen shows another redemption by now. Look at it again before you undo.'

const NOTHING_LEFT = 'Nothing of this redemption is left to give back.'

/** The void or refund that is proposed; undefined when nothing is. */
function newGivingBack(
  who: Intent,
  reversal: JournaledReversal,
  { timeZone, clerk }: { readonly timeZone: string; readonly clerk: string },
): NewOperation | undefined {
  const { redemption, payment, reversalId } = reversal
  const giving = proposedFor(reversal, { nowMs: who.nowMs, timeZone, deviceId: who.deviceId })
  if (giving === undefined || redemption === undefined) return undefined
  const { requestId, currency, lastFour } = redemption
  const original = { requestId, currency, lastFour, amountMinor: minor(giving.amountMinor) }
  if (giving.action === 'void') return { ...newVoid(who, 'pos', original), reversalId }
  const operationId = redemption.deviceId === who.deviceId ? null : redemption.reference
  const paymentKey = payment?.paymentKey ?? null
  return { ...newRefund(who, original, { operationId, paymentKey, clerk }), reversalId }
}

/** Nothing was sent: what is not on the disk is not begun. */
function cannotWrite(problem: WriteProblem): NotDone {
  const error =
    problem === 'full'
      ? replyError('STORAGE_FULL')
      : replyError('UNAVAILABLE', 'The journal cannot be written. Nothing was sent.')
  return { ok: false, error }
}
