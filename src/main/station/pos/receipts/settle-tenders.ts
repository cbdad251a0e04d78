import { addsUp, type Figure, type Figures, totalOf } from './figures.ts'
import { othersBetween, sumOf } from './other-amounts.ts'
import type { PaperMarks } from './paper-kind.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { ReadingReason } from './reading-reasons.ts'
import type { Doubt, RowTender } from './row-tender.ts'

/** A tender with its direction: what it is and how it was printed. */
export interface SettledTender extends RowTender {
  readonly kind: 'payment' | 'void' | 'refund' | 'change'
  readonly isMinus: boolean
}

export interface Settled {
  readonly tenders: readonly SettledTender[]
  readonly doubts: readonly Doubt[]
  /** True when all that is left on the paper was given back. */
  readonly isVoid: boolean
}

/** Says which way each tender of a paper went, from its sign, the words, and the paper's figures. */
export function settleTenders(
  paper: ReadablePaper,
  figures: Figures,
  marks: PaperMarks,
  found: readonly RowTender[],
): Settled {
  const firstRow = found[0]?.row ?? -1
  const total = totalOf(figures, firstRow)
  const signed = withSigns(paper, figures, total, found, marks)
  if (marks.back !== null) return givenBack(signed, marks.back)
  const kinds = takeBackPairs(signed, total?.isMinus ?? false)
  const forward = kinds.filter(({ kind }) => kind === 'payment')
  const back = kinds.filter(({ isPair, kind }) => !isPair && (kind === 'void' || kind === 'refund'))
  if (forward.length > 0 && back.length > 0) {
    const doubts = back.map(({ row }): Doubt => ({ row, reason: 'both-ways' }))
    const both = new Set<PairedTender>([...forward, ...back])
    const tenders = kinds.map((tender) =>
      both.has(tender) ? because(tender, 'both-ways') : tender,
    )
    return { tenders, doubts, isVoid: false }
  }
  return { tenders: kinds, doubts: [], isVoid: back.length > 0 }
}

/** What was given and taken back on one paper: never a payment. */
export function asTakenBack(tender: RowTender & { readonly isMinus?: boolean }): SettledTender {
  const isMinus = tender.isMinus ?? tender.amount.sign === 'minus'
  return because({ ...tender, kind: 'void', isMinus }, 'taken-back')
}

/** On a paper that is a void or a refund as a whole, all tenders are. */
function givenBack(signed: readonly SettledTender[], back: 'void' | 'refund'): Settled {
  const tenders = signed.map((tender) =>
    tender.kind === 'change' ? tender : { ...tender, kind: back },
  )
  return { tenders, doubts: [], isVoid: true }
}

function withSigns(
  paper: ReadablePaper,
  figures: Figures,
  total: Figure | null,
  found: readonly RowTender[],
  marks: PaperMarks,
): SettledTender[] {
  const rule = paper.profile.sign
  const isHouse = rule === 'by-total' && isHouseStyle(paper, figures, total, found)
  const isInverted = rule === 'inverted' || isHouse
  const isRefund = rule === 'by-total' && isGivenBack(figures, found)
  return found.map((tender): SettledTender => {
    const printedMinus = rule !== 'ignored' && tender.amount.sign === 'minus'
    const isMinus = printedMinus !== (isInverted && tender.role === 'tender')
    const heading = [...marks.voidRows].find(([row]) => paper.below(row) === tender.rows[0])
    if (tender.role === 'change') return { ...tender, kind: 'change', isMinus }
    const word = tender.role === 'tender' ? heading?.[1] : tender.role
    if (word !== undefined) return { ...tender, role: word, kind: word, isMinus: true }
    if (isRefund && !isMinus) return { ...tender, kind: 'refund', isMinus: true }
    if (isHouse && isMinus) return { ...tender, kind: 'change', isMinus }
    if (!isMinus) {
      const settled: SettledTender = { ...tender, kind: 'payment', isMinus }
      return isHouse ? because(settled, 'minus-on-sale') : settled
    }
    return { ...tender, kind: 'refund', isMinus }
  })
}

/**
 * True when this paper's minus is how its POS prints what was paid: the total is above zero, and
 * the rows below it that have a minus make it up, less the change.
 */
