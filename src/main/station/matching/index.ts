import { WAITING_PAYMENTS_MAX } from '../../../contract/limits.ts'
import type { Currency, Minor } from '../../../contract/money.ts'
import type { WaitingPayment } from '../../../contract/screen/state.ts'
import type { JournaledPayment } from '../journal/payments.ts'

/** What matching looks at in a card. */
export interface CardToMatch {
  readonly availableMinor: Minor
  readonly currency: Currency
  /** A redemption with it would be refused now. */
  readonly isRefused: boolean
}

export type Fit = WaitingPayment['fit']

/**
 * The waiting payments as the screen shows them: newest first, each with how it fits the card in
 * hand, and at most one suggested: the only one that the card pays in full, or the only one there
 * is when the card pays at least a part of it. With several that fit, the clerk chooses.
 */
export function matchPayments(
  payments: readonly JournaledPayment[],
  card: CardToMatch | null,
): readonly WaitingPayment[] {
  const newest = [...payments]
    .sort((left, right) => right.seenAtMs - left.seenAtMs)
    .slice(0, WAITING_PAYMENTS_MAX)
    .map((payment) => ({ payment, fit: fitOf(payment, card) }))
  const suggested = suggestedOf(newest)
  return newest.map(({ payment, fit }) => ({
    paymentId: payment.paymentId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    label: payment.label,
    till: payment.till,
    receiptNumber: payment.receiptNumber,
    seenAtMs: payment.seenAtMs,
    fit,
    suggested: payment === suggested,
  }))
}

/** How much of this payment the card would pay. */
export function fitOf(
  payment: Pick<JournaledPayment, 'amountMinor' | 'currency'>,
  card: CardToMatch | null,
): Fit {
  if (card === null) return 'none'
  if (card.isRefused || card.currency !== payment.currency) return 'not_at_all'
  if (card.availableMinor >= payment.amountMinor) return 'full'
  return card.availableMinor > 0 ? 'partial' : 'not_at_all'
}

interface Fitted {
  readonly payment: JournaledPayment
  readonly fit: Fit
}

function suggestedOf(fitted: readonly Fitted[]): JournaledPayment | undefined {
  const full = fitted.filter(({ fit }) => fit === 'full')
  if (full.length === 1) return full[0]?.payment
  const [only, ...others] = fitted
  return only?.fit === 'partial' && others.length === 0 ? only.payment : undefined
}
