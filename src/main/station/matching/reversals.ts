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
 * The payment that was taken back, among those of the named receipt or sale; undefined when none
 * fits, or when several sales do and none is the likelier: a clerk has to look. A void is of a sale of
 * the last day if there is one; a refund may be of any day. Pure.
 */
export function findTakenBack(
  sought: Sought,
  candidates: readonly Candidate[],
  dayMs: number,
): Candidate | undefined {
  const fitting = candidates.filter((candidate) => mayBe(sought, candidate))
  const sure = fitting.filter(({ isSameSale }) => isSameSale)
  const named = sure.length > 0 ? sure : fitting
  const recent = named.filter(({ seenAtMs }) => Math.abs(sought.seenAtMs - seenAtMs) < dayMs)
  const likely = sought.kind === 'void' && recent.length > 0 ? recent : named
  const exact = likely.filter(
    ({ amountMinor, takenBackMinor }) => amountMinor - takenBackMinor === sought.amountMinor,
  )
  const best = exact.length > 0 ? exact : likely
  const isOneSale = new Set(best.map(({ paperId }) => paperId)).size === 1
  return isOneSale ? best[0] : undefined
}

function mayBe(sought: Sought, candidate: Candidate): boolean {
  const { amountMinor, takenBackMinor, currency, till } = candidate
  const isOtherTill =
    !candidate.isSameSale && sought.till !== null && till !== null && sought.till !== till
  if (isOtherTill || (sought.currency !== null && sought.currency !== currency)) return false
  const leftMinor = amountMinor - takenBackMinor
  return leftMinor > 0 && (sought.amountMinor === null || sought.amountMinor <= leftMinor)
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
