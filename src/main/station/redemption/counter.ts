import type { CardToken, PaymentId, RequestId } from '../../../contract/ids.ts'
import type { Currency, Minor } from '../../../contract/money.ts'
import type { PartialRule } from '../../../contract/operations.ts'
import { assertNever } from '../../../contract/parse.ts'
import type { Outcome, ScreenCard, ScreenCode } from '../../../contract/screen/state.ts'
import type { CardInHand } from '../../../contract/wire/messages.ts'
import type {
  FinalAnswer,
  FinalReply,
  JournaledOperation,
  Standing,
} from '../journal/operation-types.ts'

/** The card in hand. `ask` numbers the question, so that the answer to an older one is dropped. */
export type HeldCard =
  | { readonly status: 'asking'; readonly ask: number; readonly lastFour: string | null }
  | PinAskedCard
  | {
      readonly status: 'known'
      readonly ask: number
      readonly card: CardInHand
      /** Its token says that a right PIN was given: to be forgotten before the next customer. */
      readonly isPinProved: boolean
      /**
       * `asked`: the server is asked for it again. `outdated`: it is to be asked again as soon as the
       * operation on the screen has its outcome, which says a balance itself.
       */
      readonly balance: 'told' | 'asked' | 'outdated'
    }

/** A card of which nothing is told before its PIN. The PIN itself is never part of the counter. */
export interface PinAskedCard {
  readonly status: 'pin-asked'
  readonly ask: number
  readonly lastFour: string
  /** Null until somebody wants something of the card. */
  readonly prompt: PinPrompt | null
}

export interface PinPrompt {
  /** What goes on when the PIN is right; null when only the balance was asked for. */
  readonly wanted: Wanted | null
  /** A PIN is with the server. */
  readonly isChecking: boolean
  /** Why the last PIN led to nothing. */
  readonly code: ScreenCode | null
}

/** What the clerk wanted to take when the PIN was missing. */
export interface Wanted {
  /** Null for a typed amount. */
  readonly paymentId: PaymentId | null
  readonly amountMinor: Minor
  readonly currency: Currency | null
  readonly partial: PartialRule
}

/** An operation without a final answer, as the counter sees it. */
export interface OpenOperation extends JournaledOperation {
  readonly phase: 'working' | 'slow' | 'unknown'
  /** It was sent on this connection. */
  readonly isOut: boolean
  /** Since when its outcome is not known; meaningless in the other phases. */
  readonly unknownSinceMs: number
  /** It was read from the journal at the start: an earlier run may have sent it. */
  readonly isReplayed: boolean
  /** A redemption whose cancel is in the journal: `asked` is not sent any more, its void is. */
  readonly cancel: 'none' | 'asked' | 'refused'
  /** The answer to a redemption that came after its cancel was asked. */
  readonly late: FinalAnswer | null
}

/** What fills the screen. An operation is named; how it stands is read from the open ones. */
export type Shown =
  | { readonly kind: 'idle' }
  | { readonly kind: 'operation'; readonly requestId: RequestId }
  | Extract<Outcome, { kind: 'approved' | 'refused' | 'voided' }>

/** Everything that the redemption at this counter depends on. Immutable: {@link reduce} makes the next. */
export interface Counter {
  readonly isOnline: boolean
  /** Questions asked so far. */
  readonly asks: number
  readonly card: HeldCard | null
  readonly shown: Shown
  /**
   * The card of the outcome on the screen is taken for the next customer's from then on. Before, a
   * scanner that it lies in front of reads it again and again.
   */
  readonly againFromMs: number
  /** In the order they were intended. */
  readonly open: readonly OpenOperation[]
}

export const EMPTY_COUNTER: Counter = {
  isOnline: false,
  asks: 0,
  card: null,
  shown: { kind: 'idle' },
  againFromMs: 0,
  open: [],
}

/** What happened. Times are the station's clock. */
export type CounterEvent =
  | { readonly type: 'reading-taken'; readonly lastFour: string | null }
  /** The reading was no card for us, or the question could not be asked. */
  | {
      readonly type: 'reading-refused'
      readonly code: ScreenCode
      readonly lastFour: string | null
    }
  /** The card of the outcome on the screen was read once more, too soon to mean anything. */
  | { readonly type: 'read-again'; readonly atMs: number }
  | { readonly type: 'balance-asked-again' }
  /** The server says that this card was changed by somebody else. */
  | { readonly type: 'card-changed'; readonly cardToken: CardToken }
  /** The server says that the card can be read with its PIN only. */
  | {
      readonly type: 'pin-asked'
      readonly ask: number
      readonly lastFour: string
      readonly atMs: number
    }
  | { readonly type: 'pin-wanted'; readonly wanted: Wanted | null }
  | { readonly type: 'pin-given' }
  | { readonly type: 'pin-closed' }
  /** Whoever gave the PIN may be gone. */
  | { readonly type: 'pin-forgotten' }
  | {
      readonly type: 'card-answered'
      readonly ask: number
      readonly reply: CardReply
      /** The PIN that the card needs went with the question. */
      readonly isPinProved: boolean
      readonly atMs: number
    }
  /** A redemption that was not begun; the card stays in hand. Never hides an operation. */
  | { readonly type: 'not-begun'; readonly code: ScreenCode }
  | {
      readonly type: 'operation-journaled'
      readonly operation: JournaledOperation
      readonly atMs: number
    }
  | {
      readonly type: 'operations-replayed'
      readonly operations: readonly JournaledOperation[]
      readonly atMs: number
    }
  | { readonly type: 'sent'; readonly requestId: RequestId }
  | {
      readonly type: 'answered'
      readonly requestId: RequestId
      readonly reply: FinalReply
      readonly standing: Standing
      readonly atMs: number
    }
  | {
      readonly type: 'timer'
      readonly timer: TimerName
      readonly requestId: RequestId
      readonly atMs: number
    }
  | { readonly type: 'online' }
  | { readonly type: 'offline'; readonly atMs: number }
  | { readonly type: 'keep-trying' }
  | { readonly type: 'put-away' }

