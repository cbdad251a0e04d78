import type { Pin } from '../../../contract/card-number.ts'
import type { CardToken, PaymentId } from '../../../contract/ids.ts'
import type { Minor } from '../../../contract/money.ts'
import { failed, type NotDone, refused, replyCode } from '../../../contract/refusals.ts'
import type { ReversalView } from '../../../contract/screen/matching.ts'
import type { Sound } from '../../../contract/screen/state.ts'
import type { Journal } from '../journal/index.ts'
import type { JournaledReversal } from '../journal/reversals.ts'
import type { Link } from '../link/index.ts'
import type { Clock, Random } from '../ports.ts'
import { type Choice, createBeginnings, TAKEN, type Taken, takenIf } from './beginnings.ts'
import { type Counter, isOutcomeKept, type Wanted } from './counter.ts'
import { mayAsk, mayAskPin, mayGivePin, mayPutAway, mayRead, readingOf } from './decide.ts'
import { createDesk, type Inquiry } from './desk.ts'
import { inOrder } from './taken-back.ts'

export type { Taken } from './beginnings.ts'

const OUTCOME_STAYS = 'The screen shows what was done. Press Next customer before you go on.'

/** The redemption at this counter: from the card that was read to an outcome that is certain. */
export interface Redemption {
  readonly counter: () => Counter
  /** Takes up what an earlier run of this device left, with the same ids and bytes. */
  readonly replay: () => void
  readonly online: () => void
  readonly offline: () => void
  /** Whether a card may be read now. */
  readonly mayRead: () => Taken
  readonly readCard: (inquiry: Inquiry, lastFour: string | null) => Taken
  /** Says no to a reading: on the screen, when nothing stands there that has to stay. */
  readonly refuseReading: (why: NotDone, lastFour: string | null) => Taken
  /** Asks again for the balance of the card in hand, or for its PIN when that is missing. */
  readonly askBalanceAgain: () => Taken
  /** The PIN that was typed for the card that the clerk saw. */
  readonly givePin: (pin: Pin, seenLastFour: string) => Taken
  /** Closes the prompt for a PIN; the card stays in hand. */
  readonly closePin: () => void
  /** Whoever gave a PIN may be gone, or whoever asked for it: the next one is asked for anew. */
  readonly forgetPin: () => void
  /** The server says that this card was changed by somebody else. */
  readonly cardChanged: (cardToken: CardToken) => void
  readonly selectPayment: (paymentId: PaymentId, choice: Choice) => Taken
  readonly redeemAmount: (amountMinor: Minor, choice: Choice) => Taken
  readonly undoLast: (reference: string) => Taken
  readonly cancel: () => Taken
  /** Gives back what the till took back, as proposed. */
  readonly confirmReversal: (reversalId: string) => Taken
  /** These sales taken back as the screen shows them, in its order. */
  readonly viewReversals: (reversals: readonly JournaledReversal[]) => readonly ReversalView[]
  /** Something may have come that is given back by rule. */
  readonly followRule: () => void
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

export function createRedemption(options: RedemptionOptions): Redemption {
  const { clock, journal, deviceId } = options
  const desk = createDesk({
    ...options,
    onAnswered: () => followRule(),
    takeWanted: (wanted, lastFour) => takeWanted(wanted, lastFour),
  })
  const { counter, dispatch } = desk
  const { redeem, undoLast, cancel, giveBack } = createBeginnings({ ...options, desk })
  /** What was refused once is left to the clerk. */
  const followRule = () => {
    if (!journal.settings.isGivenBackByRule()) return
    for (const reversal of journal.reversals.list(clock.nowMs())) {
      const isNew = reversal.state === 'open' && reversal.attempt === undefined
      if (isNew && reversal.redemption?.state === 'posted') giveBack(reversal)
    }
  }
  const refuseReading = (why: NotDone, lastFour: string | null) => {
    const isKept = isOutcomeKept(counter())
    dispatch({ type: 'reading-refused', code: replyCode(why), lastFour })
    // What to do about the reading is not what this customer is to be told now.
    return isKept ? failed('STATE_CONFLICT', OUTCOME_STAYS) : why
  }
  const selectPayment = (paymentId: PaymentId, choice: Choice): Taken => {
    const payment = journal.payments.find(paymentId)
    if (payment === undefined) return failed('NOT_FOUND')
    if (payment.elsewhereAtMs !== null) {
      dispatch({ type: 'not-begun', code: 'PAYMENT_ALREADY_TAKEN' })
      return refused('PAYMENT_ALREADY_TAKEN')
    }
    return payment.state === 'waiting'
      ? redeem(payment, payment.amountMinor, choice)
      : failed('NOT_FOUND', 'This payment is not waiting any more.')
  }
  /** No command waits for its answer any more: what cannot be begun by now is said on the screen. */
  const takeWanted = ({ paymentId, amountMinor, partial }: Wanted, lastFour: string) => {
    const choice = { partial, lastFour }
    const begun =
      paymentId === null ? redeem(null, amountMinor, choice) : selectPayment(paymentId, choice)
    const isUnsaid = !begun.ok && counter().shown.kind === 'idle'
    if (isUnsaid) dispatch({ type: 'not-begun', code: replyCode(begun) })
  }
  const askPin = (): Taken => {
    const free = mayAskPin(counter())
    if (free.ok) dispatch({ type: 'pin-wanted', wanted: null })
    return takenIf(free)
  }
  return {
    counter,
    replay: () => {
      const device = deviceId()
      const operations = device === undefined ? [] : journal.operations.open(device)
      dispatch({ type: 'operations-replayed', operations, atMs: clock.nowMs() })
    },
    online: () => {
      dispatch({ type: 'online' })
      followRule()
    },
    offline: () => dispatch({ type: 'offline', atMs: clock.nowMs() }),
    mayRead: () => takenIf(mayRead(counter())),
    readCard: (inquiry, lastFour) => {
      const atMs = clock.nowMs()
      const reading = readingOf(counter(), lastFour, atMs)
      if (reading === 'to-collect') return refuseReading(failed('STATE_CONFLICT'), lastFour)
      if (reading === 'lies-there') dispatch({ type: 'read-again', atMs })
      else desk.readCard(inquiry, lastFour)
      return TAKEN
    },
    refuseReading,
    askBalanceAgain: () => {
      if (counter().card?.status === 'pin-asked') return askPin()
      if (counter().card?.status !== 'known') return failed('STATE_CONFLICT', 'Scan a card first.')
      if (!counter().isOnline) return failed('NOT_CONNECTED')
      desk.askBalanceAgain()
      return TAKEN
    },
    givePin: (pin, seenLastFour) => {
      const free = mayGivePin(counter(), seenLastFour)
      if (free.ok) desk.givePin(pin)
      return takenIf(free)
    },
    closePin: () => dispatch({ type: 'pin-closed' }),
    forgetPin: () => dispatch({ type: 'pin-forgotten' }),
    cardChanged: (cardToken) => dispatch({ type: 'card-changed', cardToken }),
    selectPayment,
    redeemAmount: (amountMinor, choice) => {
      const asked = mayAsk(amountMinor)
      return asked.ok ? redeem(null, amountMinor, choice) : asked
    },
    undoLast,
    cancel,
    confirmReversal: (reversalId) => {
      const reversal = journal.reversals.find(reversalId)
      return reversal === undefined ? failed('NOT_FOUND') : giveBack(reversal)
    },
    viewReversals: (reversals) =>
      inOrder(reversals, {
        nowMs: clock.nowMs(),
        timeZone: journal.settings.station()?.timeZone ?? 'UTC',
        deviceId: deviceId(),
      }),
    followRule,
    keepTrying: () => dispatch({ type: 'keep-trying' }),
    putAway: (leaveUnknown) => {
      const free = mayPutAway(counter(), leaveUnknown)
      if (free.ok) dispatch({ type: 'put-away' })
      return takenIf(free)
    },
    stop: desk.stop,
  }
}
