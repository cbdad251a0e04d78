import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Params, TestLedger } from './test-ledger.ts'

/** One request as it arrived; `bytes` is the text of its params, untouched. */
export interface ReceivedRequest {
  readonly connection: number
  readonly name: string
  readonly id: number
  readonly params: Params
  readonly bytes: string
}

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
  cardPrefixes: ['997001'],
}

const raw = (key: KeyObject) => key.export({ format: 'jwk' }).x ?? ''
const rawKey = (crv: 'Ed25519' | 'X25519', x: string) =>
  createPublicKey({ key: { kty: 'OKP', crv, x }, format: 'jwk' })

export async function startTestServer(ledger: TestLedger, deviceKey: string): Promise<TestServer> {
  const identity = generateKeyPairSync('ed25519')
  const state = { sessions: 0, connections: 0, current: undefined as WebSocket | undefined }
  let send: (frame: Record<string, unknown>) => void = () => {}
  const web = createServer(async (request, response) => {
    const body = await readJson(request)
    server.activations.push(body)
    const answer = server.activation(body)
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.body))
  })
  const sockets = new WebSocketServer({ server: web, path: '/v1/station' })
  sockets.on('connection', (socket) => {
    state.connections += 1
    const connection = state.connections
    if (typeof server.greeting === 'number') return socket.close(server.greeting)
    if (server.greeting === 'mute') return
    const ephemeral = generateKeyPairSync('x25519')
    const nonce = randomBytes(32).toString('base64url')
    const serverEphemeral = raw(ephemeral.publicKey)
    const text = `countermark challenge 1 ${nonce} ${serverEphemeral}`
    const signature = sign(null, Buffer.from(text), identity.privateKey).toString('base64url')
    const challenge = { type: 'challenge', v: 1, nonce, serverEphemeral, signature }
    socket.send(JSON.stringify(server.challengeChange(challenge)))
    let keys: { readonly fromStation: Buffer; readonly toStation: Buffer } | undefined
    let seqIn = 0
    let seqOut = 0
    const sendHere = (frame: Record<string, unknown>) => {
      if (keys === undefined) throw new Error('no session yet')
      seqOut += 1
      const json = JSON.stringify({ ...frame, seq: seqOut })
      const mac = createHmac('sha256', keys.toStation).update(json).digest('base64url')
      socket.send(`${mac}.${json}`)
    }
    const signIn = (hello: Record<string, string>) => {
      const helloText = `countermark hello 1 ${hello['deviceId']} ${nonce} ${serverEphemeral} ${hello['stationEphemeral']}`
      const isDevice = verify(
        null,
        Buffer.from(helloText),
        rawKey('Ed25519', server.deviceKey),
        Buffer.from(hello['signature'] ?? '', 'base64url'),
      )
      if (!isDevice) return socket.close(4004)
      const secret = diffieHellman({
        privateKey: ephemeral.privateKey,
        publicKey: rawKey('X25519', hello['stationEphemeral'] ?? ''),
      })
      const bytes = Buffer.from(
        hkdfSync(
          'sha256',
          secret,
          Buffer.from(nonce, 'base64url'),
          'countermark station session v1',
          64,
        ),
      )
      keys = { fromStation: bytes.subarray(0, 32), toStation: bytes.subarray(32) }
      state.sessions += 1
      state.current = socket
      send = sendHere
      sendHere({ type: 'welcome', settings: server.settings, serverTimeMs: 1_760_000_000_000 })
    }
    const run = (request: ReceivedRequest): unknown => {
      if (request.name === 'heartbeat') return { ok: true, value: { serverTimeMs: 1 } }
      if (request.name === 'card-inquire') return ledger.inquire(request.params)
      return request.name === 'void' ? ledger.void(request.params) : ledger.redeem(request.params)
    }
    const take = (request: ReceivedRequest) => {
      server.requests.push(request)
      const fate = server.fate(request)
      if (fate === 'hold') return
      if (fate === 'cut-before') return socket.terminate()
      const reply = typeof fate === 'object' ? fate.reply : run(request)
      if (fate === 'cut-after') return socket.terminate()
      if (fate === 'mute') return
      sendHere({ type: 'reply', id: request.id, reply })
      if (fate === 'twice') sendHere({ type: 'reply', id: request.id, reply })
    }
    socket.on('message', (data) => {
      const text = data.toString()
      if (keys === undefined) return signIn(JSON.parse(text))
      const json = text.slice(44)
      const mac = createHmac('sha256', keys.fromStation).update(json).digest('base64url')
      const frame = JSON.parse(json)
      seqIn += 1
      if (text.slice(0, 43) !== mac || frame.seq !== seqIn) return socket.close(4002)
      const bytes = json.slice(json.indexOf('"params":') + 9, -1)
      take({ connection, name: frame.name, id: frame.id, params: frame.params, bytes })
    })
    socket.on('close', () => {
      if (state.current === socket) state.current = undefined
    })
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as AddressInfo
  const server: TestServer = {
    url: `http://127.0.0.1:${port}`,
    serverKey: raw(identity.publicKey),
    requests: [],
    sessions: () => state.sessions,
    isConnected: () => state.current !== undefined,
    fate: () => 'answer',
    greeting: 'welcome',
    challengeChange: (challenge) => challenge,
    event: (name, body) => send({ type: 'event', name, body }),
    sendRaw: (text) => state.current?.send(text),
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

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

/** A device's key pair: PKCS #8 DER and the raw public half. */
export function makeTestDeviceKey(): {
  readonly privateKey: Uint8Array
  readonly publicKey: string
} {
  const pair = generateKeyPairSync('ed25519')
  const der = pair.privateKey.export({ format: 'der', type: 'pkcs8' })
  return {
    privateKey: der,
    publicKey: raw(createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))),
  }
}
