import { randomInt } from 'node:crypto'
import { print } from 'receiptio'
import { afterEach, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import type { Dialect } from '../../../../src/contract/screen/sources.ts'
import { printerProxy } from '../../../../src/main/station/pos/sources/printer-proxy.ts'
import {
  ANSWERING,
  type FakePrinter,
  fakePrinter,
  listener,
  type Manner,
  MUTE,
} from './printers.ts'
import { proxyConfig } from './proxies.ts'
import { surroundings } from './surroundings.ts'

const RECEIPT = `^^^CORNER CAFÉ

Till 3 | Receipt 000917
---
Flat white | 4.20
Muffin | 3.40
---
^TOTAL | ^7.60
GIFT CARD | 7.60
`
/** The client always prints to port 9100, so each printer gets a loopback address of its own. */
const PORT = 9100
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function newHost(): string {
  return `127.${randomInt(2, 255)}.${randomInt(0, 255)}.${randomInt(2, 255)}`
}

interface Printer extends FakePrinter {
  readonly host: string
}

async function printer(manner: Manner): Promise<Printer> {
  const host = newHost()
  const made = await fakePrinter(manner, PORT, host)
  closing.push(made.close)
  return { ...made, host }
}

async function through(printerHost: string | null, dialect: Dialect = 'escpos') {
  const sink = listener()
  const host = newHost()
  const forwardTo = printerHost === null ? null : { host: printerHost, port: PORT }
  const proxy = printerProxy(
    { ...proxyConfig(null, PORT), host, forwardTo, dialect },
    surroundings({ currency: () => currency('EUR') }),
  )
  await proxy.start(sink)
  closing.push(proxy.stop)
  return { sink, host }
}

/** The client: it asks for status first, prints, and waits for the printer to say it is done. */
function printTo(host: string, kind = 'generic'): Promise<string> {
  return print(RECEIPT, `-d ${host} -p ${kind} -c 42 -l en -t 20`)
}

test('receiptio: success through the proxy, with the same bytes as without it', async () => {
  const [alone, behind] = [await printer(ANSWERING), await printer(ANSWERING)]
  const { host, sink } = await through(behind.host)
  expect(await printTo(alone.host)).toBe('success')
  expect(await printTo(host)).toBe('success')
  expect(behind.received().length).toBeGreaterThan(200)
  expect(behind.received()).toEqual(alone.received())
  await sink.until(() => sink.papers.length > 0)
  expect(sink.papers).toMatchObject([
    {
      kind: 'sale',
      till: '3',
      receiptNumber: '000917',
      tenders: [{ label: 'GIFT CARD', amountMinor: 760, currency: 'EUR' }],
    },
  ])
})

test('receiptio: success where the proxy stands in for the printer', async () => {
  const { host, sink } = await through(null)
  expect(await printTo(host)).toBe('success')
  await sink.until(() => sink.papers.length > 0)
  expect(sink.papers).toMatchObject([{ tenders: [{ amountMinor: 760 }] }])
})

test('receiptio: success where the proxy stands in for a Star printer', async () => {
  const { host, sink } = await through(null, 'auto')
  expect(await printTo(host, 'starline')).toBe('success')
  await sink.until(() => sink.papers.length > 0)
  expect(sink.papers).toMatchObject([{ receiptNumber: '000917' }])
})

test('receiptio: a mute printer gets the same verdict and the same bytes', async () => {
  const [alone, behind] = [await printer(MUTE), await printer(MUTE)]
  const { host, sink } = await through(behind.host)
  const [direct, relayed] = await Promise.all([printTo(alone.host), printTo(host)])
  expect([direct, relayed]).toEqual(['offline', 'offline'])
  const lengths = [alone.received().length, behind.received().length]
  // The client repeats itself by its own timer: one may have got a last repetition more.
  const both = Math.min(...lengths)
  expect(both).toBeGreaterThan(8_192)
  expect(behind.received().subarray(0, both)).toEqual(alone.received().subarray(0, both))
  expect(sink.papers).toEqual([])
})

test('receiptio: a printer that is down gets the same verdict', async () => {
  const nobody = newHost()
  const { host, sink } = await through(nobody)
  expect(await printTo(nobody)).toBe('disconnect')
  expect(await printTo(host)).toBe('disconnect')
  expect(sink.papers).toEqual([])
})
