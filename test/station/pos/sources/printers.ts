import { connect, createServer, type Socket } from 'node:net'
import type { CapturedPaper, Clock, SourceSink } from '../../../../src/main/station/ports.ts'

/** A printer that stands where the machine ends: a real socket that records what it gets. */
export interface FakePrinter {
  readonly port: number
  /** All bytes of all connections, in the order of arrival. */
  readonly received: () => Buffer
  readonly connections: () => readonly Socket[]
  readonly close: () => Promise<void>
}

/** What it sends back to each piece that arrives; nothing when it is mute. */
export type Manner = (bytes: Buffer, socket: Socket) => void

export const MUTE: Manner = () => {}

/** Questions a thermal printer answers, byte by byte; null stands for any byte but NUL. */
const ANSWERS: readonly (readonly [question: readonly (number | null)[], answer: string])[] = [
  [[0x10, 0x04, null], '\x12'],
  [[0x1d, 0x61, null], '\x14\x00\x00\x0f'],
  [[0x1d, 0x49, 0x42], '_STAND-IN\x00'],
  [[0x1d, 0x49, 0x43], '_S-1\x00'],
  [[0x1d, 0x72, null], '\x00'],
]

/** Answers as a thermal printer does: status, automatic status, names, end of job. */
export const ANSWERING: Manner = (bytes, socket) => {
  for (let at = 0; at < bytes.length; at += 1) {
    const asked = ANSWERS.find(([question]) =>
      question.every((byte, offset) =>
        byte === null ? (bytes[at + offset] ?? 0) > 0 : bytes[at + offset] === byte,
      ),
    )
    if (asked) socket.write(asked[1], 'latin1')
  }
}

export async function fakePrinter(
  manner: Manner,
  port = 0,
  host = '127.0.0.1',
): Promise<FakePrinter> {
  const pieces: Buffer[] = []
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('data', (bytes) => {
      pieces.push(bytes)
      manner(bytes, socket)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received: () => Buffer.concat(pieces),
    connections: () => sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** What a source told the core, with a way to wait for it. */
export interface Listener extends SourceSink {
  readonly papers: readonly CapturedPaper[]
  readonly healthChanges: () => number
  readonly until: (condition: () => boolean) => Promise<void>
}

export function listener(onPaper: (paper: CapturedPaper) => void = () => {}): Listener {
  const papers: CapturedPaper[] = []
  let changes = 0
  return {
    papers,
    healthChanges: () => changes,
    until,
    onPaper: (paper) => {
      papers.push(paper)
      onPaper(paper)
    },
    onHealth: () => {
      changes += 1
    },
  }
}

/** Resolves when the condition holds; the test's own time-out ends a wait that is in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

export const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

/** How a POS's connection went. */
export interface PosSession {
  readonly socket: Socket
  readonly received: () => Buffer
  /** Resolves when it is closed: the error code, or null after a friendly end. */
  readonly closed: Promise<string | null>
}

export function posSession(port: number): PosSession {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const pieces: Buffer[] = []
  let code: string | null = null
  socket.on('data', (bytes) => pieces.push(bytes))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code ?? error.message
  })
  const closed = new Promise<string | null>((resolve) => socket.on('close', () => resolve(code)))
  return { socket, received: () => Buffer.concat(pieces), closed }
}
