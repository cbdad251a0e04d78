import { z } from 'zod'
import { currencySchema, minorSchema } from '../../../src/contract/money.ts'
import { type Parsed, parseUnknown } from '../../../src/contract/parse.ts'
import { RECEIPT_LANGUAGES, type ReceiptLanguage, TENDER_KINDS } from '../sales.ts'

const tender = z.object({ kind: z.enum(TENDER_KINDS), amountMinor: minorSchema })
const line = z.object({ name: z.string(), quantity: z.int(), unitMinor: minorSchema })
const saleSchema = z.object({
  receiptNumber: z.string(),
  soldAtMs: z.int(),
  lines: z.array(line),
  tenders: z.array(tender),
  language: z.enum(RECEIPT_LANGUAGES),
  totalMinor: minorSchema,
  changeMinor: minorSchema,
  state: z.enum(['open', 'sold', 'voided', 'refunded']),
})
const tillSchema = z.object({
  shopName: z.string(),
  tillNumber: z.string(),
  currency: currencySchema,
  printer: z.string(),
  articles: z.array(
    z.object({
      id: z.string(),
      name: z.object({ en: z.string(), fr: z.string() }),
      unitMinor: minorSchema,
    }),
  ),
})
const salesSchema = z.object({ sales: z.array(saleSchema) })
const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  sale: saleSchema.nullish(),
})

export type ShownSale = z.output<typeof saleSchema>
export type ShownTender = z.output<typeof tender>
export type SaleLine = z.output<typeof line>
export type TillFacts = z.output<typeof tillSchema>
export type Article = TillFacts['articles'][number]

/** What the till answered: the sale, or a code with the sale as it stands. */
export type SaleReply =
  | { readonly ok: true; readonly sale: ShownSale }
  | { readonly ok: false; readonly code: string; readonly sale: ShownSale | null }

export async function loadTill(): Promise<TillFacts | null> {
  return value(await get('/api/till', tillSchema))
}

export async function loadSales(): Promise<readonly ShownSale[] | null> {
  return value(await get('/api/sales', salesSchema))?.sales ?? null
}

export function ringSale(
  lines: readonly SaleLine[],
  tenders: readonly ShownTender[],
  language: ReceiptLanguage,
): Promise<SaleReply> {
  return post('/api/sales', { lines, tenders, language, print: true })
}

export type SaleAction = 'print' | 'void' | 'refund' | 'discard'

export function actOnSale(receiptNumber: string, action: SaleAction): Promise<SaleReply> {
  return post(`/api/sales/${encodeURIComponent(receiptNumber)}/${action}`, undefined)
}

async function get<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<Parsed<z.output<Schema>>> {
  const reply = await ask(path, {})
  return parseUnknown(schema, reply?.body)
}

async function post(path: string, body: unknown): Promise<SaleReply> {
  const reply = await ask(path, {
    method: 'POST',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!reply) return { ok: false, code: 'TILL_UNREACHABLE', sale: null }
  const sale = value(parseUnknown(saleSchema, reply.body))
  if (reply.isOk && sale) return { ok: true, sale }
  const problem = value(parseUnknown(problemSchema, reply.body))
  return { ok: false, code: problem?.code ?? 'TILL_UNREACHABLE', sale: problem?.sale ?? null }
}

/** Null when the till's program does not answer. */
async function ask(path: string, init: RequestInit) {
  try {
    const response = await fetch(path, init)
    const body: unknown = await response.json()
    return { isOk: response.ok, body }
  } catch {
    return null
  }
}

function value<Value>(parsed: Parsed<Value>): Value | null {
  return parsed.ok ? parsed.value : null
}
