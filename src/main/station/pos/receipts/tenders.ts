import { type Currency, currencyExponent, type Minor, ZERO } from '../../../../contract/money.ts'
import type { ReadTender } from '../../ports.ts'
import {
  type AmountFinder,
  createAmountFinder,
  looksLikeMoney,
  type PrintedAmount,
  toMinor,
} from './amounts.ts'
import { createLabelReader, type LabelReader } from './labels.ts'
import { findField, type PaperMarks, readMarks } from './paper-kind.ts'
import type { ReceiptProfile } from './profile.ts'

/** A gift-card tender on a paper. The label is the profile's word for it. */
export interface FoundTender extends Omit<ReadTender, 'currency'> {
  /** As printed in full, else as set; null when neither is known. */
  readonly currency: Currency | null
}

/** A row that names a gift-card tender and was not read as one, and why: nothing is guessed. */
export interface Doubt {
  readonly row: number
  readonly reason: DoubtReason
}
export type DoubtReason =
  | 'no-amount'
  | 'amount-unreadable'
  | 'sign-unclear'
  | 'two-amounts'
  | 'above-total'
  | 'both-ways'
  | 'paper-too-long'

export interface PaperReading {
  readonly kind: 'sale' | 'copy' | 'training' | 'void'
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
  const findAmount = createAmountFinder(profile.currencyMarks)
  const labels = createLabelReader(profile)
  return (rows, setting) => {
    const found = rows.map(findAmount)
    const tools: Tools = { profile, labels, findAmount, rows, found, setting }
    const totalRow = findTotal(tools)
    const marks = readMarks(rows, profile, {
      firstPriced: found.findIndex((amount) => amount !== null && looksLikeMoney(amount.digits)),
      total: totalRow,
      headsTender: (row) => tenderLabel(tools, nextRow(rows, row)) !== null,
    })
    const { tenders, doubts, isVoid } = settle(readTenders(tools, totalRow, marks), marks)
    const { fields } = profile
    const kind = kindOf(marks, isVoid)
    return {
      kind,
      tenders: tenders.map((tender) => asFound(tender, kind)),
      doubts,
      receiptNumber:
        (isVoid ? findField(rows, fields.voidedReceiptNumber) : null) ??
        findField(rows, fields.receiptNumber),
      till: findField(rows, fields.till),
      printedDate: findField(rows, fields.printedDate),
      clerk: null,
      totalMinor: null,
    }
  }
}

interface Tools {
  readonly profile: ReceiptProfile
  readonly labels: LabelReader
  readonly findAmount: AmountFinder
  readonly rows: readonly string[]
  readonly found: readonly (PrintedAmount | null)[]
  readonly setting: Currency | null
}

interface SignedTender extends Omit<FoundTender, 'kind' | 'sign' | 'confidence' | 'reasons'> {
  readonly isMinus: boolean
}

type RowReading = SignedTender | Doubt | null

function findTotal({ labels, rows, found }: Tools): number {
  return rows.findIndex((row, index) => {
    if (!labels.isTotal(row)) return false
    return found[index] !== null || (found[nextRow(rows, index)] ?? null) !== null
  })
}

function nextRow(rows: readonly string[], row: number): number {
  let next = row + 1
  while (next < rows.length && rows[next] === '') next += 1
  return next
}

/** The tender label of a row, with or without an amount behind it. */
function tenderLabel({ labels, rows, found }: Tools, row: number): string | null {
  const text = rows[row]
  if (text === undefined || text === '') return null
  const label = labels.labelOf(found[row]?.label ?? text) ?? labels.labelOf(text)
  return label !== null && !labels.isDisqualified(text) ? label : null
}

function readTenders(tools: Tools, totalRow: number, marks: PaperMarks): RowReading[] {
  return tools.rows.map((_, row) => {
    const label = tenderLabel(tools, row)
    if (label === null) return null
    if (row < totalRow) return { row, reason: 'above-total' }
    const read = readAmount(tools, label, row)
    if (read === null || 'reason' in read) return read
    const isVoided = [...marks.voidRows].some((heading) => nextRow(tools.rows, heading) === row)
    return isVoided ? { ...read, isMinus: !read.isMinus } : read
  })
}

