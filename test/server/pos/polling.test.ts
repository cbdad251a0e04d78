import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { currency } from '../../../src/contract/money.ts'
import type { PosKind } from '../../../src/contract/wire/pos.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { iso, type PosSetup, paidSale, type Sale, SETUPS, shopifyTransactions } from './sales.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

let server: TestServer
let standIn: StandIn
let serial = 1_000

beforeAll(async () => {
  standIn = await openStandIn()
  server = await openServer([], { posOrigin: standIn.origin })
})
afterAll(async () => {
  await server?.close()
  await standIn?.close()
})
/** Others are polled when they are due, and would take the answers that are meant for the next one. */
afterEach(async () => {
  const { connections } = done(await server.operator.call('list-pos-connections', {}))
  for (const { connectionId } of connections)
    done(await server.operator.call('remove-pos-connection', { connectionId }))
  standIn.sales.length = 0
  standIn.pageSize = 100
})

/** A location of its own with one POS that was asked once. */
async function open(kind: PosKind, change: Partial<PosSetup> = {}) {
  serial += 1
  const { locationId } = done(
    await server.operator.call('create-location', {
      ...{ name: `Shop ${serial}`, email: 'shop@corner.example', timeZone: 'Europe/Paris' },
      currency: currency('EUR'),
    }),
  )
  const setup = { ...SETUPS[kind], ...change }
  const added = done(await server.operator.call('add-pos-connection', { locationId, ...setup }))
  const shop = { setup, ...added }
  await poll(shop)
  return shop
}
type Shop = Awaited<ReturnType<typeof open>>

async function poll({ connectionId }: Pick<Shop, 'connectionId'>) {
  return done(await server.operator.call('test-pos-connection', { connectionId }))
}

function sell(more: Partial<Sale> = {}): Sale {
  serial += 10
  return paidSale(serial, server.context.nowMs(), more)
}

const entriesOf = ({ locationId }: Shop) =>
  server.context.database.read
    .selectFrom('pos_entry')
    .where('location_id', '=', locationId)
    .orderBy('id')
    .select(['kind', 'external_id', 'amount_minor'])
    .execute()

test('two places of one merchant: a look asks once for each, and then rests', async () => {
  const shop = await open('square', { places: ['L88917AVBK2S5', 'LEMPTY00000'] })
  const begun = standIn.asked.length
  expect(await poll(shop)).toEqual({ outcome: 'ok', problem: null, found: 0 })
  expect(standIn.asked.slice(begun)).toHaveLength(2)
  const { poll_after_ms: nextMs } = await server.context.database.read
    .selectFrom('pos_health')
    .where('connection_id', '=', shop.connectionId)
    .select('poll_after_ms')
    .executeTakeFirstOrThrow()
  expect(nextMs).toBeGreaterThan(server.context.nowMs() + 30_000)
})

test('a payment that is late in the list is found, whatever the pages of the look before', async () => {
  const shop = await open('square')
  server.advance(180_000)
  const [label = ''] = shop.setup.tenders
  const late = sell({ label })
  standIn.sales.push(sell({ label }), sell({ label }), sell({ label }))
  standIn.pageSize = 2
  server.advance(1_000)
  expect(await poll(shop)).toMatchObject({ found: 3 })
  standIn.sales.push(late)
  server.advance(60_000)
  expect(await poll(shop)).toMatchObject({ problem: null, found: 1 })
})

test('a page whose mark is good no longer: read again from the first, none is missed', async () => {
  const shop = await open('shopify')
  server.advance(180_000)
  standIn.sales.push(sell(), sell(), sell())
  standIn.pageSize = 1
  server.advance(1_000)
  // The first page and its transactions, and then the POS is away until the marks are forgotten.
  standIn.fail({ status: 0 }, { status: 0 }, { status: 503 })
  expect(await poll(shop)).toMatchObject({ problem: 'unreachable', found: 1 })
  standIn.forgetPages()
  server.advance(300_000)
  await poll(shop)
  expect(await poll(shop)).toMatchObject({ problem: null })
  expect(await entriesOf(shop)).toHaveLength(3)
})

