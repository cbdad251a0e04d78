import type { Currency, Minor } from '../../../../contract/money.ts'
import { createLabelReader } from '../receipts/labels.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { compact } from '../receipts/words.ts'
import { type AmountPlace, findPlaces } from './places.ts'
import { type Topic, topicOf } from './vocabulary.ts'

/** Which rows a paper's gift-card tender is believed to stand on. */
export interface Belief {
  readonly labelRow: number
  readonly amountRow: number
  /** Sure: its words speak of a gift card, and no other row is nearly as good. */
  readonly isSure: boolean
}

/** What a paper has to offer for a known amount. */
export interface Beliefs {
  readonly best: Belief | null
  /** Every row that holds the amount. */
  readonly amountRows: readonly number[]
}

export interface KnownAmount {
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** How much the words of a row speak for it. */
const WORTH: Readonly<Record<Topic, number>> = {
  gift: 6,
  unknown: 0,
  goods: -3,
  other: -5,
  sum: -6,
}
/** Tenders stand below the total. */
const BELOW_TOTAL = 3
/** A label without an amount of its own, above an amount that is alone. */
const APART = -1
/** A belief is sure from here on, when it leads by that much. */
const SURE_FROM = 5
const SURE_LEAD = 3

/** Ranks the rows that hold a known amount by what their words say. Pure. */
export function believe(
  rows: readonly string[],
  known: KnownAmount,
  profile: ReceiptProfile,
): Beliefs {
  const places = findPlaces(rows, known.amountMinor, profile, known.currency)
  const total = rows.findIndex(createLabelReader(profile).isTotal)
  const ranked = places
    .flatMap((place) => candidateOf(rows, place))
    .map((candidate) => ({ ...candidate, worth: worthOf(rows, candidate, total) }))
    .toSorted((left, right) => right.worth - left.worth || right.amountRow - left.amountRow)
  const [first, second] = ranked
  const best = first && {
    labelRow: first.labelRow,
    amountRow: first.amountRow,
    isSure: first.worth >= SURE_FROM && first.worth - (second?.worth ?? -100) >= SURE_LEAD,
  }
  return { best: best ?? null, amountRows: places.map(({ row }) => row) }
}

interface Candidate {
  readonly labelRow: number
  readonly amountRow: number
}

/** The label stands before the amount, or on the last row above it that has no amount. */
function candidateOf(rows: readonly string[], place: AmountPlace): readonly Candidate[] {
  if (hasWords(place.label)) return [{ labelRow: place.row, amountRow: place.row }]
  const labelRow = rows.findLastIndex((text, row) => row < place.row && text.trim() !== '')
  return hasWords(rows[labelRow] ?? '') ? [{ labelRow, amountRow: place.row }] : []
}

function worthOf(
  rows: readonly string[],
  { labelRow, amountRow }: Candidate,
  total: number,
): number {
  const below = total >= 0 && labelRow > total ? BELOW_TOTAL : 0
  return WORTH[topicOf(rows[labelRow] ?? '')] + below + (labelRow === amountRow ? 0 : APART)
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(compact(text))
}
