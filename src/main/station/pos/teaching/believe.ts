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
/** For each row that a label stands above an amount that is alone. */
const APART = -1
/** Rows above such an amount that may be its label: a reference may stand between. */
const ROWS_APART_MAX = 2
/** A card's number or an approval: no label. */
const REFERENCE = -3
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

/** The label stands before the amount, or on one of the last rows above it. */
function candidateOf(rows: readonly string[], place: AmountPlace): readonly Candidate[] {
  const amountRow = place.row
  if (hasWords(place.label)) return [{ labelRow: amountRow, amountRow }]
  const above = rows.flatMap((text, row) => (row < amountRow && text.trim() !== '' ? [row] : []))
  return above
    .slice(-ROWS_APART_MAX)
    .filter((row) => hasWords(rows[row] ?? ''))
    .map((labelRow) => ({ labelRow, amountRow }))
}

function worthOf(
  rows: readonly string[],
  { labelRow, amountRow }: Candidate,
  total: number,
): number {
  const text = rows[labelRow] ?? ''
  const below = total >= 0 && labelRow > total ? BELOW_TOTAL : 0
  const isReference = labelRow !== amountRow && /\d{3}/.test(text)
  const apart = rows.slice(labelRow, amountRow).filter((row) => row.trim() !== '').length
  return WORTH[topicOf(text)] + below + apart * APART + (isReference ? REFERENCE : 0)
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(compact(text))
}
