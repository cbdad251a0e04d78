import { createServer, type Server } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { SOURCES_SCREEN } from '../../../src/contract/screen/sources.ts'
import { type CounterUnderTest, setUpCounter } from '../../helpers/station/counter-under-test.ts'
import { outcome, select, setUpReady } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
let elsewhere: Server | undefined
afterEach(async () => {
  elsewhere?.close()
  await counter.stop()
})

/** A station whose printer port is one that the system picked; gives that port. */
async function openStation(host = '0.0.0.0'): Promise<number> {
  counter = await setUpReady()
  await saveTill({ host, port: 0 })
  const reply = await counter.call('list-sources')
  const { sources } = SOURCES_SCREEN['list-sources'].result.parse(reply.ok ? reply.value : null)
  return sources.find(({ config }) => config.id === 'till-9')?.listening?.port ?? 0
}

async function saveTill(at: { host: string; port: number }) {
  const source = { id: 'till-9', name: 'Till 9', kind: 'printer-tcp', idleMs: 100, ...at }
  expect(await counter.call('save-source', { source })).toMatchObject({ ok: true })
}

const setPrinter = (host: string, port: number) =>
  counter.call('set-receipt-printer', { printer: { host, port, widthMm: 80 } })

const REFUSED = {
  ok: false,
  error: { code: 'PRINTER_IS_STATION', nextAction: 'correct_and_resend' },
}

async function approvedReference(): Promise<string> {
  await select(counter)
  const { outcome: shown } = await outcome(counter, 'approved')
  return shown.kind === 'approved' ? shown.reference : 'none'
}

async function recentPapers(): Promise<number> {
  const reply = await counter.call('recent-papers', { sourceId: 'till-9', limit: 20 })
  return SOURCES_SCREEN['recent-papers'].result.parse(reply.ok ? reply.value : null).papers.length
}

test('its own printer port, by whatever name: refused, and the printer stays what it was', async () => {
  const port = await openStation()
  const lan = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address }) => address)
  const names = ['127.0.0.1', '127.3.2.1', 'localhost', '::1', '0.0.0.0', '::ffff:127.0.0.1']
  const before = counter.state().counter.receiptPrinter
  for (const host of [...names, ...lan, hostname(), hostname().toUpperCase(), 'LOCALHOST.']) {
    expect(await setPrinter(host, port), host).toMatchObject(REFUSED)
  }
  expect(counter.state().counter.receiptPrinter).toEqual(before)
  expect(await setPrinter('127.0.0.1', port === 9 ? 10 : 9)).toMatchObject({ ok: true })
  expect(await setPrinter('192.0.2.20', port)).toMatchObject({ ok: true })
})

test('the same port of another address of this PC is another printer', async () => {
  const port = await openStation('127.0.0.1')
  expect(await setPrinter('127.0.0.1', port)).toMatchObject(REFUSED)
  expect(await setPrinter('127.0.0.2', port)).toMatchObject({ ok: true })
})

test.each(['real', 'training'] as const)(
  'a printer port that the station took later: a receipt is not sent there (%s)',
  async (kind) => {
    counter = await (kind === 'training' ? setUpCounter() : setUpReady())
    await counter.until('online', ({ server }) => server.status === 'ok')
    elsewhere = createServer((socket) => socket.resume().on('end', () => socket.end()))
    await new Promise<void>((resolve) => elsewhere?.listen(0, '127.0.0.1', resolve))
    const address = elsewhere.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await setPrinter('127.0.0.1', port)).toMatchObject({ ok: true })
    await new Promise((resolve) => elsewhere?.close(resolve))
    await saveTill({ host: '127.0.0.1', port })
    if (kind === 'training') {
      expect(await counter.call('set-training', { on: true })).toMatchObject({ ok: true })
      expect(await counter.call('print-report', { zNumber: null })).toMatchObject(REFUSED)
      expect(await setPrinter('localhost', port)).toMatchObject(REFUSED)
    } else {
      const reference = await approvedReference()
      const print = () => counter.call('print-receipt', { reference, as: 'paper' })
      expect(await print()).toMatchObject(REFUSED)
      expect(await counter.call('print-report', { zNumber: null })).toMatchObject(REFUSED)
      // It was not printed, and so what is printed next is no copy.
      await counter.call('set-receipt-printer', { printer: null })
      expect(await counter.call('print-receipt', { reference, as: 'pdf' })).toMatchObject({
        value: { copyNumber: 0 },
      })
    }
    expect(await recentPapers()).toBe(0)
  },
)
