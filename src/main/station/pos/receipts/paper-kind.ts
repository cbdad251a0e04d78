import type { ReceiptProfile } from './profile.ts'
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
  /** True when the row below this one is a tender. */
  readonly headsTender: (row: number) => boolean
}

type Marks = ReceiptProfile['marks']['copy']
/** Takes the rows as {@link normalise} gives them. */
export type MarkReader = (normal: readonly string[], places: PaperPlaces) => PaperMarks

/**
 * Prepares the marks of a profile once. A void heading counts above the first price or below the
 * total. Between them it takes back an item, and directly above a tender it takes back that tender;
 * neither makes the sale a void. A report says so above its first amount.
 */
export function createMarkReader({ marks, refundWords }: ReceiptProfile): MarkReader {
  const [copy, training, report] = [marks.copy, marks.training, marks.report].map(matcher)
  const voided = matcher(marks.void)
  const refund = matcher({ row: [], anywhere: refundWords })
  return (normal, places) => {
    const { firstPriced, total, headsTender } = places
    const rows = normal.map(undecorate)
    const inside = (row: number) => firstPriced >= 0 && row > firstPriced && row < total
    const counted = rows.flatMap((text, row) =>
      voided.test(text) && !inside(row)
        ? [{ row, back: refund.test(text) ? 'refund' : 'void' } as const]
        : [],
    )
    const heading = firstPriced < 0 ? rows : rows.slice(0, firstPriced)
    return {
      isCopy: rows.some((row) => copy?.test(row)),
      isTraining: rows.some((row) => training?.test(row)),
      isReport: heading.some((row) => report?.test(row)),
      back: counted.find(({ row }) => !headsTender(row))?.back ?? null,
      voidRows: new Map(
        counted.filter(({ row }) => headsTender(row)).map(({ row, back }) => [row, back]),
      ),
    }
  }
}

/** Words alone on a row, or anywhere on one. */
function matcher({ row, anywhere }: Marks): RegExp {
  const either = (words: readonly string[]) =>
    words.map((word) => literal(undecorated(word))).join('|') || '(?!)'
  return new RegExp(`^(?:${either(row)})$|(?:^| )(?:${either(anywhere)})(?= |$)`, 'u')
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
