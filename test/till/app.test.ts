import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createTillApp } from '../../demo/till/app.ts'
import { readSettings } from '../../demo/till/options.ts'
import { createTill } from '../../demo/till/till.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { printerProxy } from '../../src/main/station/pos/sources/printer-proxy.ts'
import {
  ANSWERING,
  fakePrinter,
  listener,
  type Manner,
  MUTE,
} from '../station/pos/sources/printers.ts'
import { proxyConfig } from '../station/pos/sources/proxies.ts'
import { surroundings } from '../station/pos/sources/surroundings.ts'

const CAD = currency('CAD')
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const SALE = {
  lines: [{ name: 'Gift basket', quantity: 1, unitMinor: 2500 }],
  tenders: [{ kind: 'gift', amountMinor: 2500 }],
}

/** The till's API over a real socket. */
async function till(printerPort: number) {
  const pages = mkdtempSync(join(tmpdir(), 'till-pages-'))
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>till</title>')
  const made = createTill({
    ...{ shopName: 'Main Street Bakery', tillNumber: '1', currency: CAD },
    printer: { host: '127.0.0.1', port: printerPort },
    nowMs: () => Date.now(),
  })
  const app = await createTillApp(made, pages)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  closing.push(async () => {
    await app.close()
    rmSync(pages, { recursive: true })
  })
  return {
    get: async (path: string) => (await fetch(`${url}${path}`)).json(),
    post: async (path: string, body?: unknown) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
  }
}

async function station() {
  const sink = listener()
  const proxy = printerProxy(proxyConfig(null), surroundings())
  await proxy.start(sink)
  closing.push(proxy.stop)
  return { sink, port: proxy.address().port }
}

async function printer(manner: Manner, port = 0) {
  const made = await fakePrinter(manner, port)
  closing.push(made.close)
  return made
}

