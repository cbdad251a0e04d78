import type { Minor } from '../../../../contract/money.ts'
import type { PrintedAmount } from './amounts.ts'
import type { LabelReader } from './labels.ts'
import type { ReadablePaper } from './readable-paper.ts'

/** An amount that a row of a paper names: its total, what was paid, the change. */
export interface Figure {
  readonly row: number
  readonly amount: PrintedAmount
  readonly amountMinor: Minor
  readonly isMinus: boolean
}

/** What a paper says of itself in figures; tenders are held against it. */
export interface Figures {
  readonly totals: readonly Figure[]
  readonly paid: readonly Figure[]
  readonly changes: readonly Figure[]
  /** Totals printed as bare whole numbers: only a tender printed so is held against them. */
  readonly wholeTotals: readonly Figure[]
  /** Where tenders begin: the first row with a total; -1 without any. */
  readonly totalRow: number
}

/** A paper with what it says of itself. */
export interface Eyes {
  readonly paper: ReadablePaper
  readonly figures: Figures
}

/** Names and amounts that stand in turns on rows of their own: which of them comes first. */
const LADDER_ROWS_MAX = 24

export function readFigures(paper: ReadablePaper): Figures {
  const all = paper.rows.flatMap((_, row) => namedFigures(paper, row))
  const figures = (wanted: FigureKind, isWhole = false) =>
    all
      .filter(({ kind }) => kind === wanted)
      .flatMap(({ row, amount }) => figureOf(paper, row, amount, isWhole))
  const totals = figures('total')
  return {
    totals,
    wholeTotals: figures('total', true),
    paid: figures('paid'),
    changes: figures('change'),
    totalRow: totals[0]?.row ?? -1,
  }
}

/** True when the total, with the change given out of it, makes this amount. */
export function addsUp(figures: Figures, amountMinor: number, isWhole = false): boolean {
  const changes = [0, ...figures.changes.map((change) => change.amountMinor)]
  const totals = isWhole ? [...figures.totals, ...figures.wholeTotals] : figures.totals
  return totals.some((total) =>
    changes.some((change) => amountMinor - change === total.amountMinor),
  )
}

/** The most that this paper says was to be paid, with what was given back of it. */
export function mostOwed({ totals, changes }: Figures): number {
  const most = (list: readonly Figure[]) => Math.max(0, ...list.map((one) => one.amountMinor))
  return most(totals) + most(changes)
}

/**
 * The paper's total: the last one before the customer paid, since discounts and rounding come
 * between; without a tender the last one of the paper.
 */
export function totalOf(figures: Figures, firstTender: number): Figure | null {
  const ends = [firstTender, figures.paid[0]?.row ?? -1, figures.changes[0]?.row ?? -1]
  const end = Math.min(...ends.filter((row) => row > figures.totalRow))
  return figures.totals.findLast(({ row }) => row < end) ?? null
}

type FigureKind = 'total' | 'paid' | 'change'

interface NamedFigure {
  readonly kind: FigureKind
  readonly row: number
  readonly amount: PrintedAmount | null
}

/** A name before several amounts is a row of a table: its total is one of taxes or goods. */
function namedFigures({ labels, parts }: ReadablePaper, row: number): readonly NamedFigure[] {
  const onRow = parts[row] ?? []
  return onRow.flatMap(({ text, amount }, index): NamedFigure[] => {
    const kind = figureKind(labels, amount?.label ?? text)
    const isTable = onRow[index + 1]?.amount?.label === ''
    return kind === null || isTable ? [] : [{ kind, row, amount }]
  })
}

/** True for the words of a total, of what was paid, or of change. */
export function namesFigure(labels: LabelReader, text: string): boolean {
  return figureKind(labels, text) !== null
}

function figureKind(labels: LabelReader, text: string): FigureKind | null {
  if (text.trim() === '') return null
  if (labels.isPaid(text)) return 'paid'
  if (labels.isChange(text) || labels.nameOf(text)?.role === 'change') return 'change'
  return labels.isTotal(text) ? 'total' : null
}

function figureOf(
  paper: ReadablePaper,
  row: number,
  own: PrintedAmount | null,
  isWhole: boolean,
): Figure[] {
  const amount = own ?? loneBeside(paper, row)?.amount ?? null
  const amountMinor = amount && paper.isMoney(amount) !== isWhole ? paper.minorOf(amount) : null
  if (amount === null || amountMinor === null) return []
  return [{ row, amount, amountMinor, isMinus: amount.sign === 'minus' }]
}

/**
 * The amount of a name that has none on its row: on the next row, or on the one above where a
 * ladder of amounts and names begins with an amount and ends with a name.
 */
export function loneBeside(
  paper: ReadablePaper,
  row: number,
): { readonly row: number; readonly amount: PrintedAmount } | null {
  const next = isAmountsFirst(paper, row) ? paper.above(row) : paper.below(row)
  const amount = paper.lone(next)
  return amount && { row: next, amount }
}

function isAmountsFirst(paper: ReadablePaper, row: number): boolean {
  const last = ladderEnd(paper, row, paper.below)
  const first = ladderEnd(paper, row, paper.above)
  return paper.lone(paper.below(last)) === null && paper.lone(paper.above(first)) !== null
}

/** The last name in that direction with an amount between each two. */
function ladderEnd(paper: ReadablePaper, row: number, next: (row: number) => number): number {
  let end = row
  for (let count = 0; count < LADDER_ROWS_MAX; count += 1) {
    const amountRow = next(end)
    const name = next(amountRow)
    if (paper.lone(amountRow) === null || !isBareName(paper, name)) return end
    end = name
  }
  return end
}

/** A row that names a figure or a tender and carries no amount. */
function isBareName(paper: ReadablePaper, row: number): boolean {
  const [part, ...more] = paper.parts[row] ?? []
  if (part === undefined || part.amount !== null || more.length > 0) return false
  return figureKind(paper.labels, part.text) !== null || paper.labels.nameOf(part.text) !== null
}
