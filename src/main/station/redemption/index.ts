import type { CardToken, PaymentId } from '../../../contract/ids.ts'
import type { Minor } from '../../../contract/money.ts'
import type { PartialRule } from '../../../contract/operations.ts'
import { failed, type Reply, replyCode, replyError, success } from '../../../contract/refusals.ts'
import type { ScreenCode, Sound } from '../../../contract/screen/state.ts'
import type { WireParams } from '../../../contract/wire/messages.ts'
import type { Journal } from '../journal/index.ts'
import type { NewOperation } from '../journal/operation-types.ts'
import type { JournaledPayment } from '../journal/payments.ts'
import type { WriteProblem } from '../journal/store.ts'
import type { Link } from '../link/index.ts'
import type { Clock, Random } from '../ports.ts'
import { type Counter, type CounterEvent, EMPTY_COUNTER } from './counter.ts'
import { mayAsk, mayCancel, mayPutAway, mayRead, mayRedeem, mayUndo } from './decide.ts'
import { createEffects } from './effects.ts'
import { type Intent, newRedemption, newVoid } from './intentions.ts'
import { reduce } from './reduce.ts'

/** What a command gets at once: it was taken, or why not. What comes of it shows in the counter. */
export type Taken = Reply<Record<string, never>>

/** The redemption at this counter: from the card that was read to an outcome that is certain. */
export interface Redemption {
  readonly counter: () => Counter
  /** Takes up what an earlier run of this device left, with the same ids and bytes. */
  readonly replay: () => void
  readonly online: () => void
  readonly offline: () => void
  /** Whether a card may be read now. */
  readonly mayRead: () => Taken
  readonly readCard: (inquiry: WireParams<'card-inquire'>, lastFour: string | null) => Taken
  readonly refuseReading: (code: ScreenCode, lastFour: string | null) => void
  readonly askBalanceAgain: () => Taken
  /** The server says that this card may have changed. */
  readonly cardChanged: (cardToken: CardToken) => void
  readonly selectPayment: (paymentId: PaymentId, partial: PartialRule) => Taken
  readonly redeemAmount: (amountMinor: Minor, partial: PartialRule) => Taken
  readonly undoLast: () => Taken
  readonly cancel: () => Taken
  readonly keepTrying: () => void
  /** Puts the card away; with `leaveUnknown` also leaves an outcome that is not known. */
  readonly putAway: (leaveUnknown: boolean) => Taken
  /** Stops all timers; what is open stays in the journal. */
  readonly stop: () => void
}

/** What {@link createRedemption} needs. */
export interface RedemptionOptions {
  readonly clock: Clock
  readonly random: Random
  readonly journal: Journal
  readonly link: Pick<Link, 'ask' | 'send' | 'connectNow'>
  /** Who intends; undefined before activation. */
  readonly deviceId: () => string | undefined
  readonly onChange: () => void
  readonly onSound: (sound: Sound) => void
}

type NotTaken = Exclude<Taken, { ok: true }>
const TAKEN: Taken = success({})

