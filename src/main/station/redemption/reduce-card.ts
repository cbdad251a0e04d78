import { assertNever } from '../../../contract/parse.ts'
import { replyCode } from '../../../contract/refusals.ts'
import type { ScreenCode } from '../../../contract/screen/state.ts'
import type { CardInHand } from '../../../contract/wire/messages.ts'
import { SAME_CARD_MS } from '../limits.ts'
import {
  type Counter,
  type CounterEvent,
  type Effect,
  type HeldCard,
  isOutcomeKept,
  openPrompt,
  type PinAskedCard,
  type PinPrompt,
  type Shown,
  type Step,
  shownOperation,
  withoutPin,
} from './counter.ts'
import { readingOf } from './decide.ts'
import { withBalanceOutdated } from './outdated-balance.ts'

type CardEventName =
  | 'reading-taken'
  | 'reading-refused'
  | 'read-again'
  | 'balance-asked-again'
  | 'card-changed'
  | 'card-answered'
  | 'pin-asked'
  | 'pin-wanted'
  | 'pin-given'
  | 'pin-closed'
  | 'pin-forgotten'
  | 'not-begun'
  | 'put-away'
type CardEvent = Extract<CounterEvent, { type: CardEventName }>

/** What becomes of the card in hand. Pure; answers to an older question change nothing. */
export function reduceCard(counter: Counter, event: CardEvent): Step {
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
      const { card } = counter
      if (card?.status !== 'known') return unchanged(counter)
      return unchanged({ ...counter, asks, card: { ...card, ask: asks, balance: 'asked' } })
    }
    case 'card-changed': {
      const { card } = counter
      const isInHand = card?.status === 'known' && card.card.cardToken === event.cardToken
      return isInHand ? withBalanceOutdated(counter) : unchanged(counter)
    }
    case 'card-answered':
      return cardAnswered(counter, event)
    case 'pin-asked':
      return pinAsked(counter, event)
    case 'pin-wanted':
      return withPrompt(counter, { wanted: event.wanted, isChecking: false, code: null })
    case 'pin-given':
      return pinGiven({ ...counter, asks })
    case 'pin-closed':
      // The answer to a PIN that is under way must not take anything any more.
      return unchanged({ ...counter, asks, card: withoutPrompt(counter.card, asks) })
    case 'pin-forgotten':
      return unchanged({ ...counter, asks, card: withoutPin(counter.card, asks) })
    case 'not-begun': {
      // What is on its way stays on the screen: its outcome is what the clerk waits for.
      const isInSight = shownOperation(counter) !== undefined || isOutcomeKept(counter)
      if (isInSight) return heard(counter, 'refused')
      return heard({ ...counter, shown: notTaken(event.code, lastFourOf(counter.card)) }, 'refused')
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

function lastFourOf(card: HeldCard | null): string | null {
  if (card === null) return null
  return card.status === 'known' ? card.card.lastFour : card.lastFour
}

type CardAnswered = Extract<CounterEvent, { type: 'card-answered' }>

function cardAnswered(counter: Counter, event: CardAnswered): Step {
  const { ask, reply, atMs, isPinProved } = event
  const held = counter.card
  if (held?.ask !== ask) return unchanged(counter)
  if (reply.ok) return cardKnown(counter, held, { card: reply.value, isPinProved }, atMs)
  // A balance that could not be asked again leaves the card as it was known.
  if (held.status === 'known' && 'error' in reply) {
    return unchanged({ ...counter, card: { ...held, balance: 'told' } })
  }
  if (held.status === 'pin-asked') return pinNotTaken(counter, held, event, replyCode(reply))
  const without = { ...counter, card: null }
  if (isOutcomeKept(counter) && held.status === 'asking') return heard(without, 'refused')
  if (counter.shown.kind !== 'idle') return unchanged(without)
  return heard({ ...without, shown: notTaken(replyCode(reply), lastFourOf(held)) }, 'refused')
}

interface KnownAs {
  readonly card: CardInHand
  readonly isPinProved: boolean
}

/** The balance of the card in hand; of a card that was just read, also the end of what was shown. */
function cardKnown(counter: Counter, held: HeldCard, as: KnownAs, atMs: number): Step {
  const known: HeldCard = { status: 'known', ask: held.ask, balance: 'told', ...as }
  const { card } = as
  if (held.status === 'known') return unchanged({ ...counter, card: known })
  if (held.status === 'asking') return takeInHand(counter, known, card, atMs)
  const next = { ...counter, card: known }
  if (card.refusal !== null) return heard(next, 'refused')
  const wanted = held.prompt?.wanted ?? null
  // Less than was wanted is the clerk's choice, with the balance in sight.
  if (wanted === null || wanted.amountMinor > card.availableMinor) return heard(next, 'scan')
  const { lastFour } = card
  return { counter: next, effects: [{ type: 'take-wanted', wanted, lastFour }] }
}

/** A card that the server told of: it ends what was shown, unless it is that outcome's own card. */
function takeInHand(
  counter: Counter,
  held: HeldCard,
  { lastFour, refusal }: Pick<CardInHand, 'lastFour' | 'refusal'>,
  atMs: number,
): Step {
  // A link told its card's digits only now.
  if (readingOf(counter, lastFour, atMs) !== 'next-customer') {
    return unchanged({ ...counter, card: null, againFromMs: atMs + SAME_CARD_MS })
  }
  const shown = isOutcomeKept(counter) ? NOTHING_SHOWN : counter.shown
  const next = { ...counter, card: held, shown }
  return refusal === null ? unchanged(next) : heard(next, 'refused')
}

type PinAsked = Extract<CounterEvent, { type: 'pin-asked' }>

/** Nothing but its digits is known of the card: the clerk sees that, and goes on with its PIN. */
function pinAsked(counter: Counter, { ask, lastFour, atMs }: PinAsked): Step {
  if (counter.card?.ask !== ask) return unchanged(counter)
  const held: HeldCard = { status: 'pin-asked', ask, lastFour, prompt: null }
  if (counter.card.status !== 'asking') return unchanged({ ...counter, card: held })
  return takeInHand(counter, held, { lastFour, refusal: null }, atMs)
}

function withPrompt(counter: Counter, prompt: PinPrompt): Step {
  const { card } = counter
  if (card?.status !== 'pin-asked') return unchanged(counter)
  return unchanged({ ...counter, shown: NOTHING_SHOWN, card: { ...card, prompt } })
}

function withoutPrompt(card: HeldCard | null, ask: number): HeldCard | null {
  return card?.status === 'pin-asked' ? { ...card, ask, prompt: null } : card
}

function pinGiven(counter: Counter): Step {
  const { card } = counter
  const prompt = openPrompt(counter)
  if (card?.status !== 'pin-asked' || prompt === null) return unchanged(counter)
  const checking = { ...prompt, isChecking: true, code: null }
  return unchanged({ ...counter, card: { ...card, ask: counter.asks, prompt: checking } })
}

/**
 * A wrong PIN, or one that could not be judged: the prompt stays, and so does what was wanted. Whatever
 * else the server says is about the card, and ends it.
 */
function pinNotTaken(
  counter: Counter,
  held: PinAskedCard,
  { reply }: CardAnswered,
  code: ScreenCode,
): Step {
  const isJudged = !reply.ok && 'refusal' in reply
  if (isJudged && code !== 'CARD_NOT_FOUND_OR_PIN_INVALID') {
    return heard({ ...counter, card: null, shown: notTaken(code, held.lastFour) }, 'refused')
  }
  const prompt = held.prompt && { ...held.prompt, isChecking: false, code }
  return heard({ ...counter, card: { ...held, prompt } }, 'refused')
}

function unchanged(counter: Counter): Step {
  return { counter, effects: [] }
}

function heard(counter: Counter, sound: Extract<Effect, { type: 'sound' }>['sound']): Step {
  return { counter, effects: [{ type: 'sound', sound }] }
}
