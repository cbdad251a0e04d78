import { type Currency, currencyExponent, type Minor } from '../../../../contract/money.ts'
import { createLabelReader } from '../receipts/labels.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { createInterpreter } from '../receipts/tenders.ts'
import { compact, normalise, undecorated } from '../receipts/words.ts'
import { type AmountPlace, readPlace } from './places.ts'

/** The rows that a person says the gift-card tender stands on. */
export interface ChosenRows {
  readonly labelRow: number
  readonly amountRow: number
}

/** What was learnt of one paper. */
export interface Learnt {
  readonly profile: ReceiptProfile
  readonly label: string
  readonly amountMinor: Minor
}

/** Why nothing can be learnt of these rows. */
export type LearningProblem =
  /** The label's row has no word. */
  | 'no-label'
  /** The amount's row has no amount at its end. */
  | 'no-amount'
  /** The amount stands too far from its label to be told from others. */
  | 'too-far'
  /** The paper with the new rule does not give this one payment. */
  | 'not-readable'

export type Learning =
  | { readonly ok: true; readonly learnt: Learnt }
  | { readonly ok: false; readonly problem: LearningProblem }

const LABEL_LENGTH_MAX = 60

/** What the new rule is built upon. */
export interface LearningBase {
  /** Gives all that the rows do not show. */
  readonly profile: ReceiptProfile
  /** Its labels were learnt here, too, and stay; those of a general profile go. */
  readonly keepsLabels: boolean
  readonly currency: Currency
}

/**
 * Makes a profile that reads the chosen rows as a gift-card payment: the label, where its amount
 * stands, what its sign says, how amounts are spelled, where the goods end. The result was tried on
 * the same paper. Pure.
 */
export function learn(
  rows: readonly string[],
  { labelRow, amountRow }: ChosenRows,
  base: LearningBase,
): Learning {
  const { currency } = base
  const place = readPlace(rows, amountRow, base.profile, currency)
  if (place === undefined) return { ok: false, problem: 'no-amount' }
  const isSameRow = labelRow === amountRow
  const label = labelIn(isSameRow ? place.label : (rows[labelRow] ?? ''))
  if (label === '') return { ok: false, problem: 'no-label' }
  const { amountMinor } = place
  const taught = withTender(base, { label, place, isSameRow })
  const candidates = [
    withTotalLearnt(rows, labelRow, taught, currency),
    taught,
    withTotalBelow(rows, labelRow, taught),
  ]
  const profile = candidates.find((one) => readsAs(one, rows, currency, place))
  if (profile !== undefined) return { ok: true, learnt: { profile, label, amountMinor } }
  const isNear = isSameRow || amountRow === rowBelow(rows, labelRow)
  return { ok: false, problem: isNear ? 'not-readable' : 'too-far' }
}

/** True when a paper with this profile is one sale with one payment, of the amount on that row. */
function readsAs(
  profile: ReceiptProfile,
  rows: readonly string[],
  currency: Currency,
  { row, amountMinor }: AmountPlace,
): boolean {
  const { kind, tenders } = createInterpreter(profile)(rows, currency)
  const [tender] = tenders
  const isOne = kind === 'sale' && tenders.length === 1
  return isOne && tender?.amountMinor === amountMinor && tender.row === row
}

function rowBelow(rows: readonly string[], row: number): number {
  return rows.findIndex((text, index) => index > row && text.trim() !== '')
}

/** A label's words: without references in front and behind, marks and leaders. */
function labelIn(text: string): string {
  const plain = normalise(text)
    .replace(/^[[{(][^\])}]{1,20}[\])}] */u, '')
    .replace(/(?:[ :.#*]+(?:NO|NR|NUM|REF|N)?[ .:#°]*[X*•\d][X*•\d -]*)+$/u, '')
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  return /\p{L}{2}/u.test(compact(plain)) ? plain.slice(0, LABEL_LENGTH_MAX) : ''
}

interface TenderShape {
  readonly label: string
  readonly place: AmountPlace
  readonly isSameRow: boolean
}

/** The words that say "no tender" stay, but for those that are in the label itself. */
function withTender(
  { profile: base, keepsLabels, currency }: LearningBase,
  { label, place, isSameRow }: TenderShape,
): ReceiptProfile {
  const known = compact(label)
  const kept = keepsLabels ? base.labels.filter((one) => compact(one) !== known) : []
  const { newMark } = place
  return {
    ...base,
    labels: [label, ...kept],
    disqualify: base.disqualify.filter((word) => !isDisqualifying(base, word, label)),
    amountRow: amountRowRule(base, kept.length > 0, isSameRow),
    sign: signRule(place.sign),
    wholeNumbers: base.wholeNumbers || (place.isWhole && currencyExponent(currency) > 0),
    currencyMarks:
      newMark === null ? base.currencyMarks : { ...base.currencyMarks, [newMark]: null },
  }
}

function amountRowRule(
  base: ReceiptProfile,
  hasOthers: boolean,
  isSameRow: boolean,
): ReceiptProfile['amountRow'] {
  if (!isSameRow) return 'same-or-next'
  return hasOthers ? base.amountRow : 'same'
}

function isDisqualifying(base: ReceiptProfile, word: string, label: string): boolean {
  return createLabelReader({ ...base, disqualify: [word] }).isDisqualified(label)
}

function signRule(sign: AmountPlace['sign']): ReceiptProfile['sign'] {
  if (sign === 'unclear') return 'ignored'
  return sign === 'minus' ? 'inverted' : 'as-printed'
}

/**
 * In a language whose word for the total nobody told us: the nearest row above the tender that holds
 * the largest amount so far, when goods stand above it.
 */
function withTotalLearnt(
  rows: readonly string[],
  labelRow: number,
  base: ReceiptProfile,
  currency: Currency,
): ReceiptProfile {
  const above = rows.slice(0, labelRow)
  const { isTotal } = createLabelReader(base)
  if (above.some(isTotal)) return base
  const priced = above
    .flatMap((_, row) => readPlace(rows, row, base, currency) ?? [])
    .filter(({ isWhole }) => base.wholeNumbers || !isWhole)
  const largest = Math.max(0, ...priced.map(({ amountMinor }) => amountMinor))
  const total = priced.findLast(({ amountMinor }) => amountMinor === largest)
  const goods = priced.filter((place) => total !== undefined && place.row < total.row)
  const word = total === undefined ? '' : wordsOnly(total.label)
  if (goods.length < 2 || word.length < 3) return base
  return { ...base, totals: [...base.totals, word] }
}

/** The words that a row begins with, up to its first number. */
function wordsOnly(text: string): string {
  return undecorated(text).replace(/ ?\S*\d.*$/u, '')
}

/** Tills whose tenders stand above their total: its word does not end the goods there. */
function withTotalBelow(
  rows: readonly string[],
  labelRow: number,
  base: ReceiptProfile,
): ReceiptProfile {
  const below = rows.slice(labelRow + 1)
  const totals = base.totals.filter((word) => {
    const { isTotal } = createLabelReader({ ...base, totals: [word] })
    return !below.some(isTotal)
  })
  return { ...base, totals }
}
