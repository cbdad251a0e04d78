import type { ReceiptProfile } from './profile.ts'
import { compact, literal, normalise, undecorated } from './words.ts'

/** The words of a profile, made ready to compare rows with. */
export interface LabelReader {
  /** The profile's label that this text is, or null. */
  readonly labelOf: (text: string) => string | null
  /** True when the row says that a label on it is no tender (a balance, a card sold…). */
  readonly isDisqualified: (row: string) => boolean
  /** True for a row that begins with a word for the total. */
  readonly isTotal: (row: string) => boolean
}

/** Card references that may follow a label: `NO 1234`, `XXXX1234`. Stars are gone by then. */
const REFERENCE = '(?:(?:NO|NR|NUM|REF|N)?X*\\d*)?'
/** A sum of something other than money. */
const NOT_MONEY = /\b(?:QTY|QUANTITY|ITEMS?|ARTICLES?|PIECES?|PCS|DISCOUNT|SAVINGS?|POINTS?)\b/

export function createLabelReader(profile: ReceiptProfile): LabelReader {
  const before = alternatives(profile.before)
  const after = alternatives(profile.after)
  const labels = profile.labels
    .map((label) => ({ label, text: compact(label) }))
    .filter(({ text }) => text !== '')
    .toSorted((left, right) => right.text.length - left.text.length)
    .map(({ label, text }) => ({
      label,
      pattern: new RegExp(`^${before}${literal(text)}${after}${REFERENCE}${after}$`, 'u'),
    }))
  const disqualify = wordsPattern(profile.disqualify, '(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])')
  const totals = wordsPattern(profile.totals, '^', '(?![\\p{L}\\p{N}])')
  return {
    labelOf: (text) => {
      const word = compact(withoutReference(text))
      return labels.find(({ pattern }) => pattern.test(word))?.label ?? null
    },
    isDisqualified: (row) => disqualify.test(normalise(row)),
    isTotal: (row) => {
      const text = undecorated(row)
      return totals.test(text) && !NOT_MONEY.test(text)
    },
  }
}

/** `{41005926} VISA`: some POS put their own reference in brackets before the label. */
function withoutReference(text: string): string {
  return text.replace(/^\s*[[{(][^\])}]{1,20}[\])}]\s*/, '')
}

function alternatives(words: readonly string[]): string {
  const texts = words.map(compact).filter((text) => text !== '')
  const longestFirst = texts.toSorted((left, right) => right.length - left.length)
  return longestFirst.length === 0 ? '' : `(?:${longestFirst.map(literal).join('|')})?`
}

function wordsPattern(words: readonly string[], start: string, end: string): RegExp {
  const texts = words.map((word) => literal(normalise(word)))
  return texts.length === 0 ? /(?!)/ : new RegExp(`${start}(?:${texts.join('|')})${end}`, 'u')
}
