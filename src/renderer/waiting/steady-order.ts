import type { ScreenCard, ScreenState, WaitingPayment } from '../../contract/screen/state.ts'

/**
 * The state with its payments in the order in which they stood: a row must not slide under the finger
 * that is on its way to it. While a card is in hand, payments that are new stand below the others; the
 * next card's are ranked as the station says.
 */
export function inSteadyOrder(before: ScreenState | undefined, now: ScreenState): ScreenState {
  if (before === undefined || !isSameChoice(before, now)) return now
  const places = new Map(before.waiting.map(({ paymentId }, place) => [paymentId, place]))
  const placeOf = ({ paymentId }: WaitingPayment) => places.get(paymentId) ?? places.size
  return {
    ...now,
    waiting: now.waiting.toSorted((left, right) => placeOf(left) - placeOf(right)),
  }
}

/** The clerk is still choosing for the same card. */
function isSameChoice(before: ScreenState, now: ScreenState): boolean {
  return (
    isRead(before.card) &&
    isRead(now.card) &&
    before.card.lastFour === now.card.lastFour &&
    before.outcome.kind === 'idle' &&
    now.outcome.kind === 'idle'
  )
}

function isRead(card: ScreenCard | null): card is Exclude<ScreenCard, { status: 'asking' }> {
  return card !== null && card.status !== 'asking'
}
