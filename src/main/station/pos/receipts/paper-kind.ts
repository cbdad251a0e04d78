import type { ReceiptProfile } from './profile.ts'
import { createHeadingReader } from './taken-back-headings.ts'
import { literal, normalise, undecorate, undecorated } from './words.ts'

/** What a paper says it is, from its headings and footers. */
export interface PaperMarks {
  readonly isCopy: boolean
  readonly isTraining: boolean
  /** An end of day, a shift, a card's activation or balance: nothing on it was paid. */
  readonly isReport: boolean
  /** What was sold comes back: the sale was voided, or goods or money were returned. */
  readonly back: 'void' | 'refund' | null
  /** Rows that head a voided block below the total: what stands under them is taken back. */
  readonly voidRows: ReadonlyMap<number, 'void' | 'refund'>
}

export interface PaperPlaces {
  /** The first row that carries an amount; -1 without any. */
  readonly firstPriced: number
  /** The row of the total; -1 without any. */
  readonly total: number
  /** True when goods that were brought back stand first, and others that cost more below them. */
  readonly isExchange: boolean
  /** True for a row with words and an amount. */
  readonly isPriced: (row: number) => boolean
  /** True for a row that names a tender; in some languages one word is a gift card and a receipt. */
  readonly isTender: (row: number) => boolean
  /** True when the row below this one is a tender. */
  readonly headsTender: (row: number) => boolean
}

/** What a shop says about goods that may be brought back: no paper says it of itself. */
const NOTICE = /\b(?:MUST|REQUIRED?|NEEDED|NECESSARY|WITHIN|DAYS|POLICY|PRESENTED|SHOWN|PRODUCED)\b/

/** What a paper that is such asks of whoever stands at the counter. */
const TO_BE_SIGNED = /\b(?:SIGN\w*|MANAGER|SUPERVISOR|APPROV\w*|AUTHORI[SZ]\w*)\b/

type Marks = ReceiptProfile['marks']['copy']
/** Takes the rows as {@link normalise} gives them. */
export type MarkReader = (normal: readonly string[], places: PaperPlaces) => PaperMarks

/**
 * Prepares the marks of a profile once. A void heading counts above the first price or below the
 * total. Between them it takes back an item, and directly above a tender it takes back that tender;
 * neither makes the sale a void. A report says so above its first amount.
 */
export function createMarkReader(profile: ReceiptProfile): MarkReader {
  const { marks, refundWords } = profile
  const [copy, training, report] = [marks.copy, marks.training, marks.report].map(matcher)
  const numbered = numberedCopy(marks.copy)
  const voided = matcher(marks.void)
  const headingOf = createHeadingReader(profile)
  const refund = matcher({ row: [], anywhere: refundWords })
  return (normal, places) => {
    const { firstPriced, total, headsTender, isTender, isPriced, isExchange } = places
    const rows = normal.map(undecorate)
    const inside = (row: number) => firstPriced >= 0 && row > firstPriced && row < total
    // `DUPLICATE KEY 4.00` and `REPRINT OF PHOTO 0.50`; a heading with a time, `REPRINT 14.32`, is none.
    const isGoods = (text: string, row: number) =>
      row < total && isPriced(row) && /\p{L}{2}/u.test(text.replace(copy ?? '', ' '))
    const backOf = (text: string, row: number): PaperMarks['back'] => {
      // Without amounts it may be a kitchen's ticket: `ORDER 12 CANCELLED`.
      const isPlain = firstPriced >= 0 && !isPriced(row) && !isTender(row)
      const heading = isPlain ? headingOf(text) : null
      // Below the goods shops head what they say of returns in such words, too.
      if (!voided.test(text)) return row < firstPriced || heading === 'void' ? heading : null
      return heading === 'refund' || refund.test(text) ? 'refund' : 'void'
    }
    const counted = rows.flatMap((text, row) => {
      const back = inside(row) || isNotice(text) ? null : backOf(text, row)
      if (back === null) return []
      return isExchange && back === 'refund' && row < firstPriced ? [] : [{ row, back } as const]
    })
    const heading = firstPriced < 0 ? rows : rows.slice(0, firstPriced)
    return {
      isCopy: rows.some(
        (text, row) =>
          (copy?.test(text) && !isGoods(text, row)) || (numbered.test(text) && !isPriced(row)),
      ),
      isTraining: rows.some((row) => training?.test(row)),
      isReport: heading.some((row) => report?.test(row)),
      back: counted.find(({ row }) => !headsTender(row))?.back ?? null,
      voidRows: new Map(
        counted.filter(({ row }) => headsTender(row)).map(({ row, back }) => [row, back]),
      ),
    }
  }
}

function isNotice(text: string): boolean {
  return NOTICE.test(text) && !TO_BE_SIGNED.test(text)
}

/** Words alone on a row, or anywhere on one: `NO DUPLICATE WILL BE ISSUED` says that it is none. */
function matcher({ row, anywhere }: Marks): RegExp {
  const either = (words: readonly string[]) =>
    words
      .map((word) => literal(undecorated(word)))
      .toSorted((left, right) => right.length - left.length)
      .join('|') || '(?!)'
  return new RegExp(
    `^(?:${either(row)})$|(?:^| )(?<!(?:^| )NO )(?:${either(anywhere)})(?= |$)`,
    'u',
  )
}

/**
 * A word for a second print and then its number or its time, and nothing else: `DUPLICATA N° 2`, as
 * the law of some places wants it. Not after a mere `COPY`: the customer's own may be number 1.
 */
function numberedCopy({ row }: Marks): RegExp {
  const words = row.map(undecorated).filter((word) => !/\b[CK]OP/.test(word))
  const number =
    '(?:(?:N|NO|NR|NUM|NUMERO|NUMMER)?°? ?|(?:DU|DE|LE|A|DEL|EL|DI|VOM|AM|UM|VAN|OM|OF|ON|AT) )'
  return new RegExp(`^(?:${words.map(literal).join('|') || '(?!)'})(?: ${number}\\d{1,4})+$`, 'u')
}

/**
 * Prepares patterns once: the first value that one of them finds, top to bottom. Takes the rows as
 * {@link normalise} gives them.
 */
export function createFieldFinder(
  patterns: readonly string[],
): (normal: readonly string[]) => string | null {
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'u'))
  return (normal) => {
    for (const text of normal) {
      for (const expression of expressions) {
        const value = expression.exec(text)?.[1]
        if (value !== undefined) return value.trim()
      }
    }
    return null
  }
}

/** The first value that one of the patterns finds on the rows, top to bottom; null without one. */
export function findField(rows: readonly string[], patterns: readonly string[]): string | null {
  return createFieldFinder(patterns)(rows.map(normalise))
}
