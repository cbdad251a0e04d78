import type { Pin } from '../../../contract/card-number.ts'
import { type Reply, replyCode } from '../../../contract/refusals.ts'
import type { CardInHand, WireParams } from '../../../contract/wire/messages.ts'
import { PIN_KEPT_MS } from '../limits.ts'
import type { Link } from '../link/index.ts'
import type { Counter, CounterEvent } from './counter.ts'
import { EMPTY_COUNTER } from './counter.ts'
import { createEffects, type EffectsOptions } from './effects.ts'
import { reduce } from './reduce.ts'

/** The counter as it stands, and the one way to change it. */
export interface Desk {
  readonly counter: () => Counter
  readonly dispatch: (event: CounterEvent) => void
  /** Takes a card in hand and asks the server about it. */
  readonly readCard: (inquiry: Inquiry, lastFour: string | null) => void
  /** Asks again about the card in hand; nothing without one. */
  readonly askBalanceAgain: () => void
  /** Asks about the card in hand with its PIN, which is kept nowhere. */
  readonly givePin: (pin: Pin) => void
  readonly stop: () => void
}

/** A card as it was read: by its number or link. */
export interface Inquiry {
  readonly card: Exclude<WireParams<'card-inquire'>['card'], { readonly cardToken: unknown }>
}

/** What {@link createDesk} needs. */
export interface DeskOptions
  extends Pick<EffectsOptions, 'clock' | 'journal' | 'onSound' | 'onAnswered' | 'takeWanted'> {
  readonly link: EffectsOptions['link'] & Pick<Link, 'ask'>
  readonly onChange: () => void
}

export function createDesk(options: DeskOptions): Desk {
  const { clock, link } = options
  let counter = EMPTY_COUNTER
  /** How the card in hand was read, without a PIN: in memory only, and only while it is in hand. */
  let read: Inquiry['card'] | undefined
  const forgetting = createForgetting(clock, () => dispatch({ type: 'pin-forgotten' }))

  const dispatch = (event: CounterEvent) => {
    const step = reduce(counter, event)
    counter = step.counter
    if (counter.card === null) read = undefined
    forgetting.follow(counter)
    for (const effect of step.effects) effects.run(effect)
    options.onChange()
  }
  const ask = async (card: WireParams<'card-inquire'>['card'], named: Inquiry['card']) => {
    const number = counter.card?.ask
    if (number === undefined) return
    const isFirst = counter.card?.status === 'asking'
    const reply = await link.ask('card-inquire', { card })
    const about = await aboutPin(link, { reply, card, named, isFirst })
    const atMs = clock.nowMs()
    if (about.kind === 'missing') {
      dispatch({ type: 'pin-asked', ask: number, lastFour: about.lastFour, atMs })
    } else dispatch({ type: 'card-answered', ask: number, atMs, ...about })
  }
  const askBalanceAgain = () => {
    const { card } = counter
    if (card?.status !== 'known' || read === undefined) return
    dispatch({ type: 'balance-asked-again' })
    // The PIN is not there any more; the token says that it was right.
    void ask(card.isPinProved ? { cardToken: card.card.cardToken } : read, read)
  }
  const effects = createEffects({
    ...options,
    dispatch,
    askBalanceAgain,
    find: (requestId) => counter.open.find((operation) => operation.requestId === requestId),
  })
  return {
    counter: () => counter,
    dispatch,
    readCard: ({ card }, lastFour) => {
      dispatch({ type: 'reading-taken', lastFour })
      const { pin, ...named } = card
      read = named
      void ask(card, named)
    },
    askBalanceAgain,
    givePin: (pin) => {
      if (read === undefined) return
      dispatch({ type: 'pin-given' })
      void ask({ ...read, pin }, read)
    },
    stop: () => {
      forgetting.stop()
      effects.stop()
    },
  }
}

type About =
  | { readonly kind: 'missing'; readonly lastFour: string }
  | {
      readonly kind: 'told'
      readonly reply: Reply<CardInHand>
      readonly isPinProved: boolean
    }

/**
 * What the PIN has to do with an answer. A card of which nothing is told without it looks like none: the
 * server says whether that is why. Where it asks for no PIN, one that was typed behind a number counts
 * for nothing; a server that is too old to be asked asks for none.
 */
async function aboutPin(
  link: DeskOptions['link'],
  asked: {
    readonly reply: Reply<CardInHand>
    readonly card: WireParams<'card-inquire'>['card']
    readonly named: Inquiry['card']
    readonly isFirst: boolean
  },
): Promise<About> {
  const { reply, card, named, isFirst } = asked
  const isGiven = 'pin' in card || 'cardToken' in card
  const isMissing = !reply.ok && !isGiven && replyCode(reply) === 'CARD_NOT_FOUND_OR_PIN_INVALID'
  const isTyped = reply.ok && isGiven && isFirst
  if (!isMissing && !isTyped) return { kind: 'told', reply, isPinProved: isGiven }
  const found = await link.ask('card-lookup', { card: named })
  if (isTyped) return { kind: 'told', reply, isPinProved: found.ok && found.value.pinAsked }
  if (found.ok && found.value.pinAsked) return { kind: 'missing', lastFour: found.value.lastFour }
  const isJudged = found.ok || replyCode(found) === 'REQUEST_MALFORMED'
  return { kind: 'told', reply: isJudged ? reply : found, isPinProved: false }
}

/** Forgets a PIN that nobody used for a while, and closes a prompt into which nobody gives one. */
function createForgetting(clock: DeskOptions['clock'], forget: () => void) {
  let kept: string | undefined
  let cancel: (() => void) | undefined
  return {
    follow: (counter: Counter) => {
      const now = keptOf(counter)
      if (now === kept) return
      cancel?.()
      kept = now
      cancel = now === undefined ? undefined : clock.after(PIN_KEPT_MS, forget)
    },
    stop: () => cancel?.(),
  }
}

/** Names what is kept: the prompt anew with each PIN that is given into it. */
function keptOf({ card }: Counter): string | undefined {
  if (card?.status === 'pin-asked' && card.prompt !== null) return `prompt ${card.ask}`
  return card?.status === 'known' && card.isPinProved ? 'proof' : undefined
}
