import {
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import type { Params } from './test-ledger.ts'

/** One request as it arrived; `bytes` is the text of its params, untouched. */
export interface ReceivedRequest {
  readonly connection: number
  readonly name: string
  readonly id: number
  readonly params: Params
  readonly bytes: string
}

interface Keys {
  readonly fromStation: Buffer
  readonly toStation: Buffer
}

/** The raw 32 bytes of a public key, base64url. */
export function rawOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? ''
}

const publicKeyOf = (crv: 'Ed25519' | 'X25519', x: string) =>
  createPublicKey({ key: { kty: 'OKP', crv, x }, format: 'jwk' })

/** The server's half of the handshake, written from the protocol's text alone. */
export function makeOpening(serverKey: KeyObject) {
  const ephemeral = generateKeyPairSync('x25519')
  const nonce = randomBytes(32).toString('base64url')
  const serverEphemeral = rawOf(ephemeral.publicKey)
  const text = `countermark challenge 1 ${nonce} ${serverEphemeral}`
  const signature = sign(null, Buffer.from(text), serverKey).toString('base64url')
  return {
    challenge: { type: 'challenge', v: 1, nonce, serverEphemeral, signature },
    /** The session's keys; undefined when another device signed. */
    accept: (hello: Record<string, string>, deviceKey: string): Keys | undefined => {
      const theirs = hello['stationEphemeral'] ?? ''
      const said = `countermark hello 1 ${hello['deviceId']} ${nonce} ${serverEphemeral} ${theirs}`
      const signed = Buffer.from(hello['signature'] ?? '', 'base64url')
      const isDevice = verify(null, Buffer.from(said), publicKeyOf('Ed25519', deviceKey), signed)
      if (!isDevice) return undefined
      const publicKey = publicKeyOf('X25519', theirs)
      const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey })
      const salt = Buffer.from(nonce, 'base64url')
      const bytes = Buffer.from(
        hkdfSync('sha256', secret, salt, 'countermark station session v1', 64),
      )
      return { fromStation: bytes.subarray(0, 32), toStation: bytes.subarray(32) }
    },
  }
}

/** Authenticated frames of one connection. */
export interface TestSession {
  readonly send: (frame: Record<string, unknown>) => void
  /** Undefined when the mac or the number of the frame is wrong. */
  readonly open: (text: string, connection: number) => ReceivedRequest | undefined
}

export function makeSession(keys: Keys, sendText: (text: string) => void): TestSession {
  let seqIn = 0
  let seqOut = 0
  return {
    send: (frame) => {
      seqOut += 1
      const json = JSON.stringify({ ...frame, seq: seqOut })
      const mac = createHmac('sha256', keys.toStation).update(json).digest('base64url')
      sendText(`${mac}.${json}`)
    },
    open: (text, connection) => {
      const json = text.slice(44)
      const mac = createHmac('sha256', keys.fromStation).update(json).digest('base64url')
      const frame = JSON.parse(json)
      seqIn += 1
      if (text.slice(0, 43) !== mac || frame.seq !== seqIn) return undefined
      const bytes = json.slice(json.indexOf('"params":') + 9, -1)
      return { connection, name: frame.name, id: frame.id, params: frame.params, bytes }
    },
  }
}
