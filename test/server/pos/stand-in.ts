import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PosKind } from '../../../src/contract/wire/pos.ts'
import {
  cloverPayment,
  lightspeedSales,
  type Sale,
  SETUPS,
  shopifyOrder,
  shopifyTransactions,
  squarePayment,
  squareRefund,
  toastOrder,
} from './sales.ts'

/** The APIs of five POS on one port, each by its documents: paths, keys, filters, pages. */
export interface StandIn {
  readonly origin: (kind: PosKind) => string
  /** What each of them has sold; changed as tests go. */
  readonly sales: Sale[]
  /** Entries of one page, whatever is asked for. */
  pageSize: number
  /** Every request as `GET /path?query`. */
  readonly asked: string[]
  /** Until when no request is answered. */
  hold: Promise<void> | undefined
  /** Marks of pages that were given out so far are good no longer. */
  readonly forgetPages: () => void
  /** Answers the next requests in this way instead; with the status 0 as usual. */
  readonly fail: (...answers: { status: number; headers?: Record<string, string> }[]) => void
  readonly close: () => Promise<void>
}

type Answer = { readonly status: number; readonly body: string; readonly link?: string }

export async function openStandIn(): Promise<StandIn> {
  const asked: string[] = []
  const failures: { status: number; headers?: Record<string, string> }[] = []
  const sales: Sale[] = []
  const state = { sales, pageSize: 100, pages: 1 }
  let hold: Promise<void> | undefined
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stand-in')
    asked.push(`${request.method} ${url.pathname}${url.search}`)
    const failure = failures.shift()
    if (failure && failure.status > 0) {
      response.writeHead(failure.status, failure.headers).end()
      return
    }
    void Promise.resolve(hold)
      .then(() => answer(state, request, url))
      .then((answered) => send(response, answered))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: (kind) => `http://127.0.0.1:${port}/${kind}`,
    ...{ sales, asked },
    get pageSize() {
      return state.pageSize
    },
    set pageSize(size: number) {
      state.pageSize = size
    },
    get hold() {
      return hold
    },
    set hold(until: Promise<void> | undefined) {
      hold = until
    },
    forgetPages: () => {
      state.pages += 1
    },
    fail: (...answers) => failures.push(...answers),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface State {
  readonly sales: readonly Sale[]
  readonly pageSize: number
  readonly pages: number
}

/** A second shop of the same merchant, which sells nothing. */
const EMPTY_PLACE = 'LEMPTY00000'

function send(response: ServerResponse, { status, body, link }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(link && { link }) })
  response.end(body)
}

const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) })
const REFUSED: Answer = { status: 401, body: '{"message":"no"}' }
const LOST: Answer = { status: 404, body: '{}' }

async function answer(state: State, request: IncomingMessage, url: URL): Promise<Answer> {
  const [, kind = '', ...rest] = url.pathname.split('/')
  const path = `/${rest.join('/')}`
  const { headers } = request
  const bearer = headers.authorization?.replace('Bearer ', '')
  switch (kind) {
    case 'square':
      return bearer === SETUPS.square.secrets.access ? square(state, path, url) : REFUSED
    case 'shopify': {
      const isIn = headers['x-shopify-access-token'] === SETUPS.shopify.secrets.access
      return isIn ? shopify(state, path, url) : REFUSED
    }
    case 'clover':
      return bearer === SETUPS.clover.secrets.access ? clover(state, path, url) : REFUSED
    case 'lightspeed':
      return bearer === SETUPS.lightspeed.secrets.access ? lightspeed(state, path, url) : REFUSED
    case 'toast':
      return toast(state, path, url, request, bearer)
    default:
      return LOST
  }
}

function between(sales: readonly Sale[], from: number, to: number): Sale[] {
  return sales
    .filter(({ changedAtMs }) => changedAtMs >= from && changedAtMs <= to)
    .sort((one, other) => one.changedAtMs - other.changedAtMs)
}

function square({ sales, pageSize }: State, path: string, url: URL): Answer {
  const refund = sales.find((sale) => path === `/v2/refunds/${sale.refund?.id}`)
  if (refund) return json({ refund: squareRefund(refund) })
  const query = url.searchParams
  const place = query.get('location_id')
  if (path === '/v2/payments' && place === EMPTY_PLACE) return json({})
  if (path !== '/v2/payments' || place !== 'L88917AVBK2S5') return LOST
  const from = Date.parse(query.get('updated_at_begin_time') ?? '')
  const found = between(sales, from, Date.parse(query.get('updated_at_end_time') ?? ''))
  const at = Number(query.get('cursor') ?? '0')
  const shown = found.slice(at, at + pageSize).map(squarePayment)
  const isMore = found.length > at + pageSize
  return json({ payments: shown, ...(isMore && { cursor: String(at + pageSize) }) })
}