export type CardReply =
  | { readonly ok: true; readonly value: CardInHand }
  | Exclude<FinalReply, { ok: true }>

/** `slow`: still working; `overdue`: not known; `due`: send it again. */
export type TimerName = 'slow' | 'overdue' | 'due'

/** What follows and is not the counter's own business; carried out in order. */
export type Effect =
  | { readonly type: 'send'; readonly requestId: RequestId }
  | {
      readonly type: 'start-timer'
      readonly timer: TimerName
      readonly requestId: RequestId
      readonly delayMs: number
    }
  | { readonly type: 'record-unknown'; readonly requestId: RequestId }
  | {
      readonly type: 'record-answer'
      readonly requestId: RequestId
      readonly reply: FinalReply
      readonly standing: Standing
      readonly putPaymentBack: boolean
      readonly atMs: number
    }
  | { readonly type: 'put-payment-back'; readonly requestId: RequestId }
  | { readonly type: 'ask-balance-again' }
  /** The PIN was right: what was wanted before is taken now. */
  | { readonly type: 'take-wanted'; readonly wanted: Wanted; readonly lastFour: string }
  | { readonly type: 'connect-now' }
  | {
      readonly type: 'sound'
      readonly sound: 'scan' | 'approved' | 'partial' | 'refused' | 'unknown' | 'voided'
    }

/** The counter after an event, and what follows from it. */
export interface Step {
  readonly counter: Counter
  readonly effects: readonly Effect[]
}

/**
 * What follows a sale taken back at the till goes on beside the customer at the counter: it neither
 * fills the screen nor stands in the way of anything. How it stands is read from the journal.
 */
export function isBeside({ reason }: Pick<JournaledOperation, 'reason'>): boolean {
  return reason === 'pos'
}

/** Whether value moved or stayed taken, and the clerk has to see it: no reading may wipe this off the screen. */
export function isOutcomeKept({ shown }: Pick<Counter, 'shown'>): boolean {
  const isTaken = shown.kind === 'refused' && shown.what !== 'redeem'
  return isTaken || shown.kind === 'approved' || shown.kind === 'voided'
}

/** The prompt that is open for the PIN of the card in hand: until it is closed no card is read. */
export function openPrompt({ card }: Pick<Counter, 'card'>): PinPrompt | null {
  return card?.status === 'pin-asked' ? card.prompt : null
}

/** The card in hand when nothing is known any more of a PIN that was given for it. */
export function withoutPin(card: HeldCard | null, ask: number): HeldCard | null {
  if (card?.status === 'pin-asked') return { ...card, ask, prompt: null }
  if (card?.status !== 'known' || !card.isPinProved) return card
  return { status: 'pin-asked', ask, lastFour: card.card.lastFour, prompt: null }
}

/** The open operation that fills the screen. */
export function shownOperation({ shown, open }: Counter): OpenOperation | undefined {
  if (shown.kind !== 'operation') return undefined
  return open.find(({ requestId }) => requestId === shown.requestId)
}

/** The card as the screen shows it. Null also while a link is asked for: its digits are not known. */
export function screenCard({ card }: Counter): ScreenCard | null {
  if (card === null) return null
  if (card.status === 'asking') {
    return card.lastFour === null ? null : { status: 'asking', lastFour: card.lastFour }
  }
  if (card.status === 'pin-asked') return pinAskedCard(card)
  const { lastFour, balanceMinor, availableMinor, currency, programName, expiresAtMs } = card.card
  return {
    status: 'known',
    lastFour,
    balanceMinor,
    availableMinor,
    currency,
    programName,
    expiresAtMs,
    refusalCode: card.card.refusal?.code ?? null,
  }
}

function pinAskedCard({ status, lastFour, prompt }: PinAskedCard): ScreenCard {
  if (prompt === null) return { status, lastFour, prompt }
  const { wanted, isChecking, code } = prompt
  const { amountMinor = null, currency = null } = wanted ?? {}
  return { status, lastFour, prompt: { amountMinor, currency, isChecking, code } }
}

/** What fills the screen, in the screen's form. */
export function screenOutcome(counter: Counter): Outcome {
  if (counter.shown.kind !== 'operation') return counter.shown
  const operation = shownOperation(counter)
  if (operation === undefined) return { kind: 'idle' }
  const { amountMinor, currency, lastFour, attempts } = operation
  const about = { what: whatOf(operation), amountMinor, currency, lastFour } as const
  switch (operation.phase) {
    case 'working':
      return { kind: 'working', slow: false, ...about }
    case 'slow':
      return { kind: 'working', slow: true, ...about }
    case 'unknown':
      return { kind: 'unknown', sinceMs: operation.unknownSinceMs, attempts, ...about }
    default:
      return assertNever(operation.phase)
  }
}

/** As the screen names what is under way. */
export function whatOf({ reason }: OpenOperation): 'redeem' | 'undo' | 'cancel' {
  return reason === 'pos' ? 'undo' : (reason ?? 'redeem')
}
