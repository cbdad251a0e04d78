import { z } from 'zod'
import { currencySchema } from '../../../../contract/money.ts'
import { invariant, type Parsed, parseUnknown } from '../../../../contract/parse.ts'
import defaultJson from '../profiles/default.json' with { type: 'json' }
import { CODE_PAGE_FAMILIES } from './code-pages.ts'
import { isReadablePage } from './row-text.ts'

const word = z.string().min(1).max(60)
const words = z.array(word).max(200)
const page = z.string().max(20).refine(isReadablePage, 'not a code page that can be read')
const pattern = z.string().max(1_000).refine(isPattern, 'not a regular expression with one group')
const patterns = z.array(pattern).max(20)

/** Words that make a paper what it is: alone on a row, or anywhere on one. */
const marksSchema = z.strictObject({ row: words, anywhere: words })

/**
 * What is peculiar to one POS, as data: how its bytes are read and how its receipts name a
 * gift-card tender. Words are compared without accents, case, dots and double spaces.
 */
export const receiptProfileSchema = z.strictObject({
  name: word,
  printer: z.strictObject({
    codePages: z.enum(CODE_PAGE_FAMILIES),
    initialPage: page,
    kanji: page.nullable(),
    startsInKanji: z.boolean(),
    columns: z.int().min(20).max(140).nullable(),
    initEndsPaper: z.boolean(),
  }),
  /** The tender's names. */
  labels: words.min(1),
  /** Words that may stand before or after a label on its row. */
  before: words,
  after: words,
  /** A row with a label and one of these is no tender: balances, sales of cards, promotions. */
  disqualify: words,
  /** Tenders stand below the first row that begins with one of these, where there is one. */
  totals: words,
  /** Words for what the customer handed over, on a row of their own. */
  paid: words.default(defaultJson.paid),
  /** Words that stand before a tender's name where its amount is printed elsewhere. */
  methods: words.default(defaultJson.methods),
  /** Words for money given back out of the tender. */
  change: words.default(defaultJson.change),
  /** Words that take a tender back on its own row. */
  voidWords: words.default(defaultJson.voidWords),
  /** Words that say that money or goods come back, on a row or a whole paper. */
  refundWords: words.default(defaultJson.refundWords),
  /** Words for a sale and its paper: with one that takes back they say that the sale was. */
  documents: words.default(defaultJson.documents),
  /** Words that may stand before the amount when it has a row of its own. */
  amountWords: words.default(defaultJson.amountWords),
  amountRow: z.enum(['same', 'same-or-next']),
  /**
   * `as-printed`: minus gives back; `by-total`: so it does, unless the paper's own total shows that
   * this POS prints payments with a minus; `inverted`: it always does; `ignored`: the sign says
   * nothing.
   */
  sign: z.enum(['as-printed', 'by-total', 'inverted', 'ignored']),
  /** Null: the currency decides by the digits after the last mark. */
  decimalMark: z.enum(['.', ',']).nullable(),
  /** True when this POS leaves out the decimals of round amounts. */
  wholeNumbers: z.boolean(),
  /** Signs beside amounts, with their currency where they have only one. */
  currencyMarks: z.record(z.string().min(1).max(8), currencySchema.nullable()),
  marks: z.strictObject({
    copy: marksSchema,
    training: marksSchema,
    void: marksSchema,
    /** Papers that are no sale at all: end of day, shift, activation and balance of a card. */
    report: marksSchema.default(defaultJson.marks.report),
  }),
  /** Regular expressions over the upper-case row without accents; the first group is the value. */
  fields: z.strictObject({
    receiptNumber: patterns,
    voidedReceiptNumber: patterns,
    till: patterns,
    printedDate: patterns,
    clerk: patterns.default(defaultJson.fields.clerk),
  }),
})
export type ReceiptProfile = z.output<typeof receiptProfileSchema>

/** Checks a profile that came from a file or a setting. */
export function parseProfile(input: unknown): Parsed<ReceiptProfile> {
  return parseUnknown(receiptProfileSchema, input)
}

/** The profile for POS that nobody described: gift-card words in seven languages. */
export function defaultProfile(): ReceiptProfile {
  const parsed = parseProfile(defaultJson)
  invariant(parsed.ok, 'the default profile is of the right form')
  return parsed.value
}

/** The same POS with other tender names. */
export function withLabels(profile: ReceiptProfile, labels: readonly string[]): ReceiptProfile {
  return { ...profile, labels: [...labels] }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(`${text}|`, 'u').exec('')?.length === 2
  } catch {
    return false
  }
}
