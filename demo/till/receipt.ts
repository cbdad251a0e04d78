import iconv from 'iconv-lite'
import {
  type Currency,
  decimalText,
  type Minor,
  minor,
  negateMinor,
} from '../../src/contract/money.ts'
import { RECEIPT_WORDS, type ReceiptWords } from './receipt-words.ts'
import type { ReceiptLanguage, Sale } from './sales.ts'

/** Which paper of a sale is printed. A void or refund has a slip number of its own. */
export type Paper =
  | { readonly kind: 'receipt' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'void'; readonly slipNumber: string; readonly atMs: number }
  | { readonly kind: 'refund'; readonly slipNumber: string; readonly atMs: number }

/** What stands on every paper of this till. */
export interface TillNames {
  readonly shopName: string
  readonly tillNumber: string
  readonly currency: Currency
}

/** Columns of an 80 mm printer's font A that all makers have. */
const COLUMNS = 42
const INIT = '\x1b@'
/** CP858: western Europe with the euro sign. */
const CODE_PAGE = { select: '\x1bt\x13', name: 'cp858' } as const
const CENTRE = '\x1ba\x01'
const LEFT = '\x1ba\x00'
const BOLD = '\x1bE\x01'
const LARGE = '\x1d!\x11'
const TALL = '\x1d!\x01'
const PLAIN = '\x1d!\x00\x1bE\x00'
const FEED_AND_CUT = '\x1bd\x03\x1dVB\x00'

/** The ESC/POS bytes of one paper. */
export function receiptBytes(sale: Sale, paper: Paper, names: TillNames): Uint8Array {
  const words = RECEIPT_WORDS[sale.language]
  const isBack = paper.kind === 'void' || paper.kind === 'refund'
  const number = isBack ? paper.slipNumber : sale.receiptNumber
  const text = [
    `${INIT}${CODE_PAGE.select}${CENTRE}${BOLD}${LARGE}${names.shopName.slice(0, COLUMNS / 2)}${PLAIN}`,
    ...title(paper, sale, words),
    `${LEFT}${columns(
      `${words.till} ${names.tillNumber}`,
      `${isBack ? words.slip : words.receipt} ${number}`,
    )}`,
    dateText(isBack ? paper.atMs : sale.soldAtMs),
    '-'.repeat(COLUMNS),
    ...body(sale, names.currency, words, isBack),
    '',
    `${CENTRE}${words.thanks}`,
    `${barcode(number)}${FEED_AND_CUT}`,
  ].join('\n')
  return iconv.encode(text.replaceAll('’', "'"), CODE_PAGE.name)
}

function title(paper: Paper, sale: Sale, words: ReceiptWords): string[] {
  switch (paper.kind) {
    case 'receipt':
      return []
    case 'duplicate':
      return [`*** ${words.duplicate} ***`]
    case 'void':
      return [`*** ${words.voidTitle} ***`, `${words.voidOf} ${sale.receiptNumber}`]
    case 'refund':
      return [`*** ${words.refundTitle} ***`, `${words.refundOf} ${sale.receiptNumber}`]
  }
}

/** A void or refund carries the same amounts with a minus, and no change. */
function body(sale: Sale, currency: Currency, words: ReceiptWords, isBack: boolean): string[] {
  const signed = (value: Minor) =>
    printedAmount(isBack ? negateMinor(value) : value, currency, sale.language)
  const isPaidBack = isBack && sale.changeMinor > 0
  const change = columns(words.change, signed(sale.changeMinor))
  return [
    ...sale.lines.map(({ name, quantity, unitMinor }) =>
      columns(quantity > 1 ? `${quantity} x ${name}` : name, signed(minor(quantity * unitMinor))),
    ),
    '-'.repeat(COLUMNS),
    `${BOLD}${TALL}${columns(`${words.total} ${currency}`, signed(sale.totalMinor))}${PLAIN}`,
    ...tendersOf(sale, isPaidBack).map(({ kind, amountMinor }) =>
      columns(words.tenders[kind], signed(amountMinor)),
    ),
    ...(sale.changeMinor > 0 && !isBack ? [change] : []),
  ]
}

/** What is given back in cash is what was kept of it. */
function tendersOf(sale: Sale, isPaidBack: boolean): Sale['tenders'] {
  if (!isPaidBack) return sale.tenders
  let change: number = sale.changeMinor
  return sale.tenders.flatMap(({ kind, amountMinor }) => {
    const kept = kind === 'cash' ? Math.max(0, amountMinor - change) : amountMinor
    change -= amountMinor - kept
    return kept > 0 ? [{ kind, amountMinor: minor(kept) }] : []
  })
}

/** Left text and amount at the edges; the text gives way. */
function columns(left: string, right: string): string {
  const room = COLUMNS - right.length - 1
  return `${left.slice(0, room).padEnd(room)} ${right}`
}

/** `1,234.50` or `1 234,50`: plain spaces, which every code page has. */
export function printedAmount(
  amount: Minor,
  currency: Currency,
  language: ReceiptLanguage,
): string {
  const [whole = '', decimals] = decimalText(amount, currency).split('.')
  const [group, mark] = language === 'fr' ? [' ', ','] : [',', '.']
  const grouped = whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, group)
  return decimals === undefined ? grouped : `${grouped}${mark}${decimals}`
}

/** Local date and time, the same in both languages. */
function dateText(atMs: number): string {
  const date = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Code 128, set B, with the digits below. */
function barcode(number: string): string {
  const data = `{B${number}`
  return `\x1dh\x50\x1dw\x02\x1dH\x02\x1dkI${String.fromCharCode(data.length)}${data}\n`
}
