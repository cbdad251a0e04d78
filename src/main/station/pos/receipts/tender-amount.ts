import type { PrintedAmount } from './amounts.ts'
import { addsUp, type Eyes, loneBeside } from './figures.ts'
import type { NamedTender } from './labels.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { ReadingReason } from './reading-reasons.ts'
import type { Doubt, NamedPlace, RowTender } from './row-tender.ts'

type FoundAmount = Omit<RowTender, keyof NamedTender>

/** The amount on the label's row, or alone on another one. */
export function readAmount(eyes: Eyes, place: NamedPlace): FoundAmount | Doubt {
  const { paper, figures } = eyes
  const { part, row, reasons } = place
  const own = part.amount
  if (own && isOneOfTwo(paper, own, place.beside)) return { row, reason: 'two-amounts' }
  if (own && paper.isMoney(own)) return asAmount(eyes, own, { row, rows: [row], reasons })
  if (paper.profile.amountRow === 'same') return { row, reason: 'no-amount' }
  const whole = own === null ? null : asAmount(eyes, own, { row, rows: [row], reasons })
  if (whole && !('reason' in whole) && addsUp(figures, whole.amountMinor, true)) {
    return { ...whole, reasons: [...reasons, 'whole-number'] }
  }
  return amountBeside(eyes, place) ?? { row, reason: 'no-amount' }
}

function amountBeside(eyes: Eyes, place: NamedPlace) {
  const { paper } = eyes
  const { row, reasons } = place
  const beside = loneBeside(paper, row)
  if (beside && beside.row > row) {
    return asAmount(eyes, beside.amount, {
      row: beside.row,
      rows: [row, beside.row],
      reasons: [...reasons, 'amount-on-next-row'],
    })
  }
  const above = beside && amountAbove(eyes, place, beside.row, beside.amount)
  // An amount right below belongs to the next name of a ladder; else what is below comes first.
  if (above && paper.lone(paper.below(row)) !== null) return above
  return amountLater(eyes, place) ?? above
}

/** Only when the total agrees: what stands above may belong to another row. */
function amountAbove(eyes: Eyes, place: NamedPlace, row: number, amount: PrintedAmount) {
  const above = asAmount(eyes, amount, {
    row,
    rows: [row, place.row],
    reasons: [...place.reasons, 'amount-on-row-above'],
  })
  return !('reason' in above) && addsUp(eyes.figures, above.amountMinor) ? above : null
}

/** Rows between a label and its amount that are looked over: card numbers, approvals. */
const LATER_ROWS_MAX = 4
/** A card's reference, an approval code: digits, masks, and a word or two. */
const REFERENCE_ROW =
  /^(?:(?:CARD|CARTE|KARTE|KAART|TARJETA|CARTA|CARTAO|NO|NR|NUM|NUMBER|NUMERO|N|REF|REFERENCE|AUTH|AUTHORISATION|AUTHORIZATION|AUTORISATION|APPROVED|APPROVAL|CODE|TRACE|SEQ|ID) ?){0,3}[\dX•#]*(?: [\dX•#]+)*$/

function amountLater(eyes: Eyes, place: NamedPlace) {
  const { paper } = eyes
  const { labels } = paper
  let row = place.row
  // Below a balance an amount without a word may be one, too.
  let isBelowBalance = false
  for (let count = 0; count < LATER_ROWS_MAX; count += 1) {
    row = paper.below(row)
    const amount = (isBelowBalance ? null : paper.lone(row)) ?? wordedAmount(paper, row)
    if (amount) {
      return asAmount(eyes, amount, {
        row,
        rows: [place.row, row],
        reasons: [...place.reasons, count === 0 ? 'amount-on-next-row' : 'amount-on-later-row'],
      })
    }
    const text = paper.rows[row]
    if (text === undefined || labels.nameOf(text) !== null) return null
    isBelowBalance ||= labels.isDisqualified(text)
    if (!labels.isDisqualified(text) && !REFERENCE_ROW.test(reference(text))) return null
  }
  return null
}

/** `AMOUNT  25.00` below a label. */
function wordedAmount(paper: ReadablePaper, row: number): PrintedAmount | null {
  const [part, ...more] = paper.parts[row] ?? []
  const amount = more.length === 0 ? part?.amount : undefined
  if (!amount || !paper.isMoney(amount)) return null
  return paper.labels.isAmountWord(amount.label) ? amount : null
}

function reference(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[*.:_-]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}

interface Where {
  readonly row: number
  readonly rows: readonly number[]
  readonly reasons: readonly ReadingReason[]
}

function asAmount(eyes: Eyes, printed: PrintedAmount, where: Where): FoundAmount | Doubt {
  const { paper, figures } = eyes
  const { row } = where
  const amount = withoutIndex(eyes, printed)
  const amountMinor = paper.minorOf(amount)
  if (amountMinor === null) return { row, reason: 'amount-unreadable' }
  if (amount.sign !== 'unclear' || paper.profile.sign === 'ignored' || amountMinor === 0) {
    return { amount, amountMinor, ...where }
  }
  if (paper.profile.sign !== 'by-total' || !addsUp(figures, amountMinor)) {
    return { row, reason: 'sign-unclear' }
  }
  return { amount, amountMinor, ...where, reasons: [...where.reasons, 'dash-before-amount'] }
}

/**
 * `GIFT CARD 2 250.00` with single blanks: two thousand, or the second card's 250. More than any
 * total of the paper it cannot be.
 */
function withoutIndex({ paper, figures }: Eyes, printed: PrintedAmount): PrintedAmount {
  const at = printed.digits.indexOf(' ')
  const most = Math.max(...[...figures.totals, ...figures.paid].map((total) => total.amountMinor))
  // A count has one digit, and no amount begins with a nought: `21 000,50` is one number.
  const isCount = at === 1 && /^(?:0\D|[1-9])/.test(printed.digits.slice(at + 1))
  if (!isCount || figures.totals.length === 0 || (paper.minorOf(printed) ?? 0) <= most) {
    return printed
  }
  const shorter = { ...printed, digits: printed.digits.slice(at + 1) }
  return (paper.minorOf(shorter) ?? Number.POSITIVE_INFINITY) <= most ? shorter : printed
}

/** A second amount without a word of its own: which of the two was paid is not known. */
function isOneOfTwo(paper: ReadablePaper, own: PrintedAmount, beside: PrintedAmount | null) {
  if (beside === null || beside.label.trim() !== '') return false
  return paper.minorOf(own) !== paper.minorOf(beside)
}
