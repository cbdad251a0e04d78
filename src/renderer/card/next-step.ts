import {
  type Currency,
  type Minor,
  smallerMinor,
  subtractMinor,
  ZERO,
} from '../../contract/money.ts'
import type { ScreenCard, ScreenState, WaitingPayment } from '../../contract/screen/state.ts'

type KnownCard = Extract<ScreenCard, { status: 'known' }>

/** The one next thing, decided; the box puts it into words. */
export type NextStep =
  | { readonly kind: 'offline' | 'ring' | 'scan' | 'asking' | 'till' | 'choose' | 'empty' }
  | { readonly kind: 'no-fit' | 'pin-till' | 'pin-choose' }
  | { readonly kind: 'pin-take'; readonly amountMinor: Minor; readonly currency: Currency }
  | { readonly kind: 'refused'; readonly code: NonNullable<KnownCard['refusalCode']> }
  | { readonly kind: 'take'; readonly take: Take; readonly left: Minor }
  | { readonly kind: 'take-partial'; readonly take: Take; readonly available: Minor }

/** What SELECT of a payment would do with the card in hand. */
export interface Take {
  readonly takenMinor: Minor
  readonly collectMinor: Minor
  readonly currency: Currency
}

/** What is taken from a card with this much available, and what is left to collect otherwise. */
export function takeFrom(availableMinor: Minor, amountMinor: Minor, currency: Currency): Take {
  const takenMinor = smallerMinor(availableMinor, amountMinor)
  return { takenMinor, collectMinor: subtractMinor(amountMinor, takenMinor), currency }
}

/** The payment that Enter selects: where the arrows stand, else the station's suggestion. */
export function chosenPayment(
  waiting: readonly WaitingPayment[],
  cursorId: string | undefined,
): WaitingPayment | undefined {
  return (
    waiting.find(({ paymentId }) => paymentId === cursorId) ??
    waiting.find(({ suggested }) => suggested)
  )
}

/** Decides what happens next. `chosen` is the payment that Enter selects. */
export function nextStep(state: ScreenState, chosen: WaitingPayment | undefined): NextStep {
  const { card, waiting } = state
  if (card === null) return withoutCard(state)
  if (card.status === 'asking') return { kind: 'asking' }
  const isOffline = isServerAway(state)
  if (card.status === 'pin-asked') {
    return isOffline ? { kind: 'offline' } : beforePin(waiting, chosen)
  }
  if (card.refusalCode !== null) return { kind: 'refused', code: card.refusalCode }
  if (card.availableMinor === ZERO) return { kind: 'empty' }
  // Nothing is offered that Enter cannot do: it would be refused, and the card put away.
  if (isOffline) return { kind: 'offline' }
  if (waiting.length === 0) return { kind: 'till' }
  if (waiting.every(({ fit }) => fit === 'not_at_all')) return { kind: 'no-fit' }
  if (!chosen || chosen.fit === 'not_at_all') return { kind: 'choose' }
  return withPayment(card, chosen)
}

function withoutCard(state: ScreenState): NextStep {
  if (isServerAway(state)) return { kind: 'offline' }
  return { kind: state.waiting.length === 0 ? 'ring' : 'scan' }
}

function isServerAway({ server }: ScreenState): boolean {
  return server.status === 'attention' || server.status === 'off'
}

/** Nothing is known of the card: any payment may be chosen, and the PIN says whether it is paid. */
function beforePin(
  waiting: readonly WaitingPayment[],
  chosen: WaitingPayment | undefined,
): NextStep {
  if (waiting.length === 0) return { kind: 'pin-till' }
  if (!chosen || chosen.fit === 'not_at_all') return { kind: 'pin-choose' }
  const { amountMinor, currency } = chosen
  return { kind: 'pin-take', amountMinor, currency }
}

function withPayment(card: KnownCard, { amountMinor, currency }: WaitingPayment): NextStep {
  const take = takeFrom(card.availableMinor, amountMinor, currency)
  return take.collectMinor === ZERO
    ? { kind: 'take', take, left: subtractMinor(card.availableMinor, amountMinor) }
    : { kind: 'take-partial', take, available: card.availableMinor }
}
