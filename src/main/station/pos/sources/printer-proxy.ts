import type { Socket } from 'node:net'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import type { Capture } from './capture.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import { createPrinterAnswers } from './printer-answers.ts'
import { breakOff, relay } from './relay.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { createTcpListener, type Endpoint, placeOf, type TcpListener } from './tcp-listener.ts'
import { createUpstream, type Upstream } from './upstream.ts'

export type PrinterProxyConfig = SourceConfigOf<'printer-tcp'>

export interface PrinterProxy extends Source {
  /** Where it listens, the port that the system picked for port 0 included. Throws before start. */
  readonly address: () => Endpoint
}

interface Proxy {
  readonly config: PrinterProxyConfig
  readonly intake: Intake
  readonly listener: TcpListener
  readonly upstream: Upstream | null
}

/**
 * Listens where the POS believes its printer is. Printing comes first: the printer is connected
 * before anything is taken from the POS, every byte is passed on unchanged, and the reading copy
 * can neither hold up nor break a job.
 */
export function printerProxy(
  config: PrinterProxyConfig,
  surroundings: SourceSurroundings,
): PrinterProxy {
  const { clock, log } = surroundings
  const { forwardTo } = config
  const intake = createIntake({ config, surroundings })
  const listener = createTcpListener({
    host: config.host,
    port: config.port,
    clock,
    log,
    onConnection: (pos) => accept(proxy, pos),
  })
  const { adopt, isListening } = listener
  const { change } = intake
  const upstream =
    forwardTo && createUpstream({ to: forwardTo, clock, adopt, change, isWanted: isListening })
  const proxy: Proxy = { config, intake, listener, upstream }
  return {
    name: config.id,
    kind: 'printer-tcp',
    start: async (sink) => {
      intake.attach(sink)
      await listener.start()
      intake.change(() => {})
    },
    stop: async () => {
      upstream?.stop()
      await listener.stop(intake.isReading)
      intake.endAll()
    },
    health: () => intake.health(stateOf(proxy)),
    test: async () => {
      // A printer that takes one connection at a time is not asked while it prints.
      if (listener.isListening() && !intake.isReading()) await upstream?.probe()
      return intake.test(stateOf(proxy))
    },
    details: () => ({
      ...intake.details(),
      listening: listener.isListening() ? listener.address() : null,
    }),
    address: listener.address,
  }
}

function stateOf({ config: { forwardTo }, listener, upstream }: Proxy): SourceState {
  return {
    isRunning: listener.isListening(),
    problem: upstream?.isAway() ? 'printer-unreachable' : null,
    detail: forwardTo && placeOf(forwardTo),
  }
}

function accept({ config, intake, upstream }: Proxy, pos: Socket): void {
  if (upstream === null) {
    intake.heard()
    actAsPrinter(intake, pos, intake.capture(config.idleMs))
    return
  }
  upstream.reach((printer) => {
    if (printer === null) return breakOff(pos)
    intake.heard()
    const capture = intake.capture(config.idleMs)
    relay(pos, printer, (bytes) => {
      intake.heard()
      capture.push(bytes)
    })
    pos.once('end', () => capture.end())
    pos.once('close', () => intake.finish(capture))
    pos.resume()
  })
}

/** There is no printer behind us: questions are answered as an idle one would. */
function actAsPrinter(intake: Intake, pos: Socket, capture: Capture): void {
  const answers = createPrinterAnswers()
  pos.on('data', (bytes) => {
    intake.heard()
    const answer = answers.push(bytes)
    if (answer.length > 0 && !pos.write(answer)) pos.pause()
    capture.push(bytes)
  })
  pos.on('drain', () => pos.resume())
  pos.on('end', () => {
    capture.end()
    pos.end()
  })
  pos.once('close', () => intake.finish(capture))
  pos.resume()
}
