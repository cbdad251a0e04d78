import { z } from 'zod'
import {
  AMOUNT_MINOR_MAX,
  addMinor,
  type Minor,
  minor,
  subtractMinor,
} from '../../src/contract/money.ts'
import { LINES_MAX, QUANTITY_MAX, TENDERS_MAX } from './limits.ts'

/** Control characters would be commands to the printer. */
const PRINTABLE = /^\P{Cc}*$/u

const amount = z
  .int()
  .min(1)
  .max(AMOUNT_MINOR_MAX)
  .transform((value) => minor(value))

export const TENDER_KINDS = ['cash', 'card', 'gift'] as const
export type TenderKind = (typeof TENDER_KINDS)[number]
export const RECEIPT_LANGUAGES = ['en', 'fr'] as const
export type ReceiptLanguage = (typeof RECEIPT_LANGUAGES)[number]

/** A sale as it is rung: amounts in minor units of the till's currency. */
export const newSaleSchema = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(60)
          .regex(PRINTABLE, 'has characters that cannot be printed'),
        quantity: z.int().min(1).max(QUANTITY_MAX),
        unitMinor: amount,
      }),
    )
    .min(1)
    .max(LINES_MAX),
  tenders: z
    .array(z.strictObject({ kind: z.enum(TENDER_KINDS), amountMinor: amount }))
    .min(1)
    .max(TENDERS_MAX),
  language: z.enum(RECEIPT_LANGUAGES).default('en'),
  /** False rings the sale without its receipt, which can be printed afterwards. */
  print: z.boolean().default(true),
})
export type NewSale = z.output<typeof newSaleSchema>

/** A sale in the till's book. */
export interface Sale {
  readonly receiptNumber: string
  readonly soldAtMs: number
  readonly lines: NewSale['lines']
  readonly tenders: NewSale['tenders']
  readonly language: ReceiptLanguage
  readonly totalMinor: Minor
  /** Given back in cash. */
  readonly changeMinor: Minor
  /** `open`: its receipt is not printed yet. */
  readonly state: 'open' | 'sold' | 'voided' | 'refunded'
}

/** Why a sale cannot be as it was asked for. */
export type SaleProblem = 'TOO_LARGE' | 'NOT_PAID' | 'OVERPAID'

/** What is due for the lines; null beyond the largest amount of the house. */
export function totalOf(lines: NewSale['lines']): Minor | null {
  const total = lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0)
  return total <= AMOUNT_MINOR_MAX ? minor(total) : null
}

/** Checks the tenders against the total. Only cash may be more than is due: the rest is change. */
export function settle(
  sale: NewSale,
): { readonly totalMinor: Minor; readonly changeMinor: Minor } | SaleProblem {
  const totalMinor = totalOf(sale.lines)
  if (totalMinor === null) return 'TOO_LARGE'
  const paid = addMinor(...sale.tenders.map(({ amountMinor }) => amountMinor))
  const cash = addMinor(
    ...sale.tenders.filter(({ kind }) => kind === 'cash').map(({ amountMinor }) => amountMinor),
  )
  if (paid < totalMinor) return 'NOT_PAID'
  const changeMinor = subtractMinor(paid, totalMinor)
  const isAllCash = changeMinor < cash || changeMinor === 0
  return isAllCash ? { totalMinor, changeMinor } : 'OVERPAID'
}
