import type { Currency, Minor } from '../../../../contract/money.ts'
import type { ReadTender } from '../../ports.ts'
import { looksLikeMoney } from './amounts.ts'
import { isExchange } from './exchanged-goods.ts'
import { type Figures, readFigures, totalOf } from './figures.ts'
import { PAPER_TENDERS_MAX } from './limits.ts'
import { createFieldFinder, createMarkReader, type PaperMarks } from './paper-kind.ts'
import type { ReceiptProfile } from './profile.ts'
import { createPaperViewer, currencyOf, type ReadablePaper } from './readable-paper.ts'
import { confidenceOf, type ReadingReason } from './reading-reasons.ts'
import type { Doubt } from './row-tender.ts'
import { asTakenBack, type Settled, type SettledTender, settleTenders } from './settle-tenders.ts'
import { namesTender, readTenderRows } from './tender-rows.ts'
import { toldAgain } from './told-again.ts'
import { undoneBelow } from './undone-tenders.ts'
import { normalise } from './words.ts'

/** A gift-card tender on a paper. The label is the profile's word for it. */
export interface FoundTender extends Omit<ReadTender, 'currency'> {
  /** As printed in full, else as set; null when neither is known. */
  readonly currency: Currency | null
}

export interface PaperReading {
  readonly kind: 'sale' | 'copy' | 'training' | 'void'
  /** An end of day, a shift, a card's activation or balance: no tender on it is one. */
  readonly isReport: boolean
  readonly tenders: readonly FoundTender[]
  readonly doubts: readonly Doubt[]
  /** On a void paper: the number of the sale that it takes back, when that is printed. */
  readonly receiptNumber: string | null
  readonly till: string | null
  readonly printedDate: string | null
  readonly clerk: string | null
  readonly totalMinor: Minor | null
}

export type PaperInterpreter = (rows: readonly string[], setting: Currency | null) => PaperReading

/** Prepares a profile once; the result reads the rows of any number of papers. Pure. */
export function createInterpreter(profile: ReceiptProfile): PaperInterpreter {
  const view = createPaperViewer(profile)
  const readMarks = createMarkReader(profile)
  const readFields = createFieldReader(profile)
  return (rows, setting) => {
    const paper = view(rows, setting)
    const figures = readFigures(paper)
    const normal = rows.map(normalise)
    const first = firstPriced(paper)
    const marks = readMarks(normal, {
      firstPriced: first,
      total: figures.totalRow,
      isExchange: isExchange(paper, figures, first),
      isPriced: (row) => isPriced(paper, row),
      isTender: (row) => namesTender(paper, row),
      headsTender: (row) => namesTender(paper, paper.below(row)),
    })
    const { tenders, doubts, isVoid } = readTenders(paper, figures, marks)
    const kind = kindOf(marks, isVoid)
    return {
      kind,
      isReport: marks.isReport,
      tenders: tenders.map((tender) => asFound(paper, figures, tender, kind)),
      doubts,
      ...readFields(normal, isVoid),
      totalMinor: totalOf(figures, tenders[0]?.row ?? -1)?.amountMinor ?? null,
    }
  }
}

/** What stands on a paper that is no sale of its own is what the paper is. */
function tenderKind(paper: PaperReading['kind'], kind: FoundTender['kind']): FoundTender['kind'] {
  return paper === 'copy' || paper === 'training' ? paper : kind
}

function createFieldReader({ fields }: ReceiptProfile) {
  const receiptNumber = createFieldFinder(fields.receiptNumber)
  const voidedReceiptNumber = createFieldFinder(fields.voidedReceiptNumber)
  const till = createFieldFinder(fields.till)
  const printedDate = createFieldFinder(fields.printedDate)
  const clerk = createFieldFinder(fields.clerk)
  return (normal: readonly string[], isVoid: boolean) => ({
    receiptNumber: (isVoid ? voidedReceiptNumber(normal) : null) ?? receiptNumber(normal),
    till: till(normal),
    printedDate: printedDate(normal),
    clerk: clerk(normal),
  })
}

/** The first row with an amount; a date with dots is none. */
function firstPriced({ parts, minorOf }: ReadablePaper): number {
  return parts.findIndex((row) =>
    row.some(({ amount }) => amount && looksLikeMoney(amount.digits) && minorOf(amount) !== null),
  )
}

/** Words with an amount; a date with dots is none. */
function isPriced({ parts, minorOf }: ReadablePaper, row: number): boolean {
  return (parts[row] ?? []).some(
    ({ amount }) =>
      amount !== null &&
      amount.label !== '' &&
      looksLikeMoney(amount.digits) &&
      minorOf(amount) !== null,
  )
}

function readTenders(paper: ReadablePaper, figures: Figures, marks: PaperMarks): Settled {
  const named = [...paper.rows.keys()].filter((row) => namesTender(paper, row))
  if (marks.isReport) return inDoubt(named, 'report')
  if (named.length > PAPER_TENDERS_MAX) return inDoubt(named.slice(0, 1), 'too-many-tenders')
  const readings = readTenderRows(paper, figures)
  const doubts = readings.filter((reading) => 'reason' in reading)
  const found = readings.filter((reading) => 'amount' in reading)
  const undone = undoneBelow(paper, found)
  const left = found.filter((tender) => !undone.has(tender))
  const again = toldAgain({ paper, figures }, marks, left)
  const once = left.filter((tender) => !again.has(tender))
  const settled = settleTenders(paper, figures, marks, once)
  const repeated = [...again].map(({ row }): Doubt => ({ row, reason: 'not-a-tender' }))
  const tenders = [...settled.tenders, ...[...undone].map(asTakenBack)]
  return {
    ...settled,
    tenders: tenders.toSorted((one, other) => one.row - other.row),
    doubts: [...doubts, ...repeated, ...settled.doubts],
  }
}

function inDoubt(rows: readonly number[], reason: Doubt['reason']): Settled {
  return { tenders: [], doubts: rows.map((row) => ({ row, reason })), isVoid: false }
}

function asFound(
  paper: ReadablePaper,
  figures: Figures,
  tender: SettledTender,
  paperKind: PaperReading['kind'],
): FoundTender {
  const { label, amount, amountMinor, row, rows, kind, isMinus } = tender
  const reasons = [...new Set([...tender.reasons, ...paperReasons(paper, figures, tender)])]
  return {
    ...{ label, amountMinor, currency: currencyOf(amount, paper.setting), row },
    kind: tenderKind(paperKind, kind),
    sign: isMinus ? 'minus' : 'plus',
    confidence: confidenceOf(reasons),
    ...{ reasons, rows },
  }
}

/** What the paper as a whole leaves open. */
function paperReasons(
  { setting }: ReadablePaper,
  figures: Figures,
  { amount, amountMinor }: SettledTender,
): ReadingReason[] {
  const reasons: ReadingReason[] = []
  if (currencyOf(amount, setting) === null) reasons.push('currency-unknown')
  const total = Math.max(...figures.totals.map((figure) => figure.amountMinor))
  if (figures.totals.length === 0) reasons.push('no-total')
  else if (figures.changes.length === 0 && amountMinor > total) reasons.push('more-than-total')
  return reasons
}

function kindOf(marks: PaperMarks, isVoid: boolean): PaperReading['kind'] {
  if (marks.isTraining) return 'training'
  if (marks.isCopy) return 'copy'
  return isVoid ? 'void' : 'sale'
}
