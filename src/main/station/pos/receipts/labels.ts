import { createMarkFinder } from './currency-marks.ts'
import type { ReceiptProfile } from './profile.ts'
import { compact, literal, normalise, undecorated } from './words.ts'

/** What a text says with a tender's name in it: that it was given, or that it came back. */
export interface NamedTender {
  /** The profile's word for the tender. */
  readonly label: string
  readonly role: 'tender' | 'change' | 'void' | 'refund'
}

/** The words of a profile, made ready to compare rows with. */
export interface LabelReader {
  /** The profile's label that this text is, or null. */
  readonly labelOf: (text: string) => string | null
  /** The same, with what the words around the label say. */
  readonly nameOf: (text: string) => NamedTender | null
  /** The label after a word for the way of paying: `PAYMENT TYPE: GIFT CARD`; its amount is elsewhere. */
  readonly methodOf: (row: string) => string | null
  /** What the row says from the label on that stands among its words, or null. */
  readonly mentionOf: (row: string) => string | null
  /** True when the row says that a label on it is no tender (a balance, a card sold…). */
  readonly isDisqualified: (row: string) => boolean
  /** True for a row that begins with a word for the total. */
  readonly isTotal: (row: string) => boolean
  /** True for a text that is a word for what was handed over, and nothing else. */
  readonly isPaid: (text: string) => boolean
  /** True for a text that ends in a word for change. */
  readonly isChange: (text: string) => boolean
  /** True for a word that takes a tender back, alone or with one for paying: `VOID PAYMENT`. */
  readonly isTakingBack: (text: string) => boolean
  /** True for a text that may stand before an amount on a row of its own. */
  readonly isAmountWord: (text: string) => boolean
}

/** Card references that may follow a label: `NO 1234`, `XXXX1234`, `(ending in 1234)`. Stars are gone by then. */
const REFERENCE = '(?:(?:ENDINGIN|ENDINGWITH|ENDING|NO|NR|NUM|REF|N)?X*\\d*)?'
/** A sum of something other than money, or of a part of it: of a page that others follow, too. */
const NOT_TOTAL =
  /\b(?:QTY|QUANTITY|ITEMS?|ARTICLES?|PIECES?|PCS|DISCOUNT|SAVINGS?|POINTS?|REMISES?|RABATT|DESCUENTO|SCONTO|KORTING|DESCONTO|CARRIED|BROUGHT|FORWARD|REPORTER|UBERTRAG)\b/
const TAX = /\b(?:GST|HST|PST|QST|TPS|TVQ|TVA|TAX|TAXES|VAT|MWST|UST|IVA|BTW|EXCL|EXCLUDING|HT)\b/
const WITH_TAX =
  /\b(?:INCL|INC|INCLUDING|INCLUDES?|INCLUSIVE|INCLUS|COMPRIS|TTC|INKL|WITH|INCLUIDO)\b/

export function createLabelReader(profile: ReceiptProfile): LabelReader {
  const pattern = namePattern(profile)
  const anyLabel = new RegExp(alternatives(profile.labels), 'u')
  // Of two spellings of one label the first in the profile is its name.
  const labels = new Map(profile.labels.toReversed().map((label) => [compact(label), label]))
  const marks = createMarkFinder(profile.currencyMarks)
  const roles = rolesOf(profile)
  const disqualify = wordsPattern(profile.disqualify, WORD_START, WORD_END)
  const totals = wordsPattern(profile.totals, '^', WORD_END)
  const mention = mentionPattern(profile.labels)
  const methods = wordsPattern(profile.methods, '(?:^|.* )', ' (?<rest>.*)$')
  const [paid, amountWords] = [profile.paid, profile.amountWords].map(
    (list) => new Set(list.map(compact)),
  )
  const change = wordsPattern(profile.change, '(?:^| )', '$')
  const takingBack = takingBackPattern(profile)
  const named = (text: string): NamedTender | null => {
    const word = compact(text)
    if (word === '' || !anyLabel.test(word)) return null
    const groups = pattern.exec(word)?.groups
    const label = labels.get(groups?.['label'] ?? '')
    return label === undefined ? null : { label, role: roleOf(groups, roles) }
  }
  const nameOf = (text: string): NamedTender | null => {
    const inner = withoutExtras(text, marks.isMark)
    return named(inner) ?? named(marks.atEnd(inner.trimEnd())?.rest ?? '')
  }
  return {
    nameOf,
    labelOf: (text) => nameOf(text)?.label ?? null,
    methodOf: (row) => {
      const rest = methods.exec(undecorated(row))?.groups?.['rest']
      return rest === undefined ? null : (nameOf(rest)?.label ?? null)
    },
    mentionOf: (row) => {
      const at = row.search(mention)
      if (at >= 0) return row.slice(at)
      return mention.test(normalise(row)) ? row : null
    },
    isDisqualified: (row) => disqualify.test(normalise(row)),
    isTotal: (row) => {
      const text = undecorated(row)
      if (!totals.test(text) || NOT_TOTAL.test(text)) return false
      return !TAX.test(text) || WITH_TAX.test(text)
    },
    isPaid: (text) => paid?.has(compact(text)) ?? false,
    isChange: (text) => change.test(undecorated(marks.atEnd(text.trimEnd())?.rest ?? text)),
    isTakingBack: (text) => takingBack.test(compact(text)),
    isAmountWord: (text) => amountWords?.has(compact(text)) ?? false,
  }
}

