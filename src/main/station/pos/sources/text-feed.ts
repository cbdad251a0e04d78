import { connect, type Socket } from 'node:net'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { StationProblem } from '../../../../contract/screen/state.ts'
import type { Source } from '../../ports.ts'
import { createFeedReader } from './feed-reader.ts'
import { createGarbleWatch } from './garbled.ts'
import { createIntake, type Intake } from './intake.ts'
import { FEED_RETRY_MS, KEEP_ALIVE_MS, PRINTER_CONNECT_MS } from './limits.ts'
import { createQuietTimer } from './quiet-timer.ts'
import { lineText } from './serial-listening.ts'
import { createSerialWire } from './serial-wire.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { createTcpListener, placeOf } from './tcp-listener.ts'

type TcpFeed = SourceConfigOf<'text-feed-tcp'>
type SerialFeed = SourceConfigOf<'text-feed-serial'>

/** One stream of a feed, from its connection to its end. */
interface Stream {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => void
}

function openStream(
  config: TcpFeed | SerialFeed,
  { clock }: SourceSurroundings,
  intake: Intake,
  onRows: (rows: readonly string[]) => void = () => {},
): Stream {
  const reader = createFeedReader(config.framing)
  const give = (papers: ReturnType<typeof reader.push>) => {
    for (const paper of papers) {
      onRows(paper.rows)
      intake.take(paper)
    }
  }
  const quiet = createQuietTimer(clock, config.framing.timeoutMs, () => give(reader.end('idle')))
  return {
    push: (bytes) => {
      intake.heard()
      give(reader.push(bytes))
      if (reader.isOpen()) quiet.restart()
      else quiet.cancel()
    },
    end: () => {
      quiet.cancel()
      give(reader.end('close'))
    },
  }
}

/** The text feed that a POS sends to a camera recorder, over TCP: it comes to us, or we fetch it. */
export function textFeedTcp(config: TcpFeed, surroundings: SourceSurroundings): Source {
  return config.mode === 'listen'
    ? listeningFeed(config, surroundings)
    : connectingFeed(config, surroundings)
}

function listeningFeed(config: TcpFeed, surroundings: SourceSurroundings): Source {
  const { clock, log } = surroundings
  const { host, port, allowFrom } = config
  const intake = createIntake({ config, surroundings })
  const listener = createTcpListener({
    ...{ host, port, clock, log },
    onConnection: (socket) => {
      const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
      if (allowFrom.length === 0 || allowFrom.includes(from)) return listen(socket)
      log.warn('feed-from-elsewhere', { from })
      socket.destroy()
    },
  })
  const listen = (socket: Socket) => {
    const stream = openStream(config, surroundings, intake)
    socket.on('data', stream.push)
    socket.on('end', () => socket.end())
    socket.once('close', stream.end)
    socket.resume()
  }
  const state = () => ({
    isRunning: listener.isListening(),
    problem: null,
    detail: placeOf({ host, port }),
  })
  return {
    name: config.id,
    kind: 'text-feed-tcp',
    start: async (sink) => {
      intake.attach(sink)
      await listener.start()
      intake.change(() => {})
    },
    stop: () => listener.stop(() => false),
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
    details: () => ({ listening: listener.isListening() ? listener.address() : null }),
  }
}

function connectingFeed(config: TcpFeed, surroundings: SourceSurroundings): Source {
  const { clock } = surroundings
  const { host, port } = config
  const intake = createIntake({ config, surroundings })
  let isRunning = false
  let socket: Socket | null = null
  let cancelRetry = () => {}
  let problem: StationProblem | null = null
  const become = (next: StationProblem | null) => {
    if (problem !== next) intake.change(() => (problem = next))
  }
  const open = () => {
    const stream = openStream(config, surroundings, intake)
    const made = connect({ host, port })
    const cancelTimeout = clock.after(PRINTER_CONNECT_MS, () => made.destroy())
    socket = made
    made.setKeepAlive(true, KEEP_ALIVE_MS)
    made.once('connect', () => {
      cancelTimeout()
      become(null)
    })
    made.on('data', stream.push)
    made.on('error', () => {})
    made.once('close', () => {
      cancelTimeout()
      stream.end()
      socket = null
      if (!isRunning) return
      become('feed-unreachable')
      cancelRetry = clock.after(FEED_RETRY_MS, open)
    })
  }
  const state = () => ({ isRunning, problem, detail: placeOf({ host, port }) })
  return {
    name: config.id,
    kind: 'text-feed-tcp',
    start: async (sink) => {
      intake.attach(sink)
      isRunning = true
      open()
    },
    stop: async () => {
      isRunning = false
      cancelRetry()
      socket?.destroy()
    },
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
  }
}

/** The same feed on a serial line. */
export function textFeedSerial(config: SerialFeed, surroundings: SourceSurroundings): Source {
  const { clock } = surroundings
  const intake = createIntake({ config, surroundings })
  const garble = createGarbleWatch()
  let isRunning = false
  let stream: Stream | null = null
  const wire = createSerialWire({
    line: config.line,
    clock,
    onBytes: (bytes) => stream?.push(bytes),
    onChange: () => intake.change(() => {}),
  })
  const state = () => ({
    isRunning,
    problem: wire.problem() ?? (garble.isGarbled() ? ('serial-garbled' as const) : null),
    detail: lineText(config.line),
  })
  return {
    name: config.id,
    kind: 'text-feed-serial',
    start: async (sink) => {
      intake.attach(sink)
      isRunning = true
      const judge = (rows: readonly string[]) => intake.change(() => garble.paper(rows, 0))
      stream = openStream(config, surroundings, intake, judge)
      await wire.start()
    },
    stop: async () => {
      isRunning = false
      await wire.stop()
      stream?.end()
    },
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
  }
}
