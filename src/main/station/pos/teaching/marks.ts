import type { Currency } from '../../../../contract/money.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { createInterpreter, type PaperReading } from '../receipts/tenders.ts'
import { compact, undecorated } from '../receipts/words.ts'
import { readPlace } from './places.ts'

/** What a word on a paper can make of it. */
export const MARK_KINDS = ['copy', 'training', 'void'] as const
export type MarkKind = (typeof MARK_KINDS)[number]

const WORD_LENGTH_MAX = 60
const HEADING = /^\W*[*\-=_#<>]{2,}/

/**
 * The row that most likely says what a paper is: words that are not on the sale that was taught,
 * without an amount, set off by stars or dashes first. Null without any.
 */
export function believeMark(
  sale: readonly string[],
  rows: readonly string[],
  profile: ReceiptProfile,
  currency: Currency,
): number | null {
  const known = new Set(sale.map(lettersOf))
  const news = rows
    .map((text, row) => ({ text, row }))
    .filter(({ text }) => lettersOf(text).length > 3 && !known.has(lettersOf(text)))
    .filter(({ row }) => readPlace(rows, row, profile, currency) === undefined)
  return (news.find(({ text }) => HEADING.test(text)) ?? news[0])?.row ?? null
}

/**
 * The profile that knows by this row's words what the paper is. Null when it would not know it, or
 * would take the sale that was taught for one, too.
 */
export function learnMark(
  profile: ReceiptProfile,
  kind: MarkKind,
  papers: {
    readonly rows: readonly string[]
    readonly row: number
    readonly sale: readonly string[]
  },
  currency: Currency,
): ReceiptProfile | null {
  const word = undecorated(papers.rows[papers.row] ?? '')
    .replace(/ ?\S*\d.*$/u, '')
    .slice(0, WORD_LENGTH_MAX)
  if (compact(word).length < 3) return null
  const { row, anywhere } = profile.marks[kind]
  const hasNumber = /\d/.test(papers.rows[papers.row] ?? '')
  const marks = hasNumber
    ? { row, anywhere: [...anywhere, word] }
    : { row: [...row, word], anywhere }
  const taught = { ...profile, marks: { ...profile.marks, [kind]: marks } }
  const kindOf = (rows: readonly string[]): PaperReading['kind'] =>
    createInterpreter(taught)(rows, currency).kind
  return kindOf(papers.rows) === kind && kindOf(papers.sale) === 'sale' ? taught : null
}

function lettersOf(text: string): string {
  return compact(text).replaceAll(/\d/g, '')
}