describe('till API: with a station', () => {
  test('a sale, its duplicate and its void arrive as the station must see them', async () => {
    const { sink, port } = await station()
    const api = await till(port)
    const rung = await api.post('/api/sales', { ...SALE, print: true })
    expect(rung.status).toBe(201)
    expect(rung.body).toMatchObject({ state: 'sold', totalMinor: 2500, changeMinor: 0 })
    const { receiptNumber } = rung.body
    expect((await api.post(`/api/sales/${receiptNumber}/print`)).status).toBe(200)
    expect((await api.post(`/api/sales/${receiptNumber}/void`)).body.state).toBe('voided')
    await sink.until(() => sink.papers.length === 3)
    expect(sink.papers.map((paper) => [paper.kind, paper.receiptNumber, paper.tenders])).toEqual(
      ['sale', 'copy', 'void'].map((kind) => [
        kind,
        receiptNumber,
        [expect.objectContaining({ amountMinor: 2500, currency: 'CAD' })],
      ]),
    )
    expect(await api.get('/api/sales')).toMatchObject({
      sales: [{ receiptNumber, state: 'voided' }],
    })
  })

  test('a sale that was taken back cannot be taken back again', async () => {
    const { sink, port } = await station()
    const api = await till(port)
    const { body } = await api.post('/api/sales', SALE)
    const clicks = await Promise.all(
      ['refund', 'refund', 'void'].map((how) =>
        api.post(`/api/sales/${body.receiptNumber}/${how}`),
      ),
    )
    expect(clicks.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    await sink.until(() => sink.papers.length >= 2)
    expect(sink.papers.map(({ kind }) => kind)).toEqual(['sale', 'void'])
    expect((await api.post('/api/sales/000/void')).status).toBe(404)
  })

  test('many sales at once get receipt numbers of their own', async () => {
    const { sink, port } = await station()
    const api = await till(port)
    const rung = await Promise.all(Array.from({ length: 20 }, () => api.post('/api/sales', SALE)))
    await sink.until(() => sink.papers.length === 20)
    expect(new Set(rung.map(({ body }) => body.receiptNumber)).size).toBe(20)
    expect(sink.papers.every(({ kind }) => kind === 'sale')).toBe(true)
  })

  test('a till that starts again repeats no number', () => {
    const numbers = [1_000_000, 1_000_500].map(async (nowMs) => {
      const one = createTill({
        ...{ shopName: 'Shop', tillNumber: '1', currency: CAD, nowMs: () => nowMs },
        printer: { host: '127.0.0.1', port: 1 },
      })
      const reply = await one.ring({
        lines: [{ name: 'Tea', quantity: 1, unitMinor: minor(100) }],
        tenders: [{ kind: 'cash', amountMinor: minor(100) }],
        ...{ language: 'en', print: false },
      })
      return 'problem' in reply ? reply.problem : reply.sale.receiptNumber
    })
    return expect(Promise.all(numbers)).resolves.toEqual(['000010000', '000010005'])
  })
})

describe('till API: the printer fails', () => {
  test('away: the sale stays open, and is printed once the printer is there', async () => {
    const dead = await fakePrinter(MUTE)
    await dead.close()
    const api = await till(dead.port)
    const failed = await api.post('/api/sales', SALE)
    expect(failed.status).toBe(503)
    expect(failed.body).toMatchObject({ code: 'PRINTER_UNREACHABLE', sale: { state: 'open' } })
    const { receiptNumber } = failed.body.sale
    expect((await api.post(`/api/sales/${receiptNumber}/void`)).status).toBe(409)

    const behind = await printer(ANSWERING, dead.port)
    const again = await api.post(`/api/sales/${receiptNumber}/print`)
    expect(again.body).toMatchObject({ receiptNumber, state: 'sold' })
    expect(behind.received().toString('latin1')).toContain('GIFT CARD')
    expect(behind.received().toString('latin1')).not.toContain('DUPLICATE')
  })

  test.each([
    ['PRINTER_NO_PAPER', 0x32],
    ['PRINTER_COVER_OPEN', 0x16],
    ['PRINTER_ERROR', 0x52],
  ])('%s: nothing is printed, and a void changes nothing', async (code, status) => {
    let isWell = true
    const behind = await printer((bytes, socket) => {
      if (isWell) ANSWERING(bytes, socket)
      else socket.write(Uint8Array.of(status))
    })
    const api = await till(behind.port)
    const { body } = await api.post('/api/sales', SALE)
    isWell = false
    const before = behind.received().length
    const failed = await api.post(`/api/sales/${body.receiptNumber}/void`)
    expect(failed).toMatchObject({ status: 503, body: { code, sale: { state: 'sold' } } })
    expect(behind.received().length - before).toBe(3)
  })

  test('mute: said plainly, and the sale can be discarded', async () => {
    const behind = await printer(MUTE)
    const api = await till(behind.port)
    const failed = await api.post('/api/sales', SALE)
    expect(failed.body).toMatchObject({ code: 'PRINTER_SILENT', sale: { state: 'open' } })
    const gone = await api.post(`/api/sales/${failed.body.sale.receiptNumber}/discard`)
    expect(gone.status).toBe(200)
    expect(await api.get('/api/sales')).toEqual({ sales: [] })
  })

  test('refused in the middle: not taken for printed', async () => {
    const behind = await printer((bytes, socket) => {
      if (bytes.length > 10) socket.resetAndDestroy()
      else ANSWERING(bytes, socket)
    })
    const api = await till(behind.port)
    const failed = await api.post('/api/sales', SALE)
    expect(failed.body).toMatchObject({ code: 'PRINTER_UNCONFIRMED', sale: { state: 'open' } })
  })
})

describe('till API: bad requests', () => {
  test.each([
    [{}, 400, 'REQUEST_INVALID'],
    [{ ...SALE, tenders: [{ kind: 'gift', amountMinor: 2499 }] }, 422, 'NOT_PAID'],
    [{ ...SALE, tenders: [{ kind: 'gift', amountMinor: 2501 }] }, 422, 'OVERPAID'],
  ])('%j is refused', async (body, status, code) => {
    const api = await till(1)
    expect(await api.post('/api/sales', body)).toMatchObject({ status, body: { code } })
    expect(await api.get('/api/sales')).toEqual({ sales: [] })
  })
})

describe('till settings', () => {
  test('flags before variables before the usual', () => {
    expect(readSettings([], {})).toMatchObject({
      port: 4602,
      printer: { host: '127.0.0.1', port: 9100 },
      tillNumber: '1',
      currency: 'CAD',
    })
    const variables = { COUNTERMARK_TILL_CURRENCY: 'eur', COUNTERMARK_TILL_TILL: '4' }
    expect(readSettings(['--till', '7'], variables)).toMatchObject({
      tillNumber: '7',
      currency: 'EUR',
    })
    expect(readSettings(['--help'], {})).toBe('help')
  })

  test.each([
    [['--port', '99999'], '--port 99999'],
    [['--printer', 'nowhere'], '--printer nowhere'],
    [['--currency', 'XXQ'], '--currency XXQ'],
    [['--till', 'one'], '--till one'],
    [['--tilt', '1'], '--tilt'],
  ])('%j is refused by name', (argv, words) => {
    expect(() => readSettings(argv, {})).toThrow(words)
  })
})
