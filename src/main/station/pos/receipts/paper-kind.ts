import type { ReceiptProfile } from './profile.ts'
import { normalise, undecorated } from './words.ts'

/** What a paper says it is, from its headings and footers. */
export interface PaperMarks {
  readonly isCopy: boolean
  readonly isTraining: boolean
  readonly isVoid: boolean
  /** Rows that head a voided block below the total: what stands under them is taken back. */
  readonly voidRows: ReadonlySet<number>
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

/**
 * A void heading counts above the first price or below the total. Between them it takes back an
 * item, and directly above a tender it takes back that tender; neither makes the sale a void.
 */
export function readMarks(
  rows: readonly string[],
  { marks }: ReceiptProfile,
  places: PaperPlaces,
): PaperMarks {
  const [copy, training, voided] = [marks.copy, marks.training, marks.void].map(matcher)
  const voidRows = rows.flatMap((row, index) => (voided?.(row) ? [index] : []))
  const inside = (row: number) =>
    places.firstPriced >= 0 && row > places.firstPriced && row < places.total
  const counted = voidRows.filter((row) => !inside(row))
  return {
    isCopy: rows.some((row) => copy?.(row)),
    isTraining: rows.some((row) => training?.(row)),
    isVoid: counted.some((row) => !places.headsTender(row)),
    voidRows: new Set(counted.filter(places.headsTender)),
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

/** The first value that one of the patterns finds on the rows, top to bottom; null without one. */
export function findField(rows: readonly string[], patterns: readonly string[]): string | null {
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'u'))
  for (const row of rows) {
    const text = normalise(row)
    for (const expression of expressions) {
      const value = expression.exec(text)?.[1]
      if (value !== undefined) return value
    }
  }
  return null
}
