import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { SCREEN_FRAME_BYTES_MAX } from '../../contract/limits.ts'
import {
  KEY_NEEDED_CLOSE,
  SCREEN_SOCKET_PATH,
  SCREEN_SOCKET_PROTOCOL,
} from '../../contract/screen/bridge.ts'
import type { Page } from '../station/host/pages.ts'
import type { StationScreen } from '../station/index.ts'
import type { Log, Random } from '../station/ports.ts'
import { createAccess } from './access.ts'
import { nameBuild } from './build.ts'
import {
  createKioskHttp,
  hasSession,
  isOwnHost,
  type KioskHttpOptions,
  kioskOrigin,
} from './http.ts'
import { SOCKETS_MAX } from './limits.ts'
import { writeOwn } from './own-file.ts'
import { type Bridged, bridgeSocket } from './screen-socket.ts'

/** The station's screen, served to browsers on this PC. */
export interface Kiosk {
  readonly port: number
  /** The address with its key, for one browser. The newest one is in the file `kiosk-url`. */
  readonly url: string
  /** Closes every page and lets the port go. */
  readonly close: () => Promise<void>
}

export interface KioskOptions {
  /** 0 = any free port. */
  readonly port: number
  readonly dataFolder: string
  readonly pages: ReadonlyMap<string, Page>
  readonly screen: StationScreen
  readonly random: Random
  readonly log: Log
}

/** Opens the page on loopback. Rejects when the port is taken. */
export async function openKiosk(options: KioskOptions): Promise<Kiosk> {
  let port = 0
  const addressFile = join(options.dataFolder, 'kiosk-url')
  const addressOf = (key: string) => `${kioskOrigin(port)}/?key=${key}`
  const access = createAccess({
    random: options.random,
    sessionsFile: join(options.dataFolder, 'kiosk-sessions'),
    onNewKey: (key) => {
      writeOwn(addressFile, `${addressOf(key)}\n`)
      options.log.info('kiosk-address-renewed', { file: addressFile })
    },
  })
  const { build, pages } = nameBuild(options.pages)
  const http: KioskHttpOptions = { access, pages, port: () => port }
  const server = createKioskHttp(http)
  const closeSockets = serveSockets(server, http, { screen: options.screen, build })
  port = await listen(server, options.port)
  const url = addressOf(access.key())
  writeOwn(addressFile, `${url}\n`)
  return {
    port,
    url,
    close: async () => {
      closeSockets()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/**
 * Takes upgrades on the screen's path from own pages, and tells those without a session so; returns
 * how to end them.
 */
function serveSockets(server: Server, http: KioskHttpOptions, bridged: Bridged): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SCREEN_FRAME_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: () => SCREEN_SOCKET_PROTOCOL,
  })
  const open = (socket: WebSocket, isKnown: boolean) => {
    if (isKnown) return bridgeSocket(socket, bridged)
    socket.on('error', () => socket.terminate())
    socket.close(KEY_NEEDED_CLOSE, 'key needed')
  }
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const port = http.port()
    const allowed =
      isOwnHost(request, port) &&
      request.url === SCREEN_SOCKET_PATH &&
      request.headers.origin === `http://${request.headers.host}`
    if (!allowed) refuseUpgrade(socket, '403 Forbidden')
    else if (sockets.clients.size >= SOCKETS_MAX) refuseUpgrade(socket, '503 Service Unavailable')
    else {
      sockets.handleUpgrade(request, socket, head, (opened) =>
        open(opened, hasSession(request, http.access)),
      )
    }
  })
  return () => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