function shopify({ sales, pageSize, pages }: State, path: string, url: URL): Answer {
  const order = /^\/admin\/api\/[\d-]+\/orders\/(\d+)\/transactions\.json$/.exec(path)?.[1]
  const sale = sales.find(({ saleId }) => saleId === order)
  if (sale) return json({ transactions: shopifyTransactions(sale) })
  if (!/^\/admin\/api\/[\d-]+\/orders\.json$/.test(path)) return LOST
  const query = url.searchParams
  const info = query.get('page_info')
  // As the documents say: with a mark no other filter may be given.
  if (info !== null && query.has('updated_at_min')) return { status: 400, body: '{}' }
  const [from, to, at, made] = info
    ? info.split('_').map(Number)
    : [query.get('updated_at_min'), query.get('updated_at_max')].map((time) =>
        Date.parse(time ?? ''),
      )
  if (info !== null && made !== pages) return { status: 400, body: '{}' }
  const start = at ?? 0
  const found = between(sales, from ?? 0, to ?? 0)
  const next = `${from}_${to}_${start + pageSize}_${pages}`
  const link = `<https://corner.myshopify.com/orders.json?limit=1&page_info=${next}>; rel="next"`
  const isMore = found.length > start + pageSize
  return {
    ...json({ orders: found.slice(start, start + pageSize).map(shopifyOrder) }),
    ...(isMore && { link }),
  }
}

function clover({ sales }: State, path: string, url: URL): Answer {
  const list = `/v3/merchants/${SETUPS.clover.account}/payments`
  const one = sales.find(({ id }) => path === `${list}/${id}`)
  if (one) return json(cloverPayment(one))
  if (path !== list) return LOST
  const filters = url.searchParams.getAll('filter')
  const bound = (start: string) =>
    Number(filters.find((filter) => filter.startsWith(start))?.slice(start.length))
  const found = between(sales, bound('modifiedTime>='), bound('modifiedTime<='))
  const at = Number(url.searchParams.get('offset'))
  const limit = Number(url.searchParams.get('limit'))
  return json({ elements: found.slice(at, at + limit).map(cloverPayment) })
}

function lightspeed({ sales, pageSize }: State, path: string, url: URL): Answer {
  const all = between(sales, 0, Number.MAX_SAFE_INTEGER).flatMap(lightspeedSales)
  const version = (text: string) => BigInt(/"version":(\d+)/.exec(text)?.[1] ?? '0')
  const isSearch = path.endsWith('/search')
  if (!isSearch && !path.endsWith('/sales')) return LOST
  const after = BigInt(url.searchParams.get('after') ?? '0')
  const shown = all.filter((text) => isSearch || version(text) > after).slice(0, pageSize)
  return { status: 200, body: `{"data":[${shown.join()}]}` }
}

async function toast(
  { sales, pageSize }: State,
  path: string,
  url: URL,
  request: IncomingMessage,
  bearer: string | undefined,
): Promise<Answer> {
  if (path === '/authentication/v1/authentication/login') {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>
    const { access, clientId } = SETUPS.toast.secrets
    const isRight = body['clientId'] === clientId && body['clientSecret'] === access
    if (!isRight || body['userAccessType'] !== 'TOAST_MACHINE_CLIENT') return REFUSED
    return json({ token: { tokenType: 'Bearer', accessToken: 'jwt-1', expiresIn: 86_400 } })
  }
  const restaurant = request.headers['toast-restaurant-external-id']
  if (bearer !== 'jwt-1' || restaurant !== SETUPS.toast.account) return REFUSED
  if (path !== '/orders/v2/ordersBulk') return LOST
  const query = url.searchParams
  const at = (name: string) => Date.parse((query.get(name) ?? '').replace('+0000', 'Z'))
  const found = between(sales, at('startDate'), at('endDate'))
  const start = (Number(query.get('page')) - 1) * Math.min(pageSize, Number(query.get('pageSize')))
  return json(found.slice(start, start + pageSize).map(toastOrder))
}
