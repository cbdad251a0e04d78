import type { Minor } from '../../../contract/money.ts'
import type { PartialRule } from '../../../contract/operations.ts'
import { failed, type Reply, replyCode, replyError, success } from '../../../contract/refusals.ts'
import type { WriteProblem } from '../journal/guarded-database.ts'
import type { Journal } from '../journal/index.ts'
import type { NewOperation } from '../journal/operation-types.ts'
import type { JournaledPayment } from '../journal/payments.ts'
import type { Clock, Random } from '../ports.ts'
import { mayCancel, mayRedeem, mayUndo } from './decide.ts'
import type { Desk } from './desk.ts'
import { type Intent, newRedemption, newVoid } from './intentions.ts'

/** What a command gets at once: it was taken, or why not. What comes of it shows in the counter. */
export type Taken = Reply<Record<string, never>>
type NotTaken = Exclude<Taken, { ok: true }>

export const TAKEN: Taken = success({})

/** A decision as the answer to a command. */
export function takenIf(reply: Reply<unknown>): Taken {
  return reply.ok ? TAKEN : reply
}

/** How a redemption, an undo or a cancel begins: decided, written to the disk, then on its way. */
export interface Beginnings {
  readonly redeem: (
    payment: JournaledPayment | null,
    amountMinor: Minor,
    partial: PartialRule,
  ) => Taken
  readonly undoLast: () => Taken
  readonly cancel: () => Taken
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
  /** Says no on the screen, too: nothing was begun. */
  const notBegun = (reply: NotTaken): Taken => {
    desk.dispatch({ type: 'not-begun', code: replyCode(reply) })
    return reply
  }
  /** A missing connection fills the screen; any other reason is already to be seen there. */
  const refuse = (reply: NotTaken): Taken =>
    replyCode(reply) === 'NOT_CONNECTED' ? notBegun(reply) : reply
  const begin = (operation: NewOperation): Taken => {
    const written = journal.operations.add(operation)
    if (!written.ok) return notBegun(cannotWrite(written.problem))
    if (!written.value) return failed('STATE_CONFLICT', 'This payment was selected already.')
    desk.dispatch({
      type: 'operation-journaled',
      operation: { ...operation, attempts: 0 },
      atMs: operation.createdAtMs,
    })
    return TAKEN
  }
  return {
    redeem: (payment, amountMinor, partial) => {
      const card = mayRedeem(desk.counter())
      if (!card.ok) return refuse(card)
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const clerk = journal.settings.clerk()
      return begin(newRedemption(who, { card: card.value, payment, amountMinor, partial, clerk }))
    },
    undoLast: () => {
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const last = mayUndo(desk.counter(), journal.operations.last(who.deviceId), who.nowMs)
      if (!last.ok) return refuse(last)
      const { requestId, appliedMinor: amountMinor, currency, lastFour } = last.value
      return begin(newVoid(who, 'undo', { requestId, amountMinor, currency, lastFour }))
    },
    cancel: () => {
      const who = intent()
      const original = mayCancel(desk.counter())
      if (who === undefined || !original.ok) return takenIf(original)
      return begin(newVoid(who, 'cancel', original.value))
    },
  }
}

/** Nothing was sent: what is not on the disk is not begun. */
function cannotWrite(problem: WriteProblem): NotTaken {
  const error =
    problem === 'full'
      ? replyError('STORAGE_FULL')
      : replyError('UNAVAILABLE', 'The journal cannot be written. Nothing was sent.')
  return { ok: false, error }
}
