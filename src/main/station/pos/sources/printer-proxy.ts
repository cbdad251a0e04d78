import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Currency } from '../../../../contract/money.ts'
import type { Health } from '../../../../contract/screen/state.ts'
import type { Clock, Log, Source, SourceSink } from '../../ports.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { type Capture, createCapture } from './capture.ts'
import { createPaperTaker } from './captured-paper.ts'
import {
  CONNECTIONS_MAX,
  KEEP_ALIVE_MS,
  PRINTER_CONNECT_MS,
  PRINTER_RETRY_MS,
  STOP_WITHIN_MS,
} from './limits.ts'
import { createPrinterAnswers } from './printer-answers.ts'
import { breakOff, relay } from './relay.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface PrinterProxyOptions extends Endpoint {
  /** The real printer; null: there is none, and the proxy answers like one. */
  readonly forwardTo: Endpoint | null
  readonly profile: ReceiptProfile
  readonly clock: Clock
  /** The shop's currency: decides the decimals of amounts. Null while it is not known. */
  readonly currency: () => Currency | null
  /** Silence that ends a paper without a cut; TCP_IDLE_MS suits most. */
  readonly idleMs: number
  readonly log?: Log
}

export interface PrinterProxy extends Source {
  /** Where it listens, the port that the system picked for port 0 included. Throws before start. */
  readonly address: () => Endpoint
}

interface Proxy {
  readonly options: PrinterProxyOptions
  readonly server: Server
  readonly sockets: Set<Socket>
  readonly captures: Set<Capture>
  sink: SourceSink | null
  isListening: boolean
  isPrinterAway: boolean
  /** Readings that failed since the last paper that was read. */
  failures: number
  lastSeenAtMs: number | null
  cancelRetry: (() => void) | null
}

/**
 * Listens where the POS believes its printer is. Printing comes first: the printer is connected
 * before anything is taken from the POS, every byte is passed on unchanged, and the reading copy
 * can neither hold up nor break a job.
 */
export function printerProxy(options: PrinterProxyOptions): PrinterProxy {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  const proxy: Proxy = {
    options,
    server,
    sockets: new Set(),
    captures: new Set(),
    sink: null,
    isListening: false,
    isPrinterAway: false,
    failures: 0,
    lastSeenAtMs: null,
    cancelRetry: null,
  }
  const takePaper = createPaperTaker({
    source: 'printer',
    profile: options.profile,
    currency: options.currency,
    nowMs: options.clock.nowMs,
    log: options.log ?? null,
  })
  const capture = () =>
    addCapture(proxy, (paper) => {
      const captured = takePaper(paper)
      if (captured) proxy.sink?.onPaper(captured)
    })
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', (pos) => accept(proxy, pos, capture))
  return {
    name: 'printer',
    start: (sink) => start(proxy, sink),
    stop: () => stop(proxy),
    health: () => healthOf(proxy),
    address: () => addressOf(server),
  }
}

function start(proxy: Proxy, sink: SourceSink): Promise<void> {
  const { server, options } = proxy
  proxy.sink = sink
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(new Error(`cannot listen for the POS on ${text(options)}: ${error.message}`))
    }
    server.once('error', fail)
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', fail)
      server.on('error', (error) => options.log?.error('printer-port', { error: error.message }))
      proxy.isListening = true
      sink.onHealth()
      resolve()
    })
  })
}

/** Jobs that are printing come to their end within a moment; then every connection is closed. */
async function stop(proxy: Proxy): Promise<void> {
  proxy.isListening = false
  proxy.cancelRetry?.()
  proxy.cancelRetry = null
  if (!proxy.server.listening) return
  const closed = new Promise<void>((resolve) => proxy.server.close(() => resolve()))
  const isPrinting = () => [...proxy.captures].some((capture) => capture.isOpen())
  if (isPrinting()) await Promise.race([closed, later(proxy.options.clock, STOP_WITHIN_MS)])
  for (const capture of proxy.captures) capture.end()
  for (const socket of proxy.sockets) socket.destroy()
  await closed
}

function later(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve))
}

function accept(proxy: Proxy, pos: Socket, newCapture: () => Capture): void {
  const { forwardTo } = proxy.options
  prepare(proxy, pos)
  if (!forwardTo) {
    heard(proxy)
    actAsPrinter(proxy, pos, newCapture())
    return
  }
  const printer = connectTo(proxy, forwardTo, (isConnected) => {
    notePrinter(proxy, isConnected)
    if (!isConnected) return breakOff(pos)
    const capture = newCapture()
    relay(pos, printer, (bytes) => {
      heard(proxy)
      capture.push(bytes)
    })
    pos.once('end', () => capture.end())
    pos.once('close', () => finish(proxy, capture))
    pos.resume()
  })
}

