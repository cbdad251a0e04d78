import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { PIN_PREFIX, type TestLedger } from './test-ledger.ts'
import {
  makeOpening,
  makeSession,
  type ReceivedRequest,
  rawOf,
  type TestSession,
} from './test-session.ts'

export type { ReceivedRequest } from './test-session.ts'

/**
 * What becomes of a request. `hold`: neither done nor answered · `cut-before`: the socket is cut
 * before it is done · `cut-after`: done, then cut without an answer · `mute`: done, not answered ·
 * `twice`: answered two times · or a reply of the test's own.
 */
export type Fate =
  | 'answer'
  | 'hold'
  | 'cut-before'
  | 'cut-after'
  | 'mute'
  | 'twice'
  | { readonly reply: unknown }

/** The server's side of the station protocol, written from the contract's text alone. */
export interface TestServer {
  readonly url: string
  readonly serverKey: string
  readonly requests: ReceivedRequest[]
  /** How many stations signed in so far. */
  readonly sessions: () => number
  readonly isConnected: () => boolean
  fate: (request: ReceivedRequest) => Fate
  /** Answers a new socket: sign it in, or close it with this code. */
  greeting: 'welcome' | 'mute' | number
  challengeChange: (challenge: Record<string, unknown>) => Record<string, unknown>
  readonly event: (name: string, body: unknown) => void
  /** Sends text as it is. */
  readonly sendRaw: (text: string) => void
  /** Replies to a request of the newest session, whenever and as often as wanted. */
  readonly reply: (request: ReceivedRequest, reply: unknown) => void
  readonly cut: () => void
  readonly closeWith: (code: number) => void
  /** Bodies posted for activation; `activation` makes the answer. */
  readonly activations: unknown[]
  activation: (body: unknown) => { readonly status: number; readonly body: unknown }
  /** The raw public key of the device that may sign in. */
  deviceKey: string
  readonly settings: typeof SETTINGS
  readonly stop: () => Promise<void>
}

export const DEVICE_ID = '01890000-0000-7000-8000-0000000000d1'
export const SETTINGS = {
  networkName: 'Harbour Cards',
  locationId: '01890000-0000-7000-8000-0000000000a1',
  locationName: 'Quay Bakery',
  deviceId: DEVICE_ID,
  deviceCode: 'K7QM-4T2X',
  deviceName: 'Counter 1',
  currency: 'CAD',
  timeZone: 'America/Toronto',
  cardPrefixes: ['997001', PIN_PREFIX],
}

export async function startTestServer(ledger: TestLedger, deviceKey: string): Promise<TestServer> {
  const identity = generateKeyPairSync('ed25519')
  const state: Sockets = { sessions: 0, connections: 0, current: undefined, session: undefined }
  const web = createServer(async (request, response) => {
    const body = await readJson(request)
    server.activations.push(body)
    const answer = server.activation(body)
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.body))
  })
  const sockets = new WebSocketServer({ server: web, path: '/v1/station' })
  sockets.on('connection', (socket) => welcome(socket, identity.privateKey, server, state, ledger))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as AddressInfo
  const server: TestServer = {
    url: `http://127.0.0.1:${port}`,
    serverKey: rawOf(identity.publicKey),
    requests: [],
    sessions: () => state.sessions,
    isConnected: () => state.current !== undefined,
    fate: () => 'answer',
    greeting: 'welcome',
    challengeChange: (challenge) => challenge,
    event: (name, body) => state.session?.send({ type: 'event', name, body }),
    sendRaw: (text) => state.current?.send(text),
    reply: ({ id }, reply) => state.session?.send({ type: 'reply', id, reply }),
    cut: () => state.current?.terminate(),
    closeWith: (code) => state.current?.close(code),
    activations: [],
    activation: () => ({ status: 404, body: null }),
    deviceKey,
    settings: { ...SETTINGS },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      web.closeAllConnections()
      await new Promise((resolve) => web.close(resolve))
    },
  }
  return server
}

interface Sockets {
  sessions: number
  connections: number
  /** The socket of the newest session, while it is open. */
  current: WebSocket | undefined
  session: TestSession | undefined
}

function welcome(
  socket: WebSocket,
  serverKey: KeyObject,
  server: TestServer,
  state: Sockets,
  ledger: TestLedger,
): void {
  state.connections += 1
  const connection = state.connections
  if (typeof server.greeting === 'number') socket.close(server.greeting)
  if (server.greeting !== 'welcome') return
  const opening = makeOpening(serverKey)
  socket.send(JSON.stringify(server.challengeChange(opening.challenge)))
  let session: TestSession | undefined
  socket.on('message', (data) => {
    if (session !== undefined) {
      const request = session.open(data.toString(), connection)
      return request === undefined
        ? socket.close(4002)
        : decide({ socket, server, ledger, session }, request)
    }
    const keys = opening.accept(JSON.parse(data.toString()), server.deviceKey)
    if (keys === undefined) return socket.close(4004)
    session = makeSession(keys, (text) => socket.send(text))
    state.sessions += 1
    state.current = socket
    state.session = session
    session.send({ type: 'welcome', settings: server.settings, serverTimeMs: 1_760_000_000_000 })
  })
  socket.on('close', () => {
    if (state.current === socket) state.current = undefined
  })
}

/** Does with a request what its fate says. */
function decide({ socket, server, ledger, session }: Conversation, request: ReceivedRequest): void {
  server.requests.push(request)
  const fate = server.fate(request)
  if (fate === 'hold') return
  const reply = typeof fate === 'object' ? fate.reply : undefined
  const done = fate === 'cut-before' ? undefined : (reply ?? run(ledger, request))
  if (fate === 'cut-before' || fate === 'cut-after') socket.terminate()
  if (typeof fate !== 'object' && fate !== 'answer' && fate !== 'twice') return
  session.send({ type: 'reply', id: request.id, reply: done })
  if (fate === 'twice') session.send({ type: 'reply', id: request.id, reply: done })
}

interface Conversation {
  readonly socket: WebSocket
  readonly server: TestServer
  readonly ledger: TestLedger
  readonly session: TestSession
}

function run(ledger: TestLedger, { name, params }: ReceivedRequest): unknown {
  if (name === 'heartbeat') return { ok: true, value: { serverTimeMs: 1 } }
  if (name === 'card-inquire') return ledger.inquire(params)
  if (name === 'card-lookup') return ledger.lookup(params)
  if (name === 'pos-payments') return { ok: true, value: { entries: [], isMore: false } }
  if (name === 'report-exceptions') return { ok: true, value: {} }
  if (name === 'refund') return ledger.refund(params)
  return name === 'void' ? ledger.void(params) : ledger.redeem(params)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
