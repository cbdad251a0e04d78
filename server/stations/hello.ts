import { z } from 'zod'
import { parseJson } from '../../src/contract/parse.ts'
import {
  type Challenge,
  type CloseReason,
  challengeText,
  type Hello,
  helloSchema,
  helloText,
  PROTOCOL_VERSION,
} from '../../src/contract/wire/frames.ts'
import type { ServerContext } from '../context.ts'
import { isSignedBy, type KnownDevice, readDevice } from '../devices/index.ts'
import {
  createEphemeral,
  deriveSessionKeys,
  type Ephemeral,
  type SessionKeys,
} from './session-keys.ts'

/** The server's opening of one socket. */
export interface Opening {
  readonly challenge: Challenge
  readonly ephemeral: Ephemeral
}

/** A fresh challenge: new nonce, new ephemeral key, signed with the server's identity. */
export function openChallenge(context: ServerContext): Opening {
  const ephemeral = createEphemeral()
  const part = {
    v: PROTOCOL_VERSION,
    nonce: Buffer.from(context.randomBytes(32)).toString('base64url'),
    serverEphemeral: ephemeral.publicKey,
  }
  const signature = context.keys.identity.sign(challengeText(part))
  return { challenge: { type: 'challenge', ...part, signature }, ephemeral }
}

export type HelloVerdict =
  | {
      readonly ok: true
      readonly hello: Hello
      readonly device: KnownDevice
      readonly keys: SessionKeys
    }
  | { readonly ok: false; readonly reason: CloseReason }

/** Only the version: a station of another one may write everything else otherwise. */
const anyHelloSchema = z.looseObject({ v: z.int() })

/** Judges a hello: form, version, device, signature, in this order. Rejects when the database fails. */
export async function judgeHello(
  context: ServerContext,
  opening: Opening,
  text: string,
): Promise<HelloVerdict> {
  const any = parseJson(anyHelloSchema, text)
  if (any.ok && any.value.v !== PROTOCOL_VERSION) return { ok: false, reason: 'PROTOCOL_VERSION' }
  const parsed = parseJson(helloSchema, text)
  if (!parsed.ok) return { ok: false, reason: 'FRAME_MALFORMED' }
  const hello = parsed.value
  const device = await readDevice(context, hello.deviceId)
  if (!device) return { ok: false, reason: 'DEVICE_UNKNOWN' }
  const { nonce, serverEphemeral } = opening.challenge
  const signed = helloText({ ...hello, nonce, serverEphemeral })
  if (!isSignedBy(device.publicKey, signed, hello.signature)) {
    return { ok: false, reason: 'NOT_AUTHENTIC' }
  }
  // Only the device itself hears that it was revoked.
  if (device.state === 'revoked') return { ok: false, reason: 'DEVICE_REVOKED' }
  const keys = agree(opening, hello)
  return keys ? { ok: true, hello, device, keys } : { ok: false, reason: 'NOT_AUTHENTIC' }
}

function agree(opening: Opening, hello: Hello): SessionKeys | undefined {
  try {
    const secret = opening.ephemeral.agree(hello.stationEphemeral)
    return deriveSessionKeys(secret, opening.challenge.nonce)
  } catch {
    // A point of small order, or none at all.
    return undefined
  }
}