test('a payment that is changed between two pages: none after it is passed over', async () => {
  const shop = await open('clover')
  server.advance(180_000)
  const sales = Array.from({ length: 101 }, () => sell())
  standIn.sales.push(...sales)
  server.advance(1_000)
  // The first page, and then the POS is away while somebody is given money back.
  standIn.fail({ status: 0 }, { status: 503 })
  expect(await poll(shop)).toMatchObject({ problem: 'unreachable', found: 100 })
  server.advance(10_000)
  standIn.sales[0] = { ...(sales[0] as Sale), changedAtMs: server.context.nowMs() }
  await poll(shop)
  expect(await entriesOf(shop)).toHaveLength(101)
})

test('a return that is listed before its sale gives back all the same', async () => {
  const shop = await open('lightspeed')
  const refund = { id: String(serial + 500), amountMinor: 400 }
  const sold = sell({ refund, isTouchedLast: true })
  standIn.sales.push(sold)
  expect(await poll(shop)).toMatchObject({ found: 2 })
  const external_id = `lightspeed:${sold.id}`
  expect(await entriesOf(shop)).toEqual([
    { kind: 'payment', external_id, amount_minor: 1_250 },
    { kind: 'refund', external_id, amount_minor: 400 },
  ])
})

test('a payment that names no shop is of the shop of its order only', async () => {
  const here = await open('shopify', { places: ['905684977'] })
  const there = await open('shopify', { places: ['655441491'] })
  server.advance(180_000)
  const sold = sell({ isPlaceless: true })
  standIn.sales.push(sold)
  const tender = {
    ...{ id: 3, order_id: Number(sold.saleId), payment_method: 'other', amount: '12.50' },
    ...{ currency: 'EUR', processed_at: iso(sold.atMs) },
  }
  for (const said of [shopifyTransactions(sold)[0], tender])
    for (const shop of [here, there]) await call(shop, said)
  server.advance(60_000)
  for (const shop of [here, there]) await poll(shop)
  await expect.poll(() => entriesOf(here), { timeout: 30_000 }).toHaveLength(1)
  await expect.poll(openEvents, { timeout: 30_000 }).toEqual([])
  expect(await entriesOf(there)).toEqual([])
})

async function call({ setup, notificationUrl }: Shop, said: unknown): Promise<void> {
  const body = JSON.stringify(said)
  const signed = createHmac('sha256', setup.secrets.signing).update(body).digest('base64')
  const headers = { 'content-type': 'application/json', 'x-shopify-hmac-sha256': signed }
  const { status } = await fetch(notificationUrl, { method: 'POST', body, headers })
  expect(status).toBe(200)
}

const openEvents = () =>
  server.context.database.read
    .selectFrom('pos_event')
    .where('details', 'is not', null)
    .select('event_key')
    .execute()

test('another account while the one before is being asked: begun anew, not at its mark', async () => {
  const shop = await open('lightspeed')
  standIn.sales.push(sell())
  const free = Promise.withResolvers<void>()
  standIn.hold = free.promise
  const begun = standIn.asked.length
  const running = poll(shop).catch(() => undefined)
  await expect.poll(() => standIn.asked.length).toBeGreaterThan(begun)
  const { kind: _, ...settings } = shop.setup
  const { connectionId } = shop
  const asked = { connectionId, ...settings, account: 'other' }
  done(await server.operator.call('change-pos-connection', asked))
  standIn.hold = undefined
  free.resolve()
  await running
  // Its versions are its own, and lower.
  const soldMs = Math.floor(server.context.nowMs() / 1_000) * 1_000 - 3_600_000
  const sold = sell({ atMs: soldMs, changedAtMs: soldMs })
  standIn.sales.splice(0, 1, sold)
  server.advance(1_000)
  await poll(shop)
  const entries = await entriesOf(shop)
  expect(entries.map(({ external_id }) => external_id)).toContain(`lightspeed:${sold.id}`)
})
