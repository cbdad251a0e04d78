import { WAITING_PAYMENTS_MAX } from '../../../contract/limits.ts'
import type { Currency, Minor } from '../../../contract/money.ts'
import type { WaitingPayment, WaitingReason } from '../../../contract/screen/state.ts'
import type { JournaledPayment } from '../journal/payments.ts'
import {
  ABANDONED_AFTER_MS,
  JUST_NOW_MS,
  OTHERS_OLD_MS,
  PAID_ALREADY_MS,
  TWIN_MS,
} from './limits.ts'

/** What matching looks at in a card. */
export interface CardToMatch {
  /** Null before its PIN: then it fits none better than another. */
  readonly availableMinor: Minor | null
  readonly currency: Currency | null
  /** A redemption with it would be refused now. */
  readonly isRefused: boolean
}

/** What else it looks at. */
export interface Surroundings {
  readonly nowMs: number
  /** The till whose payment was selected last at this station; null before the first. */
  readonly lastTill: string | null
  /** Redemptions without a payment: one of them may be the sale that comes now. */
  readonly lone: readonly LoneRedemption[]
}

/** A redemption of a typed amount. */
export interface LoneRedemption {
  readonly amountMinor: number
  readonly currency: string
  readonly atMs: number
}

export type Fit = WaitingPayment['fit']

/**
 * The waiting payments as the screen shows them: without a card newest first; with one the likeliest
 * first, each with how it fits and why it stands where it stands. At most one is suggested, and never
 * one that could be taken for another: the clerk chooses then. Pure.
 */
export function matchPayments(
  payments: readonly JournaledPayment[],
  card: CardToMatch | null,
  around: Surroundings,
): readonly WaitingPayment[] {
  const newest = [...payments]
    .sort((left, right) => right.seenAtMs - left.seenAtMs)
    .slice(0, WAITING_PAYMENTS_MAX)
  const read = newest.map((payment) => {
    const fit = payment.elsewhereAtMs === null ? fitOf(payment, card) : noFit(card)
    return { payment, fit, reasons: reasonsOf(payment, fit, newest, around) }
  })
  const ranked = card === null ? read : read.toSorted(byLikelihood)
  const wanted = card !== null && card.availableMinor === null ? 'none' : 'full'
  const suggested = suggestedOf(ranked, wanted, around.nowMs)
  return ranked.map(({ payment, fit, reasons }) => ({
    paymentId: payment.paymentId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    label: payment.label,
    till: payment.till,
    receiptNumber: payment.receiptNumber,
    seenAtMs: payment.seenAtMs,
    fit,
    suggested: payment === suggested,
    reasons: [...reasons],
  }))
}

/** How much of this payment the card would pay. */
export function fitOf(
  payment: Pick<JournaledPayment, 'amountMinor' | 'currency'>,
  card: CardToMatch | null,
): Fit {
  if (card === null || card.availableMinor === null) return 'none'
  if (card.isRefused || card.currency !== payment.currency) return 'not_at_all'
  if (card.availableMinor >= payment.amountMinor) return 'full'
  return card.availableMinor > 0 ? 'partial' : 'not_at_all'
}

interface Read {
  readonly payment: JournaledPayment
  readonly fit: Fit
  readonly reasons: readonly WaitingReason[]
}

function noFit(card: CardToMatch | null): Fit {
  return card === null ? 'none' : 'not_at_all'
}

function reasonsOf(
  payment: JournaledPayment,
  fit: Fit,
  all: readonly JournaledPayment[],
  around: Surroundings,
): readonly WaitingReason[] {
  if (payment.elsewhereAtMs !== null) return ['taken-elsewhere']
  const agoMs = around.nowMs - payment.seenAtMs
  const facts: readonly (readonly [WaitingReason, boolean])[] = [
    ['pays-all', fit === 'full'],
    ['pays-part', fit === 'partial'],
    ['same-till', payment.till !== null && payment.till === around.lastTill],
    ['just-now', agoMs < JUST_NOW_MS],
    ['twin', all.some((other) => isTwin(payment, other))],
    ['paid-already', around.lone.some((lone) => isPaidBy(payment, lone))],
    ['abandoned', agoMs >= ABANDONED_AFTER_MS],
  ]
  return facts.filter(([, isTrue]) => isTrue).map(([reason]) => reason)
}

/** One amount within one minute: told apart by till, receipt and time, never by us. */
function isTwin(payment: JournaledPayment, other: JournaledPayment): boolean {
  return (
    other !== payment &&
    other.elsewhereAtMs === null &&
    other.amountMinor === payment.amountMinor &&
    other.currency === payment.currency &&
    Math.abs(other.seenAtMs - payment.seenAtMs) < TWIN_MS
  )
}

/** The clerk took this amount without waiting for the till, which tells of the sale only now. */
function isPaidBy({ amountMinor, currency, seenAtMs }: JournaledPayment, lone: LoneRedemption) {
  const isSame = lone.amountMinor === amountMinor && lone.currency === currency
  return isSame && Math.abs(lone.atMs - seenAtMs) < PAID_ALREADY_MS
}

const FIT_ORDER: readonly Fit[] = ['full', 'partial', 'none', 'not_at_all']
/** What speaks against a payment, worst first, then what speaks for it. */
const AGAINST: readonly WaitingReason[] = ['taken-elsewhere', 'paid-already', 'abandoned']
const FOR: readonly WaitingReason[] = ['same-till', 'just-now']

/** In this order: how it fits, what speaks against it, what speaks for it, how new it is. */
function byLikelihood(left: Read, right: Read): number {
  const fits = FIT_ORDER.indexOf(left.fit) - FIT_ORDER.indexOf(right.fit)
  if (fits !== 0) return fits
  for (const reason of AGAINST) {
    const against = has(left, reason) - has(right, reason)
    if (against !== 0) return against
  }
  for (const reason of FOR) {
    const speaking = has(right, reason) - has(left, reason)
    if (speaking !== 0) return speaking
  }
  return right.payment.seenAtMs - left.payment.seenAtMs
}

function has({ reasons }: Read, reason: WaitingReason): 0 | 1 {
  return reasons.includes(reason) ? 1 : 0
}

/**
 * The one that the card pays in full (or may, before its PIN) when it is the only one, or when it came
 * just now and all the others are old; else the only one there is when the card pays a part of it.
 */
function suggestedOf(
  ranked: readonly Read[],
  wanted: Fit,
  nowMs: number,
): JournaledPayment | undefined {
  const open = ranked.filter((each) => !has(each, 'taken-elsewhere'))
  const full = open.filter(({ fit }) => fit === wanted)
  const [best, ...others] = full.length > 0 ? full : open
  if (best === undefined || has(best, 'twin') || has(best, 'paid-already')) return undefined
  if (best.fit === 'partial') return others.length === 0 ? best.payment : undefined
  if (best.fit !== wanted) return undefined
  const isOld = ({ payment }: Read) => nowMs - payment.seenAtMs >= OTHERS_OLD_MS
  const isAlone = others.length === 0 || (has(best, 'just-now') === 1 && others.every(isOld))
  return isAlone ? best.payment : undefined
}
