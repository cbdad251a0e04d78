import { SALES_KEPT_MAX } from './limits.ts'
import { type Endpoint, type PrinterProblem, printOn } from './printer.ts'
import { type Paper, receiptBytes, type TillNames } from './receipt.ts'
import { type NewSale, type Sale, type SaleProblem, settle } from './sales.ts'

export interface TillOptions extends TillNames {
  readonly printer: Endpoint
  readonly nowMs: () => number
}

/** Why nothing was done; `sale` is the one concerned, as it stands now. */
export interface TillProblem {
  readonly problem: SaleProblem | PrinterProblem | 'NOT_FOUND' | 'NOT_SOLD' | 'NOT_OPEN' | 'BUSY'
  readonly sale: Sale | null
}
export type TillReply = { readonly sale: Sale } | TillProblem

/** The till's book of sales, in memory, and its printer. */
export interface Till {
  readonly names: TillNames
  readonly printer: Endpoint
  /** Newest first. */
  readonly sales: () => readonly Sale[]
  /** Rings a sale and prints its receipt. With a printer problem the sale stays open. */
  readonly ring: (sale: NewSale) => Promise<TillReply>
  /** The receipt of an open sale, else a duplicate. */
  readonly print: (receiptNumber: string) => Promise<TillReply>
  /** Takes the whole sale back; nothing happens unless the slip is printed. */
  readonly takeBack: (receiptNumber: string, kind: 'void' | 'refund') => Promise<TillReply>
  /** Forgets an open sale that is not wanted any more. */
  readonly discard: (receiptNumber: string) => TillReply
}

/** Numbers come from the time, ten a second, so that a till that starts again repeats none. */
const NUMBERS_PER_SECOND = 10
const NUMBER_DIGITS = 9

export function createTill(options: TillOptions): Till {
  const sales = new Map<string, Sale>()
  const printing = new Set<string>()
  let last = 0
  const nextNumber = () => {
    last = Math.max(last + 1, Math.floor((options.nowMs() * NUMBERS_PER_SECOND) / 1_000))
    return String(last % 10 ** NUMBER_DIGITS).padStart(NUMBER_DIGITS, '0')
  }
  const keep = (sale: Sale): Sale => {
    sales.set(sale.receiptNumber, sale)
    const [oldest] = sales.keys()
    if (sales.size > SALES_KEPT_MAX && oldest !== undefined) sales.delete(oldest)
    return sale
  }
  const put = async (sale: Sale, paper: Paper, state: Sale['state']): Promise<TillReply> => {
    // Two clicks on one button print one paper.
    if (printing.has(sale.receiptNumber)) return { problem: 'BUSY', sale }
    printing.add(sale.receiptNumber)
    const result = await printOn(options.printer, receiptBytes(sale, paper, options)).finally(() =>
      printing.delete(sale.receiptNumber),
    )
    if (result !== 'printed') return { problem: result, sale }
    return { sale: keep({ ...sale, state }) }
  }
  return {
    names: options,
    printer: options.printer,
    sales: () => [...sales.values()].toReversed(),
    ring: async (asked) => {
      const settled = settle(asked)
      if (typeof settled === 'string') return { problem: settled, sale: null }
      const { lines, tenders, language } = asked
      const soldAtMs = options.nowMs()
      const receiptNumber = nextNumber()
      const sale = keep({
        ...{ receiptNumber, soldAtMs, lines, tenders, language },
        ...settled,
        state: 'open',
      })
      return asked.print ? put(sale, { kind: 'receipt' }, 'sold') : { sale }
    },
    print: async (receiptNumber) => {
      const sale = sales.get(receiptNumber)
      if (!sale) return { problem: 'NOT_FOUND', sale: null }
      if (sale.state === 'open') return put(sale, { kind: 'receipt' }, 'sold')
      return put(sale, { kind: 'duplicate' }, sale.state)
    },
    takeBack: async (receiptNumber, kind) => {
      const sale = sales.get(receiptNumber)
      if (!sale) return { problem: 'NOT_FOUND', sale: null }
      if (sale.state !== 'sold') return { problem: 'NOT_SOLD', sale }
      const paper = { kind, slipNumber: nextNumber(), atMs: options.nowMs() }
      return put(sale, paper, kind === 'void' ? 'voided' : 'refunded')
    },
    discard: (receiptNumber) => {
      const sale = sales.get(receiptNumber)
      if (!sale) return { problem: 'NOT_FOUND', sale: null }
      if (sale.state !== 'open') return { problem: 'NOT_OPEN', sale }
      sales.delete(receiptNumber)
      return { sale }
    },
  }
}