export function createRedemption(options: RedemptionOptions): Redemption {
  const { clock, random, journal, link } = options
  let counter = EMPTY_COUNTER
  /** How the card in hand was read: in memory only, and only while it is in hand. */
  let inquiry: WireParams<'card-inquire'> | undefined

  const dispatch = (event: CounterEvent) => {
    const step = reduce(counter, event)
    counter = step.counter
    if (counter.card === null) inquiry = undefined
    for (const effect of step.effects) effects.run(effect)
    options.onChange()
  }
  const askCard = () => {
    const ask = counter.card?.ask
    if (inquiry === undefined || ask === undefined) return
    void link
      .ask('card-inquire', inquiry)
      .then((reply) => dispatch({ type: 'card-answered', ask, reply }))
  }
  const askBalanceAgain = () => {
    if (counter.card?.status !== 'known' || inquiry === undefined) return
    dispatch({ type: 'balance-asked-again' })
    askCard()
  }
  const effects = createEffects({
    ...options,
    dispatch,
    askBalanceAgain,
    find: (requestId) => counter.open.find((operation) => operation.requestId === requestId),
  })
  const intent = (): Intent | undefined => {
    const deviceId = options.deviceId()
    return deviceId === undefined ? undefined : { deviceId, random, nowMs: clock.nowMs() }
  }
  /** Says no on the screen, too: nothing was begun. */
  const notBegun = (reply: NotTaken): Taken => {
    dispatch({ type: 'not-begun', code: replyCode(reply) })
    return reply
  }
  /** First to the disk, then on its way. */
  const begin = (operation: NewOperation): Taken => {
    const written = journal.operations.add(operation)
    if (!written.ok) return notBegun(cannotWrite(written.problem))
    if (!written.value) return failed('STATE_CONFLICT', 'This payment was selected already.')
    const journaled = { ...operation, attempts: 0 }
    dispatch({ type: 'operation-journaled', operation: journaled, atMs: operation.createdAtMs })
    return TAKEN
  }
  const redeem = (
    payment: JournaledPayment | null,
    amountMinor: Minor,
    partial: PartialRule,
  ): Taken => {
    const card = mayRedeem(counter)
    if (!card.ok) return isOffline(card) ? notBegun(card) : card
    const who = intent()
    if (who === undefined) return failed('NOT_SIGNED_IN')
    const clerk = journal.settings.clerk()
    return begin(newRedemption(who, { card: card.value, payment, amountMinor, partial, clerk }))
  }

  return {
    counter: () => counter,
    replay: () => {
      const deviceId = options.deviceId()
      const operations = deviceId === undefined ? [] : journal.operations.open(deviceId)
      dispatch({ type: 'operations-replayed', operations, atMs: clock.nowMs() })
    },
    online: () => dispatch({ type: 'online' }),
    offline: () => dispatch({ type: 'offline', atMs: clock.nowMs() }),
    mayRead: () => takenIf(mayRead(counter)),
    readCard: (read, lastFour) => {
      dispatch({ type: 'reading-taken', lastFour })
      inquiry = read
      askCard()
      return TAKEN
    },
    refuseReading: (code, lastFour) => dispatch({ type: 'reading-refused', code, lastFour }),
    askBalanceAgain: () => {
      if (counter.card?.status !== 'known') return failed('STATE_CONFLICT', 'Scan a card first.')
      if (!counter.isOnline) return failed('NOT_CONNECTED')
      askBalanceAgain()
      return TAKEN
    },
    cardChanged: (cardToken) => {
      if (counter.card?.status === 'known' && counter.card.card.cardToken === cardToken) {
        askBalanceAgain()
      }
    },
    selectPayment: (paymentId, partial) => {
      const payment = journal.payments.find(paymentId)
      if (payment === undefined) return failed('NOT_FOUND')
      if (payment.state !== 'waiting') {
        return failed('STATE_CONFLICT', 'This payment was selected already.')
      }
      return redeem(payment, payment.amountMinor, partial)
    },
    redeemAmount: (amountMinor, partial) => {
      const asked = mayAsk(amountMinor)
      return asked.ok ? redeem(null, amountMinor, partial) : asked
    },
    undoLast: () => {
      const who = intent()
      if (who === undefined) return failed('NOT_SIGNED_IN')
      const last = mayUndo(counter, journal.operations.last(who.deviceId), who.nowMs)
      if (!last.ok) return isOffline(last) ? notBegun(last) : last
      const { requestId, appliedMinor: amountMinor, currency, lastFour } = last.value
      return begin(newVoid(who, 'undo', { requestId, amountMinor, currency, lastFour }))
    },
    cancel: () => {
      const who = intent()
      const original = mayCancel(counter)
      if (who === undefined || !original.ok) return takenIf(original)
      return begin(newVoid(who, 'cancel', original.value))
    },
    keepTrying: () => dispatch({ type: 'keep-trying' }),
    putAway: (leaveUnknown) => {
      const free = mayPutAway(counter, leaveUnknown)
      if (free.ok) dispatch({ type: 'put-away' })
      return takenIf(free)
    },
    stop: effects.stop,
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

function isOffline(reply: NotTaken): boolean {
  return replyCode(reply) === 'NOT_CONNECTED'
}

function takenIf(reply: Reply<unknown>): Taken {
  return reply.ok ? TAKEN : reply
}