/** Ends once: connected or not. A socket that did not connect is destroyed. */
function connectTo(proxy: Proxy, to: Endpoint, done: (isConnected: boolean) => void): Socket {
  const printer = connect({ host: to.host, port: to.port, allowHalfOpen: true })
  prepare(proxy, printer)
  let isDone = false
  const finishOnce = (isConnected: boolean) => {
    if (isDone) return
    isDone = true
    cancelTimeout()
    if (!isConnected) printer.destroy()
    done(isConnected)
  }
  const cancelTimeout = proxy.options.clock.after(PRINTER_CONNECT_MS, () => finishOnce(false))
  printer.once('connect', () => finishOnce(true))
  printer.once('close', () => finishOnce(false))
  return printer
}

function prepare(proxy: Proxy, socket: Socket): void {
  proxy.sockets.add(socket)
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  socket.on('error', () => {})
  socket.once('close', () => proxy.sockets.delete(socket))
}

/** There is no printer behind us: questions are answered as an idle one would. */
function actAsPrinter(proxy: Proxy, pos: Socket, capture: Capture): void {
  const answers = createPrinterAnswers()
  pos.on('data', (bytes) => {
    heard(proxy)
    const answer = answers.push(bytes)
    if (answer.length > 0 && !pos.write(answer)) pos.pause()
    capture.push(bytes)
  })
  pos.on('drain', () => pos.resume())
  pos.on('end', () => {
    capture.end()
    pos.end()
  })
  pos.once('close', () => finish(proxy, capture))
  pos.resume()
}

function addCapture(
  proxy: Proxy,
  onPaper: Parameters<typeof createCapture>[0]['onPaper'],
): Capture {
  const { clock, idleMs, profile, log } = proxy.options
  const capture = createCapture({
    clock,
    idleMs,
    printer: profile.printer,
    onPaper: (paper) => {
      onPaper(paper)
      if (proxy.failures > 0) change(proxy, () => (proxy.failures = 0))
    },
    onFailure: (error) => {
      log?.error('receipt-reading-failed', { error: String(error) })
      change(proxy, () => (proxy.failures += 1))
    },
  })
  proxy.captures.add(capture)
  return capture
}

function finish(proxy: Proxy, capture: Capture): void {
  capture.end()
  proxy.captures.delete(capture)
}

function heard(proxy: Proxy): void {
  proxy.lastSeenAtMs = proxy.options.clock.nowMs()
}

/** While the printer is away it is tried now and then, so that the sign goes off by itself. */
function notePrinter(proxy: Proxy, isConnected: boolean): void {
  if (isConnected) heard(proxy)
  if (proxy.isPrinterAway === isConnected) change(proxy, () => (proxy.isPrinterAway = !isConnected))
  if (isConnected || proxy.cancelRetry || !proxy.isListening) return
  proxy.cancelRetry = proxy.options.clock.after(PRINTER_RETRY_MS, () => {
    proxy.cancelRetry = null
    const { forwardTo } = proxy.options
    if (!proxy.isPrinterAway || !proxy.isListening || !forwardTo) return
    const trial = connectTo(proxy, forwardTo, (isBack) => {
      trial.end()
      trial.destroy()
      notePrinter(proxy, isBack)
    })
  })
}

function change(proxy: Proxy, apply: () => void): void {
  apply()
  try {
    proxy.sink?.onHealth()
  } catch (error) {
    proxy.options.log?.error('health-listener-failed', { error: String(error) })
  }
}

function healthOf(proxy: Proxy): Health {
  const { forwardTo } = proxy.options
  const base = { lastSeenAtMs: proxy.lastSeenAtMs, detail: forwardTo ? text(forwardTo) : null }
  if (!proxy.isListening) return { ...base, status: 'off', problem: null }
  if (proxy.isPrinterAway) return { ...base, status: 'attention', problem: 'printer-unreachable' }
  if (proxy.failures > 0) {
    return { ...base, status: 'attention', problem: 'receipt-reading-failed' }
  }
  return { ...base, status: 'ok', problem: null }
}

function addressOf(server: Server): Endpoint {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has not started')
  return { host: address.address, port: address.port }
}

function text({ host, port }: Endpoint): string {
  return `${host}:${port}`
}