const WORD_START = '(?<![\\p{L}\\p{N}])'
const WORD_END = '(?![\\p{L}\\p{N}])'

/** One pattern of all labels, longest first: `CASH CARD` before `CASH`. */
function namePattern(profile: ReceiptProfile): RegExp {
  const before = `(?:${alternatives(profile.before)}){0,3}`
  const after = `(?:${alternatives(profile.after)}){0,3}`
  const given = alternatives([...profile.change, ...profile.voidWords, ...profile.refundWords])
  const label = alternatives(profile.labels)
  return new RegExp(
    `^${before}(?<first>${given})?${before}(?<label>${label})${after}(?<second>${given})?${REFERENCE}${after}(?<third>${given})?$`,
    'u',
  )
}

function takingBackPattern({ before, after, voidWords }: ReceiptProfile): RegExp {
  const [front, back] = [before, after].map((words) => `(?:${alternatives(words)}){0,2}`)
  return new RegExp(`^${front}${alternatives(voidWords)}${back}$`, 'u')
}

function byLength(labels: readonly string[]): string[] {
  return labels
    .filter((label) => compact(label) !== '')
    .toSorted((left, right) => compact(right).length - compact(left).length)
}

/** A label among other words, with any blanks and signs between its own. */
function mentionPattern(labels: readonly string[]): RegExp {
  const texts = byLength(labels).map((label) =>
    undecorated(label).split(' ').map(literal).join('[^\\p{L}\\p{N}]{1,3}'),
  )
  return new RegExp(`${WORD_START}(?:${texts.join('|') || '(?!)'})${WORD_END}`, 'iu')
}

type Roles = ReadonlyMap<string, NamedTender['role']>

function rolesOf({ change, voidWords, refundWords }: ReceiptProfile): Roles {
  const as = (role: NamedTender['role']) => (word: string) => [compact(word), role] as const
  return new Map([
    ...change.map(as('change')),
    ...voidWords.map(as('void')),
    ...refundWords.map(as('refund')),
  ])
}

function roleOf(groups: Record<string, string> | undefined, roles: Roles): NamedTender['role'] {
  const word = groups?.['first'] ?? groups?.['second'] ?? groups?.['third']
  return (word === undefined ? undefined : roles.get(word)) ?? 'tender'
}

/**
 * Without what some POS print around a label: their own reference in brackets, a date, a time or a
 * number of the row before it, a currency in brackets behind it.
 */
function withoutExtras(text: string, isMark: (text: string) => boolean): string {
  return text
    .replace(/^\s*(?:[[{(][^\])}]{1,20}[\])}]|[*X#•]+\d{2,6}(?= ))\s*/, '')
    .replace(
      /^\s*(?:(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}[).])\s+)+/,
      '',
    )
    .replace(/\(([^()]{1,6})\)\s*[:=]?\s*$/, (whole, inner: string) =>
      isMark(inner.trim()) ? '' : whole,
    )
}

function alternatives(words: readonly string[]): string {
  const texts = words.map(compact).filter((text) => text !== '')
  const longestFirst = texts.toSorted((left, right) => right.length - left.length)
  return longestFirst.length === 0 ? '(?!)' : `(?:${longestFirst.map(literal).join('|')})`
}

function wordsPattern(words: readonly string[], start: string, end: string): RegExp {
  const texts = words.map((word) => literal(normalise(word))).toSorted(longerFirst)
  return texts.length === 0 ? /(?!)/ : new RegExp(`${start}(?:${texts.join('|')})${end}`, 'u')
}

function longerFirst(left: string, right: string): number {
  return right.length - left.length
}
