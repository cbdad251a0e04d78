import type { UnpaidReason } from '../../src/contract/admin/payout-views.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { minor } from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'
import {
  type AgreedTerms,
  agreedTerms,
  type Charge,
  chargesFor,
  type NetworkTerms,
  payoutReturnCharge,
  reserveKept,
} from '../terms/index.ts'
import type { Totals } from './movements.ts'
import { nettedMinor } from './rows.ts'

/** What the figures of a line are made of. */
export interface LineFacts {
  readonly place: { readonly locationId: LocationId; readonly currency: Currency }
  /** All that moved up to now, and up to the line before. */
  readonly totals: Totals
  readonly before: { readonly totals: Totals; readonly carriedMinor: number } | undefined
  readonly terms: NetworkTerms
  /** False of a location that closed: what it is owed does not grow any more. */
  readonly isOpen: boolean
  /** Months that ended since the run before. */
  readonly months: number
  /** What was redeemed in the last so many days, less what was taken back. */
  readonly recentMinor: (days: number) => number
  /** Null when it can be paid. */
  readonly why: UnpaidReason | null
  readonly canCollect: boolean
}

/** What a run does for one location. */
export interface LineFigures {
  readonly openingMinor: number
  readonly redemptionCount: number
  readonly redeemedMinor: number
  readonly voidedMinor: number
  readonly refundedMinor: number
  /** Payouts and collections of before that came back. */
  readonly returnedMinor: number
  /** Everything else: what was put right by hand. */
  readonly adjustedMinor: number
  /** What is owed before the charges of this run; below zero when the location owes. */
  readonly dueMinor: number
  readonly charges: readonly Charge[]
  readonly feesMinor: number
  /** What stays on the account against what may come back. */
  readonly reserveMinor: number
  /** Below zero: collected. */
  readonly payoutMinor: number
  readonly carriedMinor: number
  readonly why: UnpaidReason | null
}

/** The figures of a line: what is owed, what is charged, what is paid, and what stays. */
export function figureLine(facts: LineFacts): LineFigures {
  const moved = movedSince(facts)
  const charged = chargeLine(facts, moved)
  const carriedMinor = moved.dueMinor - charged.feesMinor - charged.payoutMinor
  return { ...moved, ...charged, carriedMinor }
}

/** True when there is nothing to say about a location. */
export function isNothing(figures: LineFigures): boolean {
  const { openingMinor, redemptionCount, dueMinor, charges, returnedMinor } = figures
  const isMoved = figures.voidedMinor !== 0 || figures.refundedMinor !== 0 || returnedMinor !== 0
  return (
    !isMoved &&
    openingMinor === 0 &&
    redemptionCount === 0 &&
    dueMinor === 0 &&
    charges.length === 0
  )
}

type Moved = Pick<
  LineFigures,
  | 'openingMinor'
  | 'redemptionCount'
  | 'redeemedMinor'
  | 'voidedMinor'
  | 'refundedMinor'
  | 'returnedMinor'
  | 'adjustedMinor'
  | 'dueMinor'
> & { readonly returns: number }

function movedSince({ totals, before }: LineFacts): Moved {
  const since = (kind: OperationKind, part: 0 | 1) =>
    (totals[kind]?.[part] ?? 0) - (before?.totals[kind]?.[part] ?? 0)
  const openingMinor = before?.carriedMinor ?? 0
  const dueMinor = Object.values(totals).reduce((sum, [, moved]) => sum + moved, 0)
  const redeemedMinor = since('redeem', 1)
  const [voidedMinor, refundedMinor] = [0 - since('void', 1), 0 - since('refund', 1)]
  const returnedMinor =
    since('payout_return', 1) +
    since('late_return', 1) +
    since('collect_return', 1) +
    since('late_collect_return', 1)
  const told = openingMinor + redeemedMinor - voidedMinor - refundedMinor + returnedMinor
  return {
    ...{ openingMinor, redemptionCount: since('redeem', 0), redeemedMinor, voidedMinor },
    ...{ refundedMinor, returnedMinor, adjustedMinor: dueMinor - told, dueMinor },
    returns: since('payout_return', 0) + since('late_return', 0),
  }
}

type Charged = Pick<LineFigures, 'charges' | 'feesMinor' | 'reserveMinor' | 'payoutMinor' | 'why'>

/** Fees by payout are charged only where one is made: so it is tried out first whether there is one. */
function chargeLine(facts: LineFacts, moved: Moved): Charged {
  const agreed = agreedTerms(facts.terms, facts.place)
  const targetMinor = reserveKept(agreed.reserve, facts.recentMinor)
  const whenPaid = chargesOf(facts, moved, true)
  const payableMinor = moved.dueMinor - nettedMinor(whenPaid) - targetMinor
  const leastMinor = facts.isOpen ? agreed.minimumPayoutMinor : 0
  const isEnough = payableMinor > 0 && payableMinor >= leastMinor
  if (isEnough && facts.why === null) return charged(whenPaid, targetMinor, payableMinor, null)
  const unpaid = chargesOf(facts, moved, false)
  const leftMinor = moved.dueMinor - nettedMinor(unpaid)
  if (leftMinor < 0) return owing(facts, agreed, unpaid, leftMinor)
  const reserveMinor = Math.min(targetMinor, leftMinor)
  const kept = leftMinor === 0 ? null : targetMinor > 0 && payableMinor <= 0 ? 'reserve' : 'minimum'
  return charged(unpaid, reserveMinor, 0, isEnough ? facts.why : kept)
}

/** What a location owes is debited where it gave a mandate for that; else it waits. */
function owing(
  facts: LineFacts,
  agreed: AgreedTerms,
  charges: readonly Charge[],
  leftMinor: number,
): Charged {
  if (agreed.negative === 'carry') return charged(charges, 0, 0, 'negative')
  if (facts.why !== null) return charged(charges, 0, 0, facts.why)
  return facts.canCollect
    ? charged(charges, 0, leftMinor, null)
    : charged(charges, 0, 0, 'negative')
}

function charged(
  charges: readonly Charge[],
  reserveMinor: number,
  payoutMinor: number,
  why: UnpaidReason | null,
): Charged {
  return { charges, feesMinor: nettedMinor(charges), reserveMinor, payoutMinor, why }
}

function chargesOf(
  { terms, place, months }: LineFacts,
  moved: Moved,
  isPayoutMade: boolean,
): readonly Charge[] {
  const { redemptionCount, redeemedMinor, refundedMinor, voidedMinor, returns } = moved
  const activity = { redemptionCount, redeemedMinor, refundedMinor, voidedMinor, isPayoutMade }
  const charges = chargesFor(terms, { ...place, ...activity, months })
  const ofReturn = returns > 0 ? payoutReturnCharge(terms, place) : undefined
  return ofReturn ? [...charges, times(ofReturn, returns)] : charges
}

function times(charge: Charge, count: number): Charge {
  const [amountMinor, taxMinor] = [charge.amountMinor * count, charge.taxMinor * count]
  return { ...charge, amountMinor: minor(amountMinor), taxMinor: minor(taxMinor) }
}
