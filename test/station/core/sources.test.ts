import { readFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  SOURCES_SCREEN,
  type SourceView,
  sourceConfigSchema,
} from '../../../src/contract/screen/sources.ts'
import {
  type CounterSetUp,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { lockJournal } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await counter.stop()
  for (const close of closing.splice(0)) await close()
})

const PRINTER = { id: 'till-1', name: 'Till 1', kind: 'printer-tcp', host: '127.0.0.1', port: 0 }
const SALE = 'RECEIPT 000482\nTOTAL  25.00\nGIFT CARD  25.00\n\x1dV\x00'

async function open(station: CounterSetUp['station'] = {}) {
  counter = await setUpCounter({ station })
  await counter.until('online', ({ server }) => server.status === 'ok')
}

async function views(): Promise<readonly SourceView[]> {
  const reply = await counter.call('list-sources')
  if (!reply.ok) throw new Error('the list was refused')
  return SOURCES_SCREEN['list-sources'].result.parse(reply.value).sources
}

async function viewOf(id: string): Promise<SourceView> {
  const found = (await views()).find(({ config }) => config.id === id)
  if (found === undefined) throw new Error(`there is no source ${id}`)
  return found
}

async function print(port: number, text = SALE) {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text, 'latin1'))
    socket.resume()
    socket.on('close', () => resolve())
    socket.on('error', reject)
  })
}

async function taken(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : 0 }
}

test('a source that is saved hears its till at once, and again after a restart', async () => {
  await open()
  expect(await views()).toEqual([])
  expect(await counter.call('save-source', { source: { ...PRINTER, till: '7' } })).toMatchObject({
    ok: true,
  })
  const view = await viewOf('till-1')
  expect(view).toMatchObject({ isFixed: false, health: { status: 'ok' }, lastPaper: null })
  expect(await counter.call('test-source', { id: 'till-1' })).toMatchObject({
    value: { outcome: 'waiting' },
  })
  await print(view.listening?.port ?? 0)
  const { waiting } = await counter.until('the payment', (state) => state.waiting.length === 1)
  expect(waiting[0]).toMatchObject({ amountMinor: 2_500, till: '7', receiptNumber: '000482' })
  expect(await viewOf('till-1')).toMatchObject({ lastPaper: { rowCount: 3, tenderCount: 1 } })
  expect(await counter.call('test-source', { id: 'till-1' })).toMatchObject({
    value: { outcome: 'ok' },
  })

  await counter.restart()
  const port = (await viewOf('till-1')).listening?.port ?? 0
  await print(port, SALE.replace('000482', '000483'))
  await counter.until('the next', (state) => state.waiting.length === 2)
})

test('the newest papers can be looked at, with their rows and from where the tender was read', async () => {
  await open({ sources: [sourceConfigSchema.parse(PRINTER)] })
  const port = (await viewOf('till-1')).listening?.port ?? 0
  for (const number of ['1', '2', '3']) await print(port, SALE.replace('000482', number))
  await counter.until('all', (state) => state.waiting.length === 3)
  const reply = await counter.call('recent-papers', { sourceId: 'till-1', limit: 2 })
  const { papers } = SOURCES_SCREEN['recent-papers'].result.parse(reply.ok && reply.value)
  expect(papers.map(({ receiptNumber }) => receiptNumber)).toEqual(['3', '2'])
  expect(papers[0]).toMatchObject({
    ...{ sourceId: 'till-1', kind: 'sale', rowsLeftOut: 0 },
    rows: ['RECEIPT 3', 'TOTAL  25.00', 'GIFT CARD  25.00'],
    tenders: [{ amountMinor: 2_500, row: 2 }],
  })
  expect(await counter.call('recent-papers', { sourceId: 'no-such', limit: 5 })).toEqual({
    ok: true,
    value: { papers: [] },
  })
})

test('changed, and removed: the port is free again', async () => {
  await open()
  const { server, port } = await taken()
  await new Promise((resolve) => server.close(resolve))
  await counter.call('save-source', { source: { ...PRINTER, port } })
  await counter.call('save-source', { source: { ...PRINTER, port, name: 'Bar' } })
  expect(await viewOf('till-1')).toMatchObject({
    config: { name: 'Bar' },
    health: { status: 'ok' },
    listening: { port },
  })
  expect(await counter.call('remove-source', { id: 'till-1' })).toMatchObject({ ok: true })
  expect(await views()).toEqual([])
  await expect(print(port)).rejects.toThrow(/ECONNREFUSED/)
  expect(await counter.call('remove-source', { id: 'till-1' })).toMatchObject({
    error: { code: 'NOT_FOUND' },
  })
})

test('one that cannot start keeps none of the others, and starts once it can', async () => {
  const { server, port } = await taken()
  const broken = sourceConfigSchema.parse({ ...PRINTER, id: 'taken', port })
  await open({ sources: [broken, sourceConfigSchema.parse(PRINTER)] })
  expect(await viewOf('taken')).toMatchObject({
    isFixed: true,
    health: { status: 'attention', problem: 'source-port-taken' },
  })
  expect(await counter.call('test-source', { id: 'taken' })).toMatchObject({
    value: { outcome: 'problem', problem: 'source-port-taken' },
  })
  await print((await viewOf('till-1')).listening?.port ?? 0)
  await counter.until('the payment', (state) => state.waiting.length === 1)
  expect(counter.state().printer.problem).toBe('source-port-taken')
  await new Promise((resolve) => server.close(resolve))
  await counter.passUntil('started', ({ printer }) => printer.status === 'ok')
  expect(await viewOf('taken')).toMatchObject({ listening: { port } })
})

test('a program tells a payment that cannot be written: told to try again, and then kept for good', async () => {
  await open()
  await counter.call('save-source', {
    source: sourceConfigSchema.parse({ id: 'api', name: 'Api', kind: 'callback', port: 0 }),
  })
  const token = readFileSync(join(counter.directory, 'callback-token'), 'utf8').trim()
  const tell = async () => {
    const { listening } = await viewOf('api')
    const response = await fetch(`http://127.0.0.1:${listening?.port}/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'sale-1', amountMinor: 1_250, currency: 'CAD' }),
    })
    return { status: response.status, body: await response.json() }
  }
  const release = lockJournal(counter)
  expect(await tell()).toMatchObject({ status: 503, body: { error: { retryable: true } } })
  release()
  counter.clock.advance(5_000)
  await counter.until('writable', ({ journal }) => journal.problem === null)
  expect((await tell()).status).toBeLessThan(300)
  await counter.restart()
  await counter.until('the payment, once', ({ waiting }) => waiting.length === 1)
  expect(await tell()).toMatchObject({ status: 200, body: { value: { replayed: true } } })
})

test('what the command line gave is not changed on the screen', async () => {
  await open({ sources: [sourceConfigSchema.parse(PRINTER)] })
  for (const [name, params] of [
    ['save-source', { source: PRINTER }],
    ['remove-source', { id: 'till-1' }],
  ] as const) {
    expect(await counter.call(name, params)).toMatchObject({
      error: { code: 'STATE_CONFLICT', message: /command line/ },
    })
  }
})

test('settings that are wrong: refused, nothing is kept', async () => {
  await open()
  for (const source of [
    { ...PRINTER, id: 'Till 1' },
    { ...PRINTER, port: 70_000 },
    { ...PRINTER, kind: 'printer-usb' },
    { ...PRINTER, secret: 'x' },
  ]) {
    expect(await counter.call('save-source', { source })).toMatchObject({
      error: { code: 'REQUEST_MALFORMED' },
    })
  }
  expect(await views()).toEqual([])
})
