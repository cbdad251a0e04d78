import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { WebSocket } from 'ws'
import { createMac, type Mac } from '../../server/stations/session-keys.ts'
import { STATION_PATH } from '../../src/contract/wire/frames.ts'
import { type RawSocket, sendHello } from '../server/house/raw-station.ts'
import type { PlannedStation, StationPlan } from './stations.ts'

/** A station with many redemptions under way. */
export interface Station {
  /** Sends one redemption; calls back with `ok` or the code of the reply. */
  readonly redeem: (onReply: (code: string) => void) => void
  readonly onClose: (listener: () => void) => void
  /** The last frames that were sent and received. */
  readonly last: () => { readonly request: string; readonly reply: string }
}

/** Signs a station in with the real protocol. Rejects when the server does not welcome it. */
export async function openStation(
  url: string,
  plan: StationPlan,
  planned: PlannedStation,
): Promise<Station> {
  const socket = connect(url)
  const privateKey = createPrivateKey(planned.privateKey)
  const device = {
    publicKey: '',
    sign: (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
  const frames = framesOf(socket)
  const keys = await sendHello(frames, device, planned.deviceId, plan.serverKey)
  const welcome = await frames.next()
  if (welcome.slice(44, 62) !== '{"type":"welcome",') throw new Error(`no welcome: ${welcome}`)
  const [fromStation, fromServer] = [createMac(keys.fromStation), createMac(keys.fromServer)]
  return talk(socket, plan, planned, {
    seal: sealer(fromStation),
    open: (frame) => {
      const { isGenuine, json } = openFrame(fromServer, frame)
      if (!isGenuine) throw new Error('a reply is not ours')
      return json
    },
  })
}

/**
 * The same frames and the same work on them, against a side that does none: its answers are all the
 * same, and belong to the requests in turn.
 */
export async function openBareStation(
  url: string,
  plan: StationPlan,
  planned: PlannedStation,
): Promise<Station> {
  const socket = connect(url)
  await new Promise((resolve) => socket.once('open', resolve))
  const mac = createMac(new Uint8Array(32))
  let received = 0
  return talk(socket, plan, planned, {
    seal: sealer(mac),
    open: (frame) => {
      received += 1
      return { ...openFrame(mac, frame).json, id: received }
    },
  })
}

interface ReplyFrame {
  readonly id: number
  readonly reply: {
    readonly ok: boolean
    readonly refusal?: { readonly code: string }
    readonly error?: { readonly code: string }
  }
}

interface Sealing {
  readonly seal: (json: string) => string
  readonly open: (frame: string) => ReplyFrame
}

function talk(
  socket: WebSocket,
  plan: StationPlan,
  { deviceId, cardTokens }: PlannedStation,
  { seal, open }: Sealing,
): Station {
  const waiting = new Map<number, (code: string) => void>()
  const run = `${deviceId.slice(24)}-${randomBytes(4).toString('hex')}`
  const last = { request: '', reply: '' }
  let sent = 0
  socket.on('message', (data) => {
    const text = data.toString()
    last.reply = text
    const { id, reply } = open(text)
    const onReply = waiting.get(id)
    waiting.delete(id)
    onReply?.(reply.ok ? 'ok' : (reply.refusal?.code ?? reply.error?.code ?? 'unknown'))
  })
  return {
    redeem: (onReply) => {
      sent += 1
      waiting.set(sent, onReply)
      last.request = seal(redemption(plan, cardTokens, run, sent))
      socket.send(last.request)
    },
    onClose: (listener) => socket.on('close', listener),
    last: () => last,
  }
}

/** A request frame as a station makes it, with a payment of its till. */
function redemption(
  { currency }: StationPlan,
  cardTokens: readonly string[],
  run: string,
  serial: number,
): string {
  const nowMs = Date.now()
  return JSON.stringify({
    ...{ type: 'request', seq: serial, id: serial, name: 'redeem' },
    params: {
      requestId: `${nowMs.toString(36)}-${run}-${serial}`,
      cardToken: cardTokens[Math.floor(Math.random() * cardTokens.length)],
      ...{ amountMinor: 1, currency, partial: 'deny' },
      payment: {
        ...{ paymentKey: `${run}-${serial}`, till: 'Till 1', receiptNumber: String(serial) },
        ...{ label: `Receipt ${serial}`, amountMinor: 1, seenAtMs: nowMs },
      },
      ...{ clerk: null, stationTimeMs: nowMs },
    },
  })
}

function connect(url: string): WebSocket {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${STATION_PATH}`, {
    perMessageDeflate: false,
  })
  socket.on('error', () => undefined)
  return socket
}

/** The first frames one by one, for the hello; then whoever listens gets them. */
function framesOf(socket: WebSocket): Pick<RawSocket, 'next' | 'send'> & RawSocket {
  const next = () =>
    new Promise<string>((resolve, reject) => {
      socket.once('message', (data) => resolve(data.toString()))
      socket.once('close', (code) => reject(new Error(`the socket was closed with ${code}`)))
    })
  return {
    ...{ next, send: (data) => socket.send(data), close: () => socket.close() },
    closed: () => Promise.reject(new Error('not here')),
  }
}

function sealer(mac: Mac): Sealing['seal'] {
  return (json) => `${mac(json)}.${json}`
}

function openFrame(mac: Mac, frame: string) {
  const json = frame.slice(44)
  return { isGenuine: frame.slice(0, 43) === mac(json), json: JSON.parse(json) as ReplyFrame }
}