/** The amount on the label's row, or alone on the next one. */
function readAmount(tools: Tools, label: string, row: number): RowReading {
  const own = tools.found[row] ?? null
  if (own && isMoney(tools, own)) return asTender(tools, label, row, own)
  if (tools.profile.amountRow === 'same') return { row, reason: 'no-amount' }
  const next = nextRow(tools.rows, row)
  const below = tools.found[next] ?? null
  if (below?.label !== '' || !isMoney(tools, below)) return { row, reason: 'no-amount' }
  return asTender(tools, label, next, below)
}

/** A bare whole number may be a card reference, unless this currency has no decimals. */
function isMoney(tools: Tools, amount: PrintedAmount): boolean {
  if (looksLikeMoney(amount.digits) || amount.hasMark || tools.profile.wholeNumbers) return true
  return exponentOf(tools, amount) === 0
}

function asTender(tools: Tools, label: string, row: number, amount: PrintedAmount): RowReading {
  if (/\d[.,]\d{2}(?!\d)/.test(amount.label)) return { row, reason: 'two-amounts' }
  const amountMinor = toMinor(amount.digits, exponentOf(tools, amount), tools.profile.decimalMark)
  if (amountMinor === null) return { row, reason: 'amount-unreadable' }
  if (amountMinor === ZERO) return null
  const isMinus = isGivenBack(tools.profile.sign, amount.sign)
  if (isMinus === null) return { row, reason: 'sign-unclear' }
  return { label, amountMinor, currency: currencyOf(tools, amount), row, rows: [row], isMinus }
}

function isGivenBack(rule: ReceiptProfile['sign'], sign: PrintedAmount['sign']): boolean | null {
  if (rule === 'ignored') return false
  if (sign === 'unclear') return null
  return (sign === 'minus') !== (rule === 'inverted')
}

/** A code printed in full wins over the setting; a mere sign does not (code pages garble signs). */
function currencyOf({ setting }: Tools, amount: PrintedAmount): Currency | null {
  return amount.isIsoCode ? amount.currency : (setting ?? amount.currency)
}

/** Digits after the mark: by the currency, else as most amounts of this paper are printed. */
function exponentOf(tools: Tools, amount: PrintedAmount): 0 | 2 | 3 {
  const currency = currencyOf(tools, amount)
  if (currency !== null) return currencyExponent(currency)
  const hasDecimals = tools.found.some((other) => other && /[.,]\d{2}$/.test(other.digits))
  return hasDecimals ? 2 : 0
}

/** Takes back what was tendered and voided on one paper, then says which way the rest goes. */
function settle(
  readings: readonly RowReading[],
  marks: PaperMarks,
): { tenders: SignedTender[]; doubts: Doubt[]; isVoid: boolean } {
  const doubts = readings.filter((reading) => reading !== null && 'reason' in reading)
  const all = readings.filter((reading) => reading !== null && 'label' in reading)
  if (marks.isVoid) return { tenders: all, doubts, isVoid: true }
  const left = withoutPairs(all)
  const given = left.filter(({ isMinus }) => !isMinus)
  const back = left.filter(({ isMinus }) => isMinus)
  if (given.length > 0 && back.length > 0) {
    const bothWays = back.map(({ row }): Doubt => ({ row, reason: 'both-ways' }))
    return { tenders: given, doubts: [...doubts, ...bothWays], isVoid: false }
  }
  return { tenders: left, doubts, isVoid: back.length > 0 }
}

/** A minus row undoes an earlier row of the same tender and amount. */
function withoutPairs(all: readonly SignedTender[]): SignedTender[] {
  const left: SignedTender[] = []
  for (const tender of all) {
    const partner = left.findLastIndex(
      (other) => !other.isMinus && tender.isMinus && isSame(other, tender),
    )
    if (partner < 0) left.push(tender)
    else left.splice(partner, 1)
  }
  return left
}

function isSame(left: SignedTender, right: SignedTender): boolean {
  return left.label === right.label && left.amountMinor === right.amountMinor
}

function asFound({ isMinus, ...tender }: SignedTender, kind: PaperReading['kind']): FoundTender {
  const sign = isMinus ? 'minus' : 'plus'
  return { ...tender, kind: tenderKind(kind), sign, confidence: 1, reasons: [] }
}

/** What stands on a paper is what the paper is. */
export function tenderKind(paper: PaperReading['kind']): FoundTender['kind'] {
  return paper === 'sale' ? 'payment' : paper
}

function kindOf(marks: PaperMarks, isVoid: boolean): PaperReading['kind'] {
  if (marks.isTraining) return 'training'
  if (marks.isCopy) return 'copy'
  return isVoid ? 'void' : 'sale'
}