function isHouseStyle(
  paper: ReadablePaper,
  figures: Figures,
  total: Figure | null,
  found: readonly RowTender[],
): boolean {
  const minus = found.filter(({ amount }) => amount.sign === 'minus')
  const [first] = minus
  if (first === undefined || total === null || total.isMinus || total.amountMinor === 0)
    return false
  const isTakenBack = found.some((tender) => tender.row < first.row && isSame(tender, first))
  if (isTakenBack) return false
  const given = sum(minus)
  const plus = sum(found.filter(({ amount }) => amount.sign === 'plus'))
  const changes = [0, plus, ...figures.changes.map(({ amountMinor }) => amountMinor)]
  const all = minusBelow(paper, figures, total)
  if (isDeducted(paper, figures, total, minus)) return true
  return figures.totals.some(({ amountMinor }) =>
    changes.some((change) => given - change === amountMinor || all - change === amountMinor),
  )
}

/**
 * True when every total is below zero: goods came back, and what is printed without a minus is how
 * this POS prints money that it gives. It gives no more than the total.
 */
function isGivenBack({ totals }: Figures, found: readonly RowTender[]): boolean {
  const owed = totals.filter(({ amountMinor }) => amountMinor > 0)
  const most = Math.max(...owed.map(({ amountMinor }) => amountMinor))
  const given = sum(found.filter(({ role, amount }) => role === 'tender' && amount.sign === 'plus'))
  return owed.length > 0 && owed.every(({ isMinus }) => isMinus) && given <= most
}

/** `GIFT CARD -20.00` between what was owed and what is left of it, or beside what paid the rest. */
function isDeducted(
  paper: ReadablePaper,
  figures: Figures,
  total: Figure,
  minus: readonly RowTender[],
): boolean {
  const given = sum(minus)
  const last = Math.max(...minus.flatMap(({ rows }) => rows))
  const left = total.amountMinor - given
  const isLeft = figures.totals.some(({ row, amountMinor }) => row > last && amountMinor === left)
  if (isLeft && left > 0) return true
  const others = othersBetween(paper, total.row, paper.rows.length)
  return [sumOf(others), ...others].some((rest) => rest > 0 && addsUp(figures, given + rest))
}

/** All that is printed with a minus from the total to the change. */
function minusBelow(paper: ReadablePaper, figures: Figures, total: Figure): number {
  const end = figures.changes.find(({ row }) => row > total.row)?.row ?? paper.rows.length
  return paper.parts
    .slice(total.row + 1, end)
    .flat()
    .flatMap(({ amount, text }) =>
      amount?.sign === 'minus' && !paper.labels.isDisqualified(text) ? [amount] : [],
    )
    .reduce((all, amount) => all + (paper.minorOf(amount) ?? 0), 0)
}

type PairedTender = SettledTender & { readonly isPair?: boolean }

/** A row that gives back undoes an earlier one of the same tender and amount: both are void. */
function takeBackPairs(
  signed: readonly SettledTender[],
  isExplained: boolean,
): readonly PairedTender[] {
  const kinds: PairedTender[] = []
  for (const tender of signed) {
    const isBack = tender.kind === 'void' || tender.kind === 'refund'
    const partner = isBack
      ? kinds.findLastIndex((other) => other.kind === 'payment' && isSame(other, tender))
      : -1
    const earlier = kinds[partner]
    if (earlier === undefined) {
      const isUnexplained = isBack && tender.role === 'tender' && !isExplained
      kinds.push(isUnexplained ? because(tender, 'minus-unexplained') : tender)
    } else {
      kinds[partner] = { ...asTakenBack(earlier), isPair: true }
      kinds.push({ ...asTakenBack(tender), isPair: true })
    }
  }
  return kinds
}

function because<Tender extends SettledTender>(tender: Tender, reason: ReadingReason): Tender {
  return { ...tender, reasons: [...tender.reasons, reason] }
}

function isSame(left: RowTender, right: RowTender): boolean {
  return left.label === right.label && left.amountMinor === right.amountMinor
}

function sum(tenders: readonly RowTender[]): number {
  return tenders.reduce((all, { amountMinor }) => all + amountMinor, 0)
}
