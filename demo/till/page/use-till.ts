import { useCallback, useEffect, useState } from 'react'
import { type Minor, minor } from '../../../src/contract/money.ts'
import type { ReceiptLanguage } from '../sales.ts'
import {
  type Article,
  actOnSale,
  loadSales,
  loadTill,
  ringSale,
  type SaleAction,
  type SaleLine,
  type SaleReply,
  type ShownSale,
  type ShownTender,
  type TillFacts,
} from './api.ts'

/** How the last paper went: shown until the next step. */
export type Outcome =
  | { readonly kind: 'printed'; readonly sale: ShownSale }
  | { readonly kind: 'failed'; readonly sale: ShownSale | null; readonly code: string }

/** A line said about a past sale. */
export type Remark =
  | {
      readonly kind: 'done'
      /** `first-print`: the receipt of a sale that had none. */
      readonly what: SaleAction | 'first-print'
      readonly receiptNumber: string
    }
  | { readonly kind: 'failed'; readonly code: string }

export type View = 'ring' | 'split' | 'past'

/** All that the page knows and can do. */
export interface TillPageState {
  /** Undefined while it is asked for, null when the till does not answer. */
  readonly facts: TillFacts | null | undefined
  readonly view: View
  readonly show: (view: View) => void
  readonly lines: readonly SaleLine[]
  readonly totalMinor: Minor
  readonly addArticle: (article: Article, language: ReceiptLanguage) => void
  readonly addLine: (name: string, unitMinor: Minor) => void
  readonly changeQuantity: (index: number, by: number) => void
  readonly takeOffLast: () => void
  readonly clear: () => void
  readonly pay: (tenders: readonly ShownTender[], language: ReceiptLanguage) => void
  readonly isBusy: boolean
  readonly outcome: Outcome | null
  /** Goes on after an outcome: an open sale is printed again or discarded first. */
  readonly retry: () => void
  readonly discard: () => void
  readonly next: () => void
  readonly sales: readonly ShownSale[]
  readonly remark: Remark | null
  readonly act: (sale: ShownSale, action: SaleAction) => void
}

const QUANTITY_MAX = 999

export function useTill(): TillPageState {
  const facts = useFacts()
  const rung = useRungLines()
  const past = usePastSales()
  const [view, setView] = useState<View>('ring')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isBusy, setBusy] = useState(false)

  const run = useCallback((work: () => Promise<void>) => {
    setBusy(true)
    void work().finally(() => setBusy(false))
  }, [])
  const settle = (reply: SaleReply) => {
    setOutcome(
      reply.ok
        ? { kind: 'printed', sale: reply.sale }
        : { kind: 'failed', sale: reply.sale, code: reply.code },
    )
    if (reply.ok) setView('ring')
  }
  const show = (wanted: View) => {
    setView(wanted)
    past.forget()
    if (wanted === 'past') run(past.load)
  }
  const next = () => {
    rung.clear()
    setOutcome(null)
    setView('ring')
  }
  return {
    ...{ facts, view, show, isBusy, outcome, next },
    ...{ lines: rung.lines, totalMinor: rung.totalMinor, takeOffLast: rung.takeOffLast },
    ...{ addArticle: rung.addArticle, addLine: rung.addLine, clear: rung.clear },
    changeQuantity: rung.changeQuantity,
    pay: (tenders, language) =>
      run(async () => settle(await ringSale(rung.lines, tenders, language))),
    retry: () =>
      run(async () => {
        if (outcome?.sale) settle(await actOnSale(outcome.sale.receiptNumber, 'print'))
        else setOutcome(null)
      }),
    discard: () =>
      run(async () => {
        if (outcome?.sale) await actOnSale(outcome.sale.receiptNumber, 'discard')
        setOutcome(null)
      }),
    sales: past.sales,
    remark: past.remark,
    act: (sale, action) => run(() => past.act(sale, action)),
  }
}

function useFacts(): TillFacts | null | undefined {
  const [facts, setFacts] = useState<TillFacts | null | undefined>(undefined)
  useEffect(() => {
    void loadTill().then(setFacts)
  }, [])
  return facts
}

function useRungLines() {
  const [lines, setLines] = useState<readonly SaleLine[]>([])
  const add = (name: string, unitMinor: Minor) =>
    setLines((before) => {
      const same = before.findIndex((line) => line.name === name && line.unitMinor === unitMinor)
      return same < 0 ? [...before, { name, quantity: 1, unitMinor }] : counted(before, same, 1)
    })
  return {
    lines,
    totalMinor: minor(lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0)),
    addArticle: (article: Article, language: ReceiptLanguage) =>
      add(article.name[language], article.unitMinor),
    addLine: add,
    changeQuantity: (index: number, by: number) => setLines((before) => counted(before, index, by)),
    takeOffLast: () => setLines((before) => counted(before, before.length - 1, -1)),
    clear: () => setLines([]),
  }
}

/** The lines with one of them counted up or down; none left takes the line off. */
function counted(lines: readonly SaleLine[], index: number, by: number): readonly SaleLine[] {
  return lines.flatMap((line, place) => {
    if (place !== index) return [line]
    const quantity = Math.min(line.quantity + by, QUANTITY_MAX)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}

function usePastSales() {
  const [sales, setSales] = useState<readonly ShownSale[]>([])
  const [remark, setRemark] = useState<Remark | null>(null)
  const load = async () => setSales((await loadSales()) ?? [])
  return {
    sales,
    remark,
    load,
    forget: () => setRemark(null),
    act: async (sale: ShownSale, action: SaleAction) => {
      const { receiptNumber } = sale
      const reply = await actOnSale(receiptNumber, action)
      const what = action === 'print' && sale.state === 'open' ? 'first-print' : action
      setRemark(
        reply.ok ? { kind: 'done', what, receiptNumber } : { kind: 'failed', code: reply.code },
      )
      await load()
    },
  }
}
