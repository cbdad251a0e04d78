import { symlinkSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  SOURCES_SCREEN,
  type SourceConfig,
  type SourceView,
  sourceConfigSchema,
} from '../../../src/contract/screen/sources.ts'
import { type CounterUnderTest, setUpCounter } from '../../helpers/station/counter-under-test.ts'

let counter: CounterUnderTest
const servers: Server[] = []
afterEach(async () => {
  await counter.stop()
  for (const server of servers.splice(0)) server.close()
})

async function open(sources: readonly SourceConfig[] = []) {
  counter = await setUpCounter({ station: { sources } })
  await counter.until('online', ({ server }) => server.status === 'ok')
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

type Place = Readonly<{ host: string; port: number }>

const captured = (id: string, at: Place, forwardTo: Place | null) =>
  sourceConfigSchema.parse({ id, name: id, kind: 'printer-tcp', idleMs: 100, ...at, forwardTo })
const queue = (id: string, at: Place, forwardTo: Place | null) =>
  sourceConfigSchema.parse({
    ...{ id, name: id, kind: 'printer-lpd', ...at },
    forwardTo: forwardTo && { ...forwardTo, queue: null },
  })

const at = (port: number, host = '127.0.0.1'): Place => ({ host, port })
const save = (source: SourceConfig) => counter.call('save-source', { source })
const REFUSED = {
  ok: false,
  error: { code: 'FORWARD_IS_STATION', nextAction: 'correct_and_resend' },
}

async function views(): Promise<readonly SourceView[]> {
  const reply = await counter.call('list-sources')
  return SOURCES_SCREEN['list-sources'].result.parse(reply.ok ? reply.value : null).sources
}

const problems = async () =>
  Object.fromEntries((await views()).map(({ config, health }) => [config.id, health.problem]))

/** Whether what is printed there is broken off, as by a printer that is not there. */
function isBrokenOff(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end('RECEIPT 1\nTOTAL 1.00\n'))
    socket.once('error', () => resolve(true))
    socket.once('close', () => resolve(false))
    socket.resume()
  })
}

test('its own port, by whatever name: not saved, and the source stays as it was', async () => {
  await open()
  const [port, other] = [await freePort(), await freePort()]
  const lan = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address }) => address)
  const names = ['127.0.0.1', '127.3.2.1', 'localhost', '::1', '0.0.0.0', '::ffff:127.0.0.1']
  for (const host of [...names, ...lan, hostname(), 'LOCALHOST.']) {
    const anywhere = at(port, '0.0.0.0')
    expect(await save(captured('till', anywhere, at(port, host))), host).toMatchObject(REFUSED)
    expect(await save(queue('till', anywhere, at(port, host))), host).toMatchObject(REFUSED)
  }
  expect(await views()).toEqual([])
  // The same port elsewhere is a printer, and so is another port here.
  const printers = [at(port, '192.0.2.20'), at(other), at(port, '127.0.0.2')]
  for (const printer of printers)
    expect(await save(captured('till', at(port), printer))).toMatchObject({ ok: true })
  // What it listens to until now is free once it is changed.
  expect(await save(captured('till', at(other), at(port)))).toMatchObject({ ok: true })
  expect(await save(captured('till', at(other), at(other)))).toMatchObject(REFUSED)
  expect((await views())[0]?.config).toMatchObject({ port: other, forwardTo: at(port) })
})

test('sources that would forward to each other, or one to another: the second is not saved', async () => {
  await open()
  const [one, two, api] = [await freePort(), await freePort(), await freePort()]
  expect(await save(captured('one', at(one), at(two)))).toMatchObject({ ok: true })
  expect(await save(queue('two', at(two), at(one)))).toMatchObject(REFUSED)
  expect(await save(captured('two', at(two), null))).toMatchObject(REFUSED)
  const callback = { id: 'api', name: 'Api', kind: 'callback', port: api }
  expect(await save(sourceConfigSchema.parse(callback))).toMatchObject({ ok: true })
  expect(await save(captured('three', at(0), at(api)))).toMatchObject(REFUSED)
  expect((await views()).map(({ config }) => config.id)).toEqual(['one', 'api'])
})

test('serial lines: the printer is not on a port that a till is heard on', async () => {
  await open()
  const line = (path: string) => ({ path, baudRate: 9_600 })
  const relay = (id: string, path: string, printerPath: string) =>
    sourceConfigSchema.parse({
      ...{ id, name: id, kind: 'serial-relay', line: line(path), printerPath },
    })
  const tee = (id: string, path: string) =>
    sourceConfigSchema.parse({ id, name: id, kind: 'serial-tee', line: line(path) })
  expect(await save(relay('one', '/dev/none-1', '/dev/none-1'))).toMatchObject(REFUSED)
  expect(await save(relay('one', '/dev/none-1', '/dev/none-2'))).toMatchObject({ ok: true })
  expect(await save(tee('two', '/dev/none-2'))).toMatchObject(REFUSED)
  expect(await save(relay('two', '/dev/none-3', '/dev/none-1'))).toMatchObject(REFUSED)
  const alias = join(counter.directory, 'till')
  symlinkSync('/dev/null', alias)
  expect(await save(relay('two', '/dev/null', alias))).toMatchObject(REFUSED)
  expect((await views()).map(({ config }) => config.id)).toEqual(['one'])
})

test('sources of the command line that forward to each other: said, and nothing goes round', async () => {
  const [one, two, alone] = [await freePort(), await freePort(), await freePort()]
  await open([
    captured('one', at(one), at(two, 'localhost')),
    queue('two', at(two), at(one)),
    captured('alone', at(alone), at(alone, '127.0.0.2')),
    captured('fourth', at(await freePort(), '0.0.0.0'), at(alone)),
  ])
  const said = 'forwarded-to-itself'
  await expect.poll(problems).toEqual({ one: said, two: said, alone: null, fourth: said })
  expect(counter.state().printer.problem).toBe(said)
  expect(await counter.call('test-source', { id: 'one' })).toMatchObject({
    value: { outcome: 'problem', problem: said },
  })
  expect(await isBrokenOff(one)).toBe(true)
  expect(await isBrokenOff(two)).toBe(true)
  for (const { lastPaper, health } of await views())
    expect([lastPaper, health.lastSeenAtMs]).toEqual([null, null])
})

test('a port that the station listens to by now: what was printed before it goes there no more', async () => {
  const [till, printer] = [await freePort(), await freePort()]
  const server = createServer((socket) => socket.resume().on('end', () => socket.end()))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(printer, '127.0.0.1', resolve))
  // The other source wants the printer's port, and has it as soon as that is gone.
  await open([captured('till', at(till), at(printer)), captured('later', at(printer), null)])
  expect(await problems()).toEqual({ till: null, later: 'source-port-taken' })
  expect(await isBrokenOff(till)).toBe(false)
  const [{ lastPaper } = { lastPaper: null }] = await views()
  expect(lastPaper).toMatchObject({ rowCount: 2 })
  await new Promise((resolve) => server.close(resolve))
  await counter.passUntil('it listens', (state) => state.printer.problem === 'forwarded-to-itself')
  expect(await problems()).toEqual({ till: 'forwarded-to-itself', later: null })
  expect(await isBrokenOff(till)).toBe(true)
  expect((await views()).map((view) => view.lastPaper)).toEqual([lastPaper, null])
})
