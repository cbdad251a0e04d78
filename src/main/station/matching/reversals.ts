import type { Currency, Minor } from '../../../contract/money.ts'
import type { CapturedPaper } from '../ports.ts'

/** A sale, or a part of one, that a paper takes back. */
export interface TakenBack {
  readonly kind: 'void' | 'refund'
  /** Null when the paper takes a whole receipt back and names no gift card tender. */
  readonly amountMinor: Minor | null
  readonly currency: Currency | null
  /** Its place among the tenders of the paper; 0 without tenders. */
  readonly index: number
}

/**
 * What a paper takes back. A copy or a training sale takes nothing back, and a sale only by tender:
 * not one that was given and taken back on the same paper, which was never a payment.
 */
export function takenBackOn(paper: CapturedPaper): readonly TakenBack[] {
  if (paper.kind === 'copy' || paper.kind === 'training') return []
  const tenders = paper.tenders.flatMap((tender, index): TakenBack[] => {
    const { kind, amountMinor, currency, reasons } = tender
    if (amountMinor <= 0 || (paper.kind === 'sale' && reasons.includes('taken-back'))) return []
    if (kind === 'void' || kind === 'refund') return [{ kind, amountMinor, currency, index }]
    const isVoided = kind === 'payment' && paper.kind === 'void'
    return isVoided ? [{ kind: 'void', amountMinor, currency, index }] : []
  })
  if (tenders.length > 0 || paper.kind !== 'void' || paper.tenders.length > 0) return tenders
  const isNamed = paper.receiptNumber !== null || paper.externalId !== null
  return isNamed ? [{ kind: 'void', amountMinor: null, currency: null, index: 0 }] : []
}

/** A payment of the sale that may be meant. */
export interface Candidate {
  readonly paymentId: string
  /** Payments of one paper belong to one sale. */
  readonly paperId: string
  readonly amountMinor: number
  /** What earlier slips took back of it already. */
  readonly takenBackMinor: number
  readonly currency: string
  readonly till: string | null
  readonly seenAtMs: number
  /** The paper has the same lasting id of the POS. */
  readonly isSameSale: boolean
}

/** What {@link findTakenBack} looks for. */
export interface Sought {
  readonly kind: 'void' | 'refund'
  readonly amountMinor: number | null
  readonly currency: string | null
  readonly till: string | null
  readonly seenAtMs: number
}

/**
 * The payments that were taken back, among those of the named receipt or sale: one, or all of a sale
 * that was taken back whole, by its name or by the sum of what they paid. None when none fits, or when
 * several sales do and none is the likelier: a clerk has to look. A void is of a sale of the last day
 * if there is one; a refund may be of any day. Pure.
 */
export function findTakenBack(
  sought: Sought,
  candidates: readonly Candidate[],
  dayMs: number,
): readonly Candidate[] {
  const { amountMinor } = sought
  const left = candidates.filter((candidate) => mayBe(sought, candidate))
  if (amountMinor === null) return ofOneSale(likelyOf(sought, left, dayMs))
  const fitting = left.filter((candidate) => amountMinor <= leftOf(candidate))
  const likely = likelyOf(sought, fitting, dayMs)
  const exact = likely.filter((candidate) => leftOf(candidate) === amountMinor)
  if (exact.length > 0) return ofOneSale(exact).slice(0, 1)
  const sale = ofOneSale(likelyOf(sought, left, dayMs))
  const isSum = sale.reduce((sum, candidate) => sum + leftOf(candidate), 0) === amountMinor
  return isSum ? sale : ofOneSale(likely).slice(0, 1)
}

function likelyOf(
  sought: Sought,
  fitting: readonly Candidate[],
  dayMs: number,
): readonly Candidate[] {
  const sure = fitting.filter(({ isSameSale }) => isSameSale)
  const named = sure.length > 0 ? sure : fitting
  const recent = named.filter(({ seenAtMs }) => Math.abs(sought.seenAtMs - seenAtMs) < dayMs)
  return sought.kind === 'void' && recent.length > 0 ? recent : named
}

/** All of them when they are of one sale; none otherwise. */
function ofOneSale(candidates: readonly Candidate[]): readonly Candidate[] {
  const isOne = new Set(candidates.map(({ paperId }) => paperId)).size === 1
  return isOne || candidates.every(({ isSameSale }) => isSameSale) ? candidates : []
}

function mayBe(sought: Sought, candidate: Candidate): boolean {
  const { currency, till } = candidate
  const isOtherTill =
    !candidate.isSameSale && sought.till !== null && till !== null && sought.till !== till
  if (isOtherTill || (sought.currency !== null && sought.currency !== currency)) return false
  return leftOf(candidate) > 0
}

/** What no earlier slip took back of it. */
export function leftOf({ amountMinor, takenBackMinor }: Candidate): number {
  return amountMinor - takenBackMinor
}

/** How value goes back to the card: the redemption undone whole, or a part of it given back. */
export interface GivingBack {
  readonly action: 'void' | 'refund'
  readonly amountMinor: number
}

/**
 * What follows for a redemption that was taken: the matching void on the same day when all of it goes
 * back, else a refund that is linked to it. Undefined when nothing of it is left. Pure.
 */
export function givingBackOf(
  taken: { readonly appliedMinor: number; readonly refundedMinor: number; readonly atMs: number },
  takenBack: { readonly amountMinor: number | null },
  now: { readonly nowMs: number; readonly timeZone: string },
): GivingBack | undefined {
  const leftMinor = taken.appliedMinor - taken.refundedMinor
  if (leftMinor <= 0) return undefined
  const amountMinor = Math.min(takenBack.amountMinor ?? leftMinor, leftMinor)
  const isWhole = amountMinor === taken.appliedMinor
  const isToday = dayIn(now.timeZone, taken.atMs) === dayIn(now.timeZone, now.nowMs)
  return { action: isWhole && isToday ? 'void' : 'refund', amountMinor }
}

/** The calendar day of a moment in a zone, as `2026-11-22`; in UTC when the zone is not known here. */
export function dayIn(timeZone: string, timeMs: number): string {
  try {
    return formatDay(timeZone, timeMs)
  } catch {
    return formatDay('UTC', timeMs)
  }
}

function formatDay(timeZone: string, timeMs: number): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  return new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts }).format(timeMs)
}
