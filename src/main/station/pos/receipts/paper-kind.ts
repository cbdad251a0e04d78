import type { ReceiptProfile } from './profile.ts'
import { normalise, undecorated } from './words.ts'

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
export type MarkReader = (rows: readonly string[], places: PaperPlaces) => PaperMarks

/**
 * Prepares the marks of a profile once. A void heading counts above the first price or below the
 * total. Between them it takes back an item, and directly above a tender it takes back that tender;
 * neither makes the sale a void. A report says so above its first amount.
 */
export function createMarkReader({ marks, refundWords }: ReceiptProfile): MarkReader {
  const [copy, training, report] = [marks.copy, marks.training, marks.report].map(matcher)
  const voided = matcher(marks.void)
  const refunds = refundWords.map((word) => ` ${undecorated(word)} `)
  const backOf = (row: string) => {
    const text = ` ${undecorated(row)} `
    return refunds.some((word) => text.includes(word)) ? 'refund' : 'void'
  }
  return (rows, places) => {
    const { firstPriced, total, headsTender } = places
    const inside = (row: number) => firstPriced >= 0 && row > firstPriced && row < total
    const counted = rows.flatMap((text, row) =>
      voided(text) && !inside(row) ? [{ row, back: backOf(text) } as const] : [],
    )
    const heading = firstPriced < 0 ? rows : rows.slice(0, firstPriced)
    return {
      isCopy: rows.some((row) => copy?.(row)),
      isTraining: rows.some((row) => training?.(row)),
      isReport: heading.some((row) => report?.(row)),
      back: counted.find(({ row }) => !headsTender(row))?.back ?? null,
      voidRows: new Map(
        counted.filter(({ row }) => headsTender(row)).map(({ row, back }) => [row, back]),
      ),
    }
  }
}

function matcher(marks: Marks): (row: string) => boolean {
  const alone = new Set(marks.row.map(undecorated))
  const anywhere = marks.anywhere.map((phrase) => ` ${undecorated(phrase)} `)
  return (row) => {
    const text = undecorated(row)
    if (text === '') return false
    return alone.has(text) || anywhere.some((phrase) => ` ${text} `.includes(phrase))
  }
}

/** Prepares patterns once: the first value that one of them finds, top to bottom. */
export function createFieldFinder(
  patterns: readonly string[],
): (rows: readonly string[]) => string | null {
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'u'))
  return (rows) => {
    for (const row of rows) {
      const text = normalise(row)
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
  return createFieldFinder(patterns)(rows)
}
