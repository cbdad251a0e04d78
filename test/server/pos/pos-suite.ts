import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PosConnectionView } from '../../../src/contract/admin/pos.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency } from '../../../src/contract/money.ts'
import { POS_KINDS, type PosEntry, type PosKind } from '../../../src/contract/wire/pos.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { callbackOf, OTHER, paidSale, type Sale, SETUPS } from './sales.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

/** Where the server keeps what it is told. */
export interface Engine {
  /** Its settings for the server. */
  readonly start: () => Promise<readonly string[]>
  readonly end: () => Promise<void>
}

const DAY_MS = 86_400_000

/** What must hold of tills in the cloud on every engine. */
export function describePos(name: string, engine: Engine): void {
  let server: TestServer
  let standIn: StandIn
  let serial = 1_000

  beforeAll(async () => {
    standIn = await openStandIn()
    server = await openServer(await engine.start(), { posOrigin: standIn.origin })
  }, 120_000)
  afterAll(async () => {
    await server?.close()
    await standIn?.close()
    await engine.end()
  })

  /** A location of its own with one POS. */
  const openQuiet = async (kind: PosKind) => {
    serial += 1
    const location = done(
      await server.operator.call('create-location', {
        ...{ name: `Shop ${serial}`, email: 'shop@corner.example', timeZone: 'Europe/Paris' },
        currency: currency('EUR'),
      }),
    )
    const { locationId } = location
    standIn.sales.length = 0
    const setup = SETUPS[kind]
    const connection = done(
      await server.operator.call('add-pos-connection', { locationId, ...setup }),
    )
    return { locationId, setup, connection }
  }
  type Shop = Awaited<ReturnType<typeof openQuiet>>
  /** The same with a station: so many are not activated in a minute. */
  const open = async (kind: PosKind) => {
    const shop = await openQuiet(kind)
    return { ...shop, station: await openCounter(server, shop.locationId) }
  }
  const opened = new Map<PosKind, Promise<Awaited<ReturnType<typeof open>>>>()
  /** One shop of a kind for many tests. */
  const shopOf = (kind: PosKind) => {
    standIn.sales.length = 0
    const shop = opened.get(kind) ?? open(kind)
    opened.set(kind, shop)
    return shop
  }

  const sell = (more: Partial<Sale> = {}): Sale => {
    serial += 10
    return paidSale(serial, server.context.nowMs(), more)
  }
  /** As it is named at each POS. */
  const soldAt = ({ setup }: Shop, more: Partial<Sale> = {}): Sale =>
    sell({ label: setup.tenders[0] ?? '', ...more })

  const call = async (
    shop: Shop,
    sale: Sale,
    change: (body: string, headers: Record<string, string>) => string | undefined = () => undefined,
  ) => {
    const url = shop.connection.notificationUrl
    const { body, headers } = callbackOf(shop.setup, url, sale)
    const response = await fetch(url, {
      ...{ method: 'POST', headers },
      body: change(body, headers) ?? body,
    })
    const text = await response.text()
    return { status: response.status, text, outcome: outcomeIn(text) }
  }

  const view = async ({ connection }: Shop): Promise<PosConnectionView> => {
    const { connections } = done(await server.operator.call('list-pos-connections', {}))
    const found = connections.find(({ connectionId }) => connectionId === connection.connectionId)
    if (!found) throw new Error('the connection is listed')
    return found
  }

  const removeAll = async (): Promise<void> => {
    const { connections } = done(await server.operator.call('list-pos-connections', {}))
    for (const { connectionId } of connections)
      done(await server.operator.call('remove-pos-connection', { connectionId }))
    opened.clear()
  }

  const poll = async ({ connection: { connectionId } }: Shop) =>
    done(await server.operator.call('test-pos-connection', { connectionId }))

  /** Everything that a station has not heard, kept and acknowledged as a station does. */
  const hear = (station: Counter) => hearFrom(station)

  /** Hears again and again until there is as much, as details are asked for after the answer. */
  const hearUntil = async (station: Counter, count: number): Promise<PosEntry[]> => {
    const heard: PosEntry[] = []
    await expect
      .poll(
        async () => {
          heard.push(...(await hear(station)))
          return heard.length
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBe(count)
    return heard
  }

  describe(`tills in the cloud, ${name}`, () => {
    test.each(POS_KINDS)('%s: a signed callback reaches the station once', async (kind) => {
      const shop = await shopOf(kind)
      const sale = soldAt(shop)
      standIn.sales.push(sale)
      expect(await call(shop, sale)).toMatchObject({ status: 200, outcome: 'taken' })
      const heard = await hearUntil(shop.station, 1)
      expect(heard[0]).toMatchObject({
        ...{ pos: kind, kind: 'payment', externalId: `${kind}:${sale.id}`, changeId: null },
        ...{ amountMinor: 1_250, currency: 'EUR', label: sale.label, atMs: sale.atMs },
      })
      expect(await hear(shop.station)).toEqual([])
    })

    test.each(POS_KINDS)('%s: a wrong signature is refused, and nothing stored', async (kind) => {
      const shop = await shopOf(kind)
      const sale = soldAt(shop)
      const before = await storedRows(server)
      const refused = await call(shop, sale, (body, headers) => {
        for (const name of Object.keys(headers).filter((one) => /signature|hmac|auth/.test(one)))
          headers[name] = `${headers[name]?.slice(0, -2)}xx`
        return body
      })
      expect(refused).toMatchObject({ status: 401, outcome: undefined })
      expect(await storedRows(server)).toEqual(before)
      const { counts } = await view(shop)
      expect(await view(shop)).toMatchObject({ problem: 'signature', counts: { refused: 1 } })
      standIn.sales.push(sale)
      expect(await call(shop, sale)).toMatchObject({ status: 200, outcome: 'taken' })
      expect(await view(shop)).toMatchObject({
        ...{ problem: null, counts: { callbacks: counts.callbacks + 1, refused: 1 } },
      })
      await hearUntil(shop.station, 1)
    })

    test.each(POS_KINDS)('%s: a replay is acknowledged and does nothing', async (kind) => {
      const shop = await shopOf(kind)
      const sale = soldAt(shop)
      standIn.sales.push(sale)
      const { counts } = await view(shop)
      await call(shop, sale)
      expect(await hearUntil(shop.station, 1)).toHaveLength(1)
      for (let time = 0; time < 3; time += 1)
        expect(await call(shop, sale)).toMatchObject({ status: 200, outcome: 'repeated' })
      expect(await hear(shop.station)).toEqual([])
      expect(await view(shop)).toMatchObject({
        counts: { callbacks: counts.callbacks + 1, repeated: 3 },
      })
    })

    test.each(POS_KINDS)('%s: signed longer ago than anybody tries: refused', async (kind) => {
      const shop = await shopOf(kind)
      const longAgo = server.context.nowMs() - 4 * DAY_MS
      const old = await call(shop, soldAt(shop, { atMs: longAgo, changedAtMs: longAgo }))
      expect(old.status).toBe(401)
      const ahead = server.context.nowMs() + DAY_MS
      expect((await call(shop, soldAt(shop, { changedAtMs: ahead, atMs: ahead }))).status).toBe(401)
      expect(await hear(shop.station)).toEqual([])
    })

    test.each(POS_KINDS)('%s: a lost callback is found by polling, once', async (kind) => {
      const shop = await shopOf(kind)
      await poll(shop)
      server.advance(90_000)
      const sales = [soldAt(shop), soldAt(shop, { amountMinor: 5 }), soldAt(shop)]
      standIn.sales.push(...sales)
      standIn.sales.push(sell({ label: OTHER }))
      server.advance(1_000)
      expect(await poll(shop)).toEqual({ outcome: 'ok', problem: null, found: 3 })
      const heard = await hearUntil(shop.station, 3)
      expect(heard.map(({ amountMinor }) => amountMinor)).toEqual([1_250, 5, 1_250])
      expect(await poll(shop)).toMatchObject({ found: 0 })
      // The callback that was late after all brings nothing new.
      expect((await call(shop, sales[0] as Sale)).status).toBe(200)
      expect(await hear(shop.station)).toEqual([])
    })

    test.each(POS_KINDS)('%s: a refund and a void follow their payment', async (kind) => {
      const shop = await shopOf(kind)
      const paid = soldAt(shop)
      const other = soldAt(shop)
      standIn.sales.push(paid, other)
      await poll(shop)
      server.advance(60_000)
      const changedAtMs = Math.floor(server.context.nowMs() / 1_000) * 1_000
      const refund = { id: String(Number(paid.id) + 3), amountMinor: 400 }
      standIn.sales[0] = { ...paid, changedAtMs, refund }
      standIn.sales[1] = { ...other, changedAtMs, state: 'voided' }
      server.advance(1_000)
      await poll(shop)
      const heard = await hearUntil(shop.station, 4)
      const [first, second, ...undone] = heard
      expect([first?.kind, second?.kind]).toEqual(['payment', 'payment'])
      expect(undone).toHaveLength(2)
      expect(undone.find((entry) => entry.kind === 'refund')).toMatchObject({
        ...{ externalId: `${kind}:${paid.id}`, amountMinor: 400 },
      })
      expect(undone.find((entry) => entry.kind === 'void')).toMatchObject({
        ...{ externalId: `${kind}:${other.id}`, amountMinor: 1_250 },
      })
      // The same two by callback: known already.
      for (const sale of standIn.sales) await call(shop, sale)
      expect(await hear(shop.station)).toEqual([])
    })

    test('a void that comes before its payment: there is no payment', async () => {
      const shop = await open('square')
      const sale = soldAt(shop)
      const changedAtMs = sale.changedAtMs + 1_000
      expect(await call(shop, { ...sale, state: 'voided', changedAtMs })).toMatchObject({
        outcome: 'taken',
      })
      expect(await call(shop, sale)).toMatchObject({ outcome: 'taken' })
      expect(await hear(shop.station)).toEqual([])
      shop.station.close()
    })

    test('pages: all of them, whatever their size; a failure goes on where it stopped', async () => {
      const shop = await open('square')
      const sales = Array.from({ length: 7 }, (_, at) => {
        const atMs = server.context.nowMs() - 60_000 + at * 1_000
        return soldAt(shop, { atMs, changedAtMs: atMs })
      })
      standIn.sales.push(...sales)
      standIn.pageSize = 3
      const begun = standIn.asked.length
      expect(await poll(shop)).toEqual({ outcome: 'ok', problem: null, found: 7 })
      expect(standIn.asked.length - begun).toBeLessThanOrEqual(6)
      standIn.pageSize = 100
      expect(await hearUntil(shop.station, 7)).toHaveLength(7)
      shop.station.close()
    })

    test.each([
      { status: 429, headers: { 'retry-after': '120' }, problem: 'rate-limited' },
      { status: 503, headers: {}, problem: 'unreachable' },
      { status: 401, headers: {}, problem: 'credentials' },
      { status: 418, headers: {}, problem: 'not-understood' },
      // Where to ask is never for an answer to say.
      { status: 302, headers: { location: 'http://127.0.0.1:9/' }, problem: 'unreachable' },
    ])('the POS answers $status: $problem, later again', async ({ status, headers, problem }) => {
      // Others are polled when they are due, and would take the answer that is meant for this one.
      await removeAll()
      const shop = await openQuiet('clover')
      await poll(shop)
      standIn.fail({ status, headers })
      expect(await poll(shop)).toMatchObject({ outcome: 'problem', problem })
      expect(await view(shop)).toMatchObject({ problem })
      const row = await server.context.database.read
        .selectFrom('pos_health')
        .where('connection_id', '=', shop.connection.connectionId)
        .select(['poll_after_ms', 'failures'])
        .executeTakeFirstOrThrow()
      const waitMs = row.poll_after_ms - server.context.nowMs()
      expect(row.failures).toBe(1)
      expect(waitMs).toBeGreaterThan(status === 429 ? 60_000 : 30_000)
      const asked = standIn.asked.length
      if (status === 429) {
        // Whoever presses the button does not make the POS wait for longer.
        expect(await poll(shop)).toMatchObject({ problem })
        expect(standIn.asked).toHaveLength(asked)
        server.advance(121_000)
      }
      expect(await poll(shop)).toMatchObject({ outcome: 'ok', problem: null })
      expect(await view(shop)).toMatchObject({ problem: null })
    })

    test('two stations: both hear it; one that was off hears it when it comes back', async () => {
      const shop = await open('square')
      const second = await openCounter(server, shop.locationId)
      second.close()
      await call(shop, soldAt(shop))
      expect(await hear(shop.station)).toHaveLength(1)
      const third = await openCounter(server, shop.locationId)
      // It came after: what was sold before is for those that were there.
      expect(await hear(third)).toEqual([])
      await call(shop, soldAt(shop))
      expect(await hear(third)).toHaveLength(1)
      expect(await hear(shop.station)).toHaveLength(1)
      for (const station of [shop.station, third]) station.close()
    })

    test('not acknowledged: told again, the same', async () => {
      const shop = await open('square')
      await call(shop, soldAt(shop))
      const first = done(await shop.station.ask('pos-payments', { heardId: 0 }))
      const again = done(await shop.station.ask('pos-payments', { heardId: 0 }))
      expect(first.entries).toHaveLength(1)
      expect(again).toEqual(first)
      shop.station.close()
    })

    test('more than fits one answer: all of them, in order', async () => {
      const shop = await open('square')
      const sales = Array.from({ length: 15 }, (_, at) => soldAt(shop, { amountMinor: 100 + at }))
      for (const sale of sales) await call(shop, sale)
      const heard = await hear(shop.station)
      expect(heard.map(({ amountMinor }) => amountMinor)).toEqual(
        sales.map(({ amountMinor }) => amountMinor),
      )
      shop.station.close()
    })

    test("another location's station hears nothing of it", async () => {
      const shop = await open('square')
      const elsewhere = await open('toast')
      await call(shop, soldAt(shop))
      expect(await hear(elsewhere.station)).toEqual([])
      for (const { station } of [shop, elsewhere]) station.close()
    })

    test('of another merchant, kind, tender, place or currency: acknowledged, no payment', async () => {
      const shop = await open('square')
      const swap =
        (from: string, to: string) => (body: string, headers: Record<string, string>) => {
          const other = body.replace(from, to)
          expect(other).not.toBe(body)
          const url = shop.connection.notificationUrl
          const signed = resigned(shop.setup.secrets.signing, url, other)
          headers['x-square-hmacsha256-signature'] = signed
          return other
        }
      const cases = [
        swap('MLEFBHHSJGVHD', 'SOMEBODYELSE'),
        swap('"payment":{', '"invoice":{'),
        swap('OTHER_GIFT_CARD","source":"Countermark', 'CHECK","source":"Cheque'),
        swap('L88917AVBK2S5', 'L0000000OTHER'),
        swap('"EUR"', '"USD"'),
        swap('"amount":1250', '"amount":-1250'),
        swap('"amount":1250', '"amount":12.5'),
        swap('COMPLETED', 'PENDING'),
        swap('"EXTERNAL"', '"CARD"'),
      ]
      for (const change of cases) expect((await call(shop, soldAt(shop), change)).status).toBe(200)
      expect(await hear(shop.station)).toEqual([])
      expect(await view(shop)).toMatchObject({ problem: 'amount', counts: { unknown: 2 } })
      shop.station.close()
    })

    test('no such till, no such kind, no JSON, too much: refused', async () => {
      const shop = await openQuiet('shopify')
      const url = shop.connection.notificationUrl
      const post = async (to: string, body: string) =>
        (await fetch(to, { method: 'POST', body })).status
      expect(await post(url.replace('shopify', 'toast'), '{}')).toBe(404)
      expect(await post(url.replace('shopify', 'other'), '{}')).toBe(404)
      expect(await post(url.replace(/.$/, 'g'), '{}')).toBe(404)
      expect(await post(url, 'no JSON')).toBe(401)
      expect(await post(url, 'x'.repeat(2_200_000))).toBe(413)
    })

    test("Clover's code: shown until its first signed callback", async () => {
      const shop = await openQuiet('clover')
      const post = (code: string) =>
        fetch(shop.connection.notificationUrl, {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
          body: JSON.stringify({ verificationCode: code }),
        })
      expect((await post('af1ec3c0-51f2')).status).toBe(200)
      expect(await view(shop)).toMatchObject({ verificationCode: 'af1ec3c0-51f2' })
      const sale = soldAt(shop)
      standIn.sales.push(sale)
      await call(shop, sale)
      expect((await post('somebody-else')).status).toBe(200)
      expect(await view(shop)).toMatchObject({ verificationCode: null })
    })

    test('secrets: sealed, never shown, kept when left empty, erased when removed', async () => {
      const shop = await openQuiet('toast')
      const { connectionId } = shop.connection
      const { secrets, kind: _, ...settings } = shop.setup
      const sealed = async () => {
        const row = await server.context.database.read
          .selectFrom('pos_connection')
          .where('id', '=', connectionId)
          .select('secrets_sealed')
          .executeTakeFirstOrThrow()
        return Buffer.from(row.secrets_sealed)
      }
      const first = await sealed()
      const list = JSON.stringify(done(await server.operator.call('list-pos-connections', {})))
      for (const secret of [secrets.signing, secrets.access]) {
        expect(first.includes(secret)).toBe(false)
        expect(list).not.toContain(secret)
        expect(server.logged()).not.toContain(secret)
      }
      const empty = { signing: '', access: '', clientId: '' }
      const asked = { connectionId, ...settings, tenders: ['another'], secrets: empty }
      expect(done(await server.operator.call('change-pos-connection', asked))).toMatchObject({
        ...{ tenders: ['another'], hasSigning: true, hasAccess: true },
      })
      expect(await poll(shop)).toMatchObject({ outcome: 'ok' })
      done(await server.operator.call('remove-pos-connection', { connectionId }))
      expect((await call(shop, soldAt(shop))).status).toBe(404)
      expect((await sealed()).length).toBeLessThan(first.length)
    })

    test('what cannot be a till of this kind: refused, nothing written', async () => {
      const shop = await openQuiet('square')
      const { locationId } = shop
      const add = async (change: Record<string, unknown>) =>
        codeOf(
          await server.operator.call('add-pos-connection', {
            ...{ locationId, ...SETUPS.clover, ...change },
          }),
        )
      expect(await add({ host: 'evil.example' })).toBe('REQUEST_MALFORMED')
      expect(await add({ host: null })).toBe('REQUEST_MALFORMED')
      expect(await add({ account: '../admin' })).toBe('REQUEST_MALFORMED')
      expect(await add({ ...SETUPS.shopify, account: 'evil.example' })).toBe('REQUEST_MALFORMED')
      expect(await add({ ...SETUPS.lightspeed, account: 'a.b/c' })).toBe('REQUEST_MALFORMED')
      expect(await add({ ...SETUPS.square, places: [] })).toBe('REQUEST_MALFORMED')
      expect(await add({ ...SETUPS.square })).toBe('STATE_CONFLICT')
      const other = '01890000-0000-7000-8000-000000000000' as LocationId
      expect(await add({ locationId: other })).toBe('NOT_FOUND')
    })
  })
}

async function hearFrom(station: Counter): Promise<PosEntry[]> {
  const heard: PosEntry[] = []
  let heardId = 0
  for (;;) {
    const { entries, isMore } = done(await station.ask('pos-payments', { heardId }))
    heard.push(...entries)
    heardId = entries.at(-1)?.entryId ?? heardId
    if (!isMore && entries.length === 0) return heard
  }
}

function outcomeIn(text: string): string | undefined {
  const answer = JSON.parse(text) as { value?: { outcome?: string } }
  return answer.value?.outcome
}

/** How many rows there are of what callbacks leave. */
async function storedRows({ context }: TestServer): Promise<readonly number[]> {
  const { read } = context.database
  const count = async (table: 'pos_event' | 'pos_entry') => {
    const { rows } = await read
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }
  return [await count('pos_event'), await count('pos_entry')]
}

function resigned(key: string, url: string, body: string): string {
  return createHmac('sha256', key).update(url).update(body).digest('base64')
}
