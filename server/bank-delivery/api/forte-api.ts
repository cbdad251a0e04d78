import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import type { ServerContext } from '../../context.ts'
import { type Destination, openSecrets } from '../destinations.ts'
import { PAGE_SIZE, PAGES_MAX } from '../limits.ts'
import { ask, type Question } from './asking.ts'

const word = z.string().max(500)
const said = word.nullish()

const transactionSchema = z.object({
  transaction_id: said,
  order_number: said,
  status: said,
  response: z.object({ response_code: said, response_desc: said }).nullish(),
})

const settlementSchema = z.object({
  settle_id: said,
  transaction_id: word,
  settle_type: said,
  settle_response_code: said,
  funding_id: said,
})
export type Settlement = z.output<typeof settlementSchema>

const fundingSchema = z.object({ funding_id: word, status: said })
export type Funding = z.output<typeof fundingSchema>

/** What Forte said of one credit. */
export type CreditAnswer =
  | { readonly is: 'accepted'; readonly transactionId: string; readonly words: string }
  | { readonly is: 'refused'; readonly code: string; readonly words: string }
  /** The same account and amount within minutes: it may be this one, or another. */
  | { readonly is: 'repeated' }
  | { readonly is: 'credentials' | 'not-sent' | 'unknown' }

/** The calls of Forte's REST API that paying takes. */
export interface ForteApi {
  /** One credit; `line` is the body as it was frozen. */
  readonly credit: (line: string) => Promise<CreditAnswer>
  /** Those received on these days (`2026-11-20`), by order number; undefined without a whole answer. */
  readonly received: (
    from: string,
    to: string,
  ) => Promise<ReadonlyMap<string, CreditAnswer> | undefined>
  readonly settlements: (from: string, to: string) => Promise<readonly Settlement[] | undefined>
  readonly fundings: (from: string, to: string) => Promise<readonly Funding[] | undefined>
  /** Whether the account opens. */
  readonly test: () => Promise<'ok' | 'credentials' | 'unreachable' | 'not-understood'>
}

export function forteApi(context: ServerContext, destination: Destination): ForteApi {
  const { settings } = destination
  if (settings.kind !== 'forte') throw new Error('this destination is not Forte')
  const { access, second } = openSecrets(context, destination)
  const documented = settings.sandbox
    ? 'https://sandbox.forte.net/api/v3'
    : 'https://api.forte.net/v3'
  const base = context.bankOrigin?.('forte') ?? documented
  const place = `/organizations/${settings.organizationId}/locations/${settings.locationId}`
  const question = (path: string, rest: Pick<Question, 'method' | 'body'>): Question => ({
    url: `${base}${place}${path}`,
    ...rest,
    headers: {
      authorization: `Basic ${Buffer.from(`${access}:${second}`).toString('base64')}`,
      'x-forte-auth-organization-id': settings.organizationId,
      accept: 'application/json',
      ...(rest.body !== undefined && { 'content-type': 'application/json' }),
    },
  })
  const asking = (path: string, rest: Pick<Question, 'method' | 'body'>) =>
    ask(context.log, question(path, rest))

  const list = async <Row>(
    path: string,
    filter: string,
    schema: z.ZodType<Row>,
  ): Promise<Row[] | undefined> => {
    const rows: Row[] = []
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = new URLSearchParams({
        ...{ filter, page_size: String(PAGE_SIZE), page_index: String(page) },
      })
      const asked = await asking(`${path}?${query}`, { method: 'GET' })
      if (asked.is !== 'answered' || asked.status !== 200) return undefined
      const found = parseJson(z.object({ results: z.array(schema).max(PAGE_SIZE) }), asked.text)
      if (!found.ok) return undefined
      rows.push(...found.value.results)
      if (found.value.results.length < PAGE_SIZE) return rows
    }
    return undefined
  }
  const days = (name: string, from: string, to: string) =>
    `start_${name} eq '${from}' and end_${name} eq '${to}'`

  return {
    credit: async (body) => {
      const asked = await asking('/transactions', { method: 'POST', body })
      if (asked.is !== 'answered') return asked
      if (asked.status === 401 || asked.status === 403) return { is: 'credentials' }
      const read = parseJson(transactionSchema, asked.text)
      return read.ok ? answerOf(read.value) : { is: 'unknown' }
    },
    received: async (from, to) => {
      const rows = await list('/transactions', days('received_date', from, to), transactionSchema)
      return rows && byOrder(rows)
    },
    settlements: (from, to) =>
      list('/settlements', days('settle_date', from, to), settlementSchema),
    fundings: (from, to) => list('/fundings', days('effective_date', from, to), fundingSchema),
    test: async () => {
      const asked = await asking('/transactions?page_size=1&page_index=0', { method: 'GET' })
      if (asked.is !== 'answered') return 'unreachable'
      if (asked.status === 401 || asked.status === 403) return 'credentials'
      return asked.status === 200 ? 'ok' : 'not-understood'
    },
  }
}

/** Of one order number there may be declines, and one that was taken in: that one counts. */
function byOrder(
  rows: readonly z.output<typeof transactionSchema>[],
): ReadonlyMap<string, CreditAnswer> {
  const found = new Map<string, CreditAnswer>()
  for (const row of rows) {
    const order = row.order_number ?? ''
    if (order !== '' && found.get(order)?.is !== 'accepted') found.set(order, answerOf(row))
  }
  return found
}

/** What of a listed credit says that it was never taken in. */
const NEVER_TAKEN = ['declined', 'voided']

/** Only A01 is taken in, whatever the status of the answer was; a decline comes with 200 and 400 alike. */
function answerOf({
  transaction_id,
  status,
  response,
}: z.output<typeof transactionSchema>): CreditAnswer {
  const code = response?.response_code ?? ''
  const words = response?.response_desc ?? ''
  if (code === 'U10') return { is: 'repeated' }
  if (transaction_id && NEVER_TAKEN.includes(status ?? '')) return refused(code, words)
  // Listed ones may come without the answer that was given then.
  const isTaken = code === 'A01' || (code === '' && (status ?? '') !== '')
  if (isTaken && transaction_id) return { is: 'accepted', transactionId: transaction_id, words }
  if (/^[UEF]\d\d$/.test(code)) return refused(code, words)
  // A form that Forte does not take has words, and no code.
  return /^Error\[/.test(words) ? refused('INVALID', words) : { is: 'unknown' }
}

function refused(code: string, words: string): CreditAnswer {
  return { is: 'refused', code: code || 'DECLINED', words }
}
