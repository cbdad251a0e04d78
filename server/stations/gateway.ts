import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { STATION_PATH } from '../../src/contract/wire/frames.ts'
import { DRAIN_TIMEOUT_MS, SIGNING_IN_MAX, SOCKETS_MAX } from './limits.ts'
import { type StationSession, serveStation } from './session.ts'
import type { StationParts } from './signed-in.ts'
import { SOCKET_OPTIONS } from './socket.ts'

/** For stations that are turned away: they draw a time of their own up to a minute anyway. */
const RETRY_AFTER_S = 5

/** The door of the stations: sockets at STATION_PATH of an HTTP server. */
export interface Gateway {
  readonly attach: (server: Server) => void
  /** Lets nobody in any more, tells the stations, waits for what is under way, closes every socket. */
  readonly drain: () => Promise<void>
  /** Sockets that are open, and those whose station is signed in. */
  readonly figures: () => { readonly sockets: number; readonly signedIn: number }
}

export function createGateway(parts: StationParts): Gateway {
  const sessions = new Set<StationSession>()
  const signingIn = new Set<StationSession>()
  const sockets = new WebSocketServer({ noServer: true, ...SOCKET_OPTIONS })
  let draining = false

  /** The oldest that says nothing gives its place to whoever comes. */
  const makeRoom = (): boolean => {
    const silent = [...signingIn].find((session) => session.makeRoom())
    if (silent !== undefined) signingIn.delete(silent)
    return silent !== undefined
  }
  const isFull = () =>
    sessions.size >= SOCKETS_MAX || (signingIn.size >= SIGNING_IN_MAX && !makeRoom())
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = refuseUpgrade(request, draining || isFull())
    if (refusal !== undefined) {
      refuse(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = serveStation({ webSocket, connection: socket }, parts)
      sessions.add(session)
      signingIn.add(session)
      void session.settled.then(() => signingIn.delete(session))
      void session.ended.then(() => sessions.delete(session))
    })
  }

  return {
    attach: (server) => {
      server.on('upgrade', onUpgrade)
    },
    figures: () => ({ sockets: sessions.size, signedIn: sessions.size - signingIn.size }),
    drain: async () => {
      draining = true
      for (const session of sessions) session.drain()
      await untilIdle(sessions)
      const all = [...sessions]
      for (const session of all) session.closeDraining()
      await Promise.all(all.map((session) => session.ended))
      sockets.close()
    },
  }
}

function refuseUpgrade(request: IncomingMessage, isClosed: boolean): string | undefined {
  if (pathOf(request) !== STATION_PATH) return '404 Not Found'
  // Stations are programs; a page in a browser has no business here.
  if (request.headers.origin !== undefined) return '403 Forbidden'
  return isClosed ? '503 Service Unavailable' : undefined
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => undefined)
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: ${RETRY_AFTER_S}\r\nContent-Length: 0\r\n\r\n`,
  )
}

/** Resolves when no request is under way, or the time for it is over. */
async function untilIdle(sessions: ReadonlySet<StationSession>): Promise<void> {
  const endAtMs = performance.now() + DRAIN_TIMEOUT_MS
  while (performance.now() < endAtMs) {
    if (![...sessions].some((session) => session.requestsUnderWay() > 0)) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
