import {
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { WebSocket } from 'ws'

/**
 * A station written from the protocol's description alone, with a handle on everything that an
 * honest one would never do.
 */
export interface RawDevice {
  readonly publicKey: string
  readonly sign: (text: string) => string
}

export function makeDevice(): RawDevice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: rawKey(publicKey),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

/** Posts an activation as the link's token asks for. */
export async function postActivation(
  url: string,
  token: string,
  device: RawDevice,
  change: Record<string, unknown> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { publicKey } = device
  const signature = device.sign(`countermark activate ${token} ${publicKey}`)
  const response = await fetch(`${url}/v1/devices/activate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, publicKey, deviceName: 'Till PC', signature, ...change }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

export interface RawSocket {
  /** The next text frame, or the close that came instead: `closed 4002 NOT_AUTHENTIC`. */
  readonly next: () => Promise<string>
  readonly send: (data: string | Buffer) => void
  readonly close: () => void
  /** Rests until the socket is closed; what came before is passed over. */
  readonly closed: () => Promise<string>
}

export function openSocket(port: number, headers: Record<string, string> = {}): RawSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/station`, { headers })
  const arrived: string[] = []
  const waiting: ((text: string) => void)[] = []
  const take = (text: string): void => {
    const first = waiting.shift()
    if (first) first(text)
    else arrived.push(text)
  }
  socket.on('message', (data) => take(data.toString()))
  socket.on('close', (code, reason) => take(`closed ${code} ${reason}`.trim()))
  socket.on('unexpected-response', (_, response) => take(`refused ${response.statusCode}`))
  socket.on('error', () => undefined)
  const next = () => {
    const text = arrived.shift()
    return text === undefined ? new Promise<string>((r) => waiting.push(r)) : Promise.resolve(text)
  }
  return {
    next,
    send: (data) => socket.send(data),
    close: () => socket.close(),
    closed: async () => {
      for (;;) {
        const text = await next()
        if (/^(closed|refused) /.test(text)) return text
      }
    },
  }
}

interface Challenge {
  readonly v: number
  readonly nonce: string
  readonly serverEphemeral: string
  readonly signature: string
}

/** What is in the hello, to be changed by a test before or after it is signed. */
export interface HelloChange {
  readonly signer?: RawDevice
  readonly fields?: Record<string, unknown>
}

/** A session with its counters and keys laid open. */
export interface RawSession extends RawSocket {
  readonly welcome: Record<string, unknown>
  /** A request frame with the right number and mac. */
  readonly seal: (name: string, params: unknown) => string
  /** Any JSON text with the right mac. */
  readonly mac: (json: string) => string
  readonly ask: (name: string, params: unknown) => Promise<Record<string, unknown>>
  /** The next frame of the server, its mac and number checked. */
  readonly read: () => Promise<Record<string, unknown>>
}

/** Answers the challenge on an open socket. Resolves with the session's keys, before any welcome. */
export async function sendHello(
  socket: RawSocket,
  device: RawDevice,
  deviceId: string,
  serverKey: string,
  change: HelloChange = {},
): Promise<{ fromStation: Buffer; fromServer: Buffer }> {
  const challenge = JSON.parse(await socket.next()) as Challenge
  const { v, nonce, serverEphemeral } = challenge
  if (!isSigned(serverKey, `countermark challenge ${v} ${nonce} ${serverEphemeral}`, challenge)) {
    throw new Error('the challenge is not signed by the server')
  }
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const stationEphemeral = rawKey(publicKey)
  const parts = [v, deviceId, nonce, serverEphemeral, stationEphemeral]
  const signature = (change.signer ?? device).sign(`countermark hello ${parts.join(' ')}`)
  const hello = { type: 'hello', v, deviceId, stationEphemeral, signature, ...change.fields }
  socket.send(JSON.stringify(hello))
  const secret = diffieHellman({ privateKey, publicKey: keyOf('X25519', serverEphemeral) })
  const salt = Buffer.from(nonce, 'base64url')
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, 'countermark station session v1', 64))
  return { fromStation: bytes.subarray(0, 32), fromServer: bytes.subarray(32) }
}

/** Signs in and waits for the welcome. */
export async function signIn(
  port: number,
  device: RawDevice,
  deviceId: string,
  serverKey: string,
): Promise<RawSession> {
  const socket = openSocket(port)
  const keys = await sendHello(socket, device, deviceId, serverKey)
  let sent = 0
  let received = 0
  const macText = (key: Buffer, json: string) =>
    createHmac('sha256', key).update(json).digest('base64url')

  const read = async (): Promise<Record<string, unknown>> => {
    const text = await socket.next()
    const json = text.slice(44)
    if (text !== `${macText(keys.fromServer, json)}.${json}`) throw new Error(`not macced: ${text}`)
    const frame = JSON.parse(json) as Record<string, unknown>
    received += 1
    if (frame['seq'] !== received) throw new Error(`frame ${received} has seq ${frame['seq']}`)
    return frame
  }
  const mac = (json: string) => `${macText(keys.fromStation, json)}.${json}`
  const seal = (name: string, params: unknown) => {
    sent += 1
    return mac(JSON.stringify({ type: 'request', seq: sent, id: sent, name, params }))
  }
  const welcome = await read()
  return {
    ...socket,
    welcome,
    seal,
    mac,
    read,
    ask: async (name, params) => {
      socket.send(seal(name, params))
      // What the server says unasked may come between.
      for (;;) {
        const frame = await read()
        if (frame['type'] !== 'event') return frame['reply'] as Record<string, unknown>
      }
    },
  }
}

function rawKey(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? ''
}

function keyOf(curve: 'X25519' | 'Ed25519', x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: curve, x }, format: 'jwk' })
}

function isSigned(serverKey: string, text: string, challenge: Challenge): boolean {
  const signature = Buffer.from(challenge.signature, 'base64url')
  return verify(null, Buffer.from(text), keyOf('Ed25519', serverKey), signature)
}
