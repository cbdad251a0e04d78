import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { WebSocketServer } from 'ws'
import { parseJson } from '../../src/contract/parse.ts'
import { SCREEN_SOCKET_PATH, screenRequestSchema } from '../../src/contract/screen/bridge.ts'
import type { Sound } from '../../src/contract/screen/state.ts'
import { headersOf } from '../../src/main/station/host/pages.ts'
import { type PlainState, stateOf } from './states.ts'

/** A command as the screen sent it. */
export interface SentCommand {
  readonly name: string
  readonly params: unknown
}

export interface ScreenHost {
  readonly url: string
  /** Everything the screen asked for, oldest first. */
  readonly sent: SentCommand[]
  /** Plays a state to all screens. Returns its revision. */
  readonly play: (state: PlainState, language?: 'en' | 'fr') => number
  /** Of the newest state. */
  readonly revision: () => number
  readonly sound: (sound: Sound) => void
  /** Answers this command with that reply from now on; others get an empty success. */
  readonly answer: (name: string, reply: unknown) => void
  /** Leaves this command without an answer until it is released. */
  readonly hold: (name: string) => void
  readonly release: (name: string) => void
  /** Drops the sockets and takes no new ones, or takes them again. */
  readonly setReachable: (reachable: boolean) => void
  readonly close: () => Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}
/** Serves a built screen from a folder and plays states to it over a real socket. */
export async function startScreenHost(folder: string): Promise<ScreenHost> {
  const sent: SentCommand[] = []
  const replies = new Map<string, unknown>()
  const held = new Map<string, (() => void)[]>()
  let revision = 0
  let reachable = true
  let event: unknown
  const server = serveFolder(folder)
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!reachable || request.url !== SCREEN_SOCKET_PATH) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (event !== undefined) client.send(JSON.stringify({ event }))
      client.on('message', (data) => {
        const frame = parseJson(screenRequestSchema, String(data))
        if (!frame.ok) throw new Error(`the screen sent a bad frame: ${frame.problem.message}`)
        const { id, name, params } = frame.value
        sent.push({ name, params })
        const reply = () =>
          client.send(JSON.stringify({ id, reply: replies.get(name) ?? { ok: true, value: {} } }))
        const waiting = held.get(name)
        if (waiting) waiting.push(reply)
        else reply()
      })
    })
    return undefined
  })
  const tellAll = (down: unknown) => {
    for (const client of sockets.clients) client.send(JSON.stringify({ event: down }))
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    sent,
    play: (state, language = 'en') => {
      revision += 1
      event = { type: 'state', state: stateOf(state, revision, language) }
      tellAll(event)
      return revision
    },
    revision: () => revision,
    sound: (sound) => tellAll({ type: 'sound', sound }),
    answer: (name, reply) => void replies.set(name, reply),
    hold: (name) => void held.set(name, []),
    release: (name) => {
      for (const reply of held.get(name) ?? []) reply()
      held.delete(name)
    },
    setReachable: (value) => {
      reachable = value
      if (!value) for (const client of sockets.clients) client.terminate()
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}

/** The files of a built page, with the headers of the kiosk. */
function serveFolder(folder: string): Server {
  return createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '')
    try {
      const body = readFileSync(join(folder, path))
      const contentType = TYPES[extname(path)] ?? 'application/octet-stream'
      response.writeHead(200, { ...headersOf(path), 'content-type': contentType })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
}
