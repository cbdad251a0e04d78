import type { Socket } from 'node:net'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { createTcpListener, type Endpoint, placeOf, type TcpListener } from './tcp-listener.ts'
import { createUpstream, type Upstream } from './upstream.ts'

/** A source that stands where a network printer is believed to be. */
export interface PrinterSource extends Source {
  /** Where it listens, the port that the system picked for port 0 included. Throws before start. */
  readonly address: () => Endpoint
}

/** What such a source is made of: where the POS comes in, the reading copy, the printer behind. */
export interface InTheWay<Config> {
  readonly config: Config
  readonly intake: Intake
  readonly listener: TcpListener
  /** Null when there is no printer behind. */
  readonly upstream: Upstream | null
}

type Config = SourceConfigOf<'printer-tcp'> | SourceConfigOf<'printer-lpd'>

/** Listens for the POS and gives each of its connections, not yet read from, to `accept`. */
export function sourceInTheWay<Own extends Config>(
  config: Own,
  surroundings: SourceSurroundings,
  accept: (way: InTheWay<Own>, pos: Socket) => void,
): PrinterSource {
  const { clock, log, ownListeners } = surroundings
  const { forwardTo, host, port } = config
  const intake = createIntake({ config, surroundings })
  const listener = createTcpListener({
    ...{ host, port, clock, log },
    onConnection: (pos) => accept(way, pos),
  })
  const { adopt, isListening } = listener
  const { change } = intake
  const upstream =
    forwardTo &&
    createUpstream({ to: forwardTo, clock, ownListeners, adopt, change, isWanted: isListening })
  const way: InTheWay<Own> = { config, intake, listener, upstream }
  return {
    name: config.id,
    kind: config.kind,
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
    listenersChanged: () => void upstream?.look(),
    health: () => intake.health(stateOf(way)),
    test: async () => {
      // A printer that takes one connection at a time is not asked while it prints.
      if (isListening() && !intake.isReading()) await upstream?.probe()
      return intake.test(stateOf(way))
    },
    details: () => ({
      ...intake.details(),
      listening: isListening() ? listener.address() : null,
    }),
    address: listener.address,
  }
}

function stateOf({ config: { forwardTo }, listener, upstream }: InTheWay<Config>): SourceState {
  return {
    isRunning: listener.isListening(),
    problem: upstream?.problem() ?? null,
    detail: forwardTo && placeOf(forwardTo),
  }
}
