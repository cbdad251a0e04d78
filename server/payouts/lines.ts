import { type Candidate, type Frame, unfitText } from './facts.ts'
import { figureLine, isNothing, type LineFigures } from './figures.ts'
import type { Line } from './rows.ts'

/** A location with what the run does for it. */
export interface FiguredLine {
  readonly candidate: Candidate
  readonly figures: LineFigures
  /** As it is kept: a reason, with the bank's words after a colon where there are any. */
  readonly why: string | null
}

/** The lines of a run: of all locations where there is anything to say. */
export function figuredLines(
  candidates: readonly Candidate[],
  lastId: number,
): readonly FiguredLine[] {
  return candidates
    .filter(({ before }) => (before?.to_id ?? 0) <= lastId)
    .map(figured)
    .filter(({ figures }) => !isNothing(figures))
}

function figured(candidate: Candidate): FiguredLine {
  const figures = figureLine(candidate.facts)
  const unfit = unfitText(candidate, figures.payoutMinor)
  if (unfit === undefined) return { candidate, figures, why: figures.why }
  const kept = figureLine({ ...candidate.facts, why: unfit.why })
  return { candidate, figures: kept, why: `${unfit.why}: ${unfit.text}` }
}

/** A line as it is frozen. */
export function lineRow(
  { candidate, figures, why }: FiguredLine,
  frame: Frame,
  runId: string,
): Line {
  const { place, before, totals, way } = candidate
  return {
    ...{ run_id: runId, location_id: place.locationId, currency: place.currency },
    number: (before?.number ?? 0) + 1,
    ...{ from_id: before?.to_id ?? 0, to_id: frame.lastId, totals: JSON.stringify(totals) },
    ...{ opening_minor: figures.openingMinor, redemption_count: figures.redemptionCount },
    ...{ redeemed_minor: figures.redeemedMinor, voided_minor: figures.voidedMinor },
    ...{ refunded_minor: figures.refundedMinor, returned_minor: figures.returnedMinor },
    ...{ adjusted_minor: figures.adjustedMinor, due_minor: figures.dueMinor },
    ...{ charges: JSON.stringify(figures.charges), fees_minor: figures.feesMinor },
    ...{ reserve_minor: figures.reserveMinor, payout_minor: figures.payoutMinor },
    ...{ carried_minor: figures.carriedMinor, why, is_cancelled: 0 },
    profile_id: 'profile' in way ? way.profile.row.id : null,
  }
}
