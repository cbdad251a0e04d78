import { createServer, type Socket } from 'node:net'
import type { Clock, Log } from '../../ports.ts'
import { CONNECTIONS_MAX, KEEP_ALIVE_MS, STOP_WITHIN_MS } from './limits.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A port that a POS connects to. */
export interface TcpListener {
  /** Rejects when the port cannot be had. */
  readonly start: () => Promise<void>
  /** What is printing comes to its end within a moment; then every connection is closed. */
  readonly stop: (isBusy: () => boolean) => Promise<void>
  readonly isListening: () => boolean
  /** Where it listens, the port that the system picked for port 0 included. Throws before start. */
  readonly address: () => Endpoint
  /** Watches over a socket that belongs to a connection: it ends with the listener. */
  readonly adopt: (socket: Socket) => void
}

export interface TcpListenerOptions extends Endpoint {
  readonly clock: Clock
  readonly log: Log
  /** The socket is paused: nothing was read yet. */
  readonly onConnection: (socket: Socket) => void
}

export function createTcpListener(options: TcpListenerOptions): TcpListener {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  const sockets = new Set<Socket>()
  let isListening = false

  const adopt = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  }
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', (socket) => {
    adopt(socket)
    options.onConnection(socket)
  })
  return {
    start: () =>
      new Promise((resolve, reject) => {
        const fail = (cause: Error) => {
          const why = `cannot listen for the POS on ${placeOf(options)}: ${cause.message}`
          reject(new Error(why, { cause }))
        }
        server.once('error', fail)
        server.listen({ host: options.host, port: options.port }, () => {
          server.off('error', fail)
          server.on('error', ({ message }) => options.log.error('source-port', { why: message }))
          isListening = true
          resolve()
        })
      }),
    stop: async (isBusy) => {
      isListening = false
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if (isBusy()) await Promise.race([closed, later(options.clock, STOP_WITHIN_MS)])
      for (const socket of sockets) socket.destroy()
      await closed
    },
    isListening: () => isListening,
    address: () => {
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('it does not listen yet')
      return { host: address.address, port: address.port }
    },
    adopt,
  }
}

/** Where something is, as people write it. */
export function placeOf({ host, port }: Endpoint): string {
  return `${host}:${port}`
}

function later(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve))
}
