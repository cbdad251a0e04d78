import { z } from 'zod'
import { deviceIdSchema } from '../ids.ts'
import { stationSettingsSchema } from './messages.ts'

/**
 * The station's socket, from the first byte. All frames are text.
 *
 * ```text
 *  server -> station   {"type":"challenge", …}                         plain JSON
 *  station -> server   {"type":"hello", …, signature}                  plain JSON
 *  server -> station   <mac>.{"type":"welcome", …}                     authenticated from here on
 *  station -> server   <mac>.{"type":"request","seq":1,"id":1, …}
 *  server -> station   <mac>.{"type":"reply","seq":2,"id":1, …}
 * ```
 *
 * The session keys come from X25519 over both ephemeral keys (HKDF-SHA256, salt = nonce, info =
 * SESSION_INFO): 64 bytes, the first 32 authenticate station -> server, the others server ->
 * station. `mac` is base64url of HMAC-SHA256(key, JSON text as sent), 43 characters. `seq` counts
 * each side's frames from 1 without gaps; a gap or a wrong mac closes the socket.
 */
export const PROTOCOL_VERSION = 1
export const SESSION_INFO = 'countermark station session v1'
export const STATION_PATH = '/v1/station'

/** Why a socket was closed by our own hand (RFC 6455 §7.4.2 leaves 4000-4999 to applications). */
export const CLOSE_REASONS = {
  PROTOCOL_VERSION: 4001,
  NOT_AUTHENTIC: 4002,
  DEVICE_REVOKED: 4003,
  DEVICE_UNKNOWN: 4004,
  FRAME_MALFORMED: 4005,
  FRAME_TOO_LARGE: 4006,
  RATE_LIMITED: 4007,
  SIGN_IN_TOO_SLOW: 4008,
  REPLACED: 4009,
  DRAINING: 4010,
} as const
export type CloseReason = keyof typeof CLOSE_REASONS

/** 32 bytes as base64url without padding: raw public keys and nonces. */
const bytes32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
/** 64 bytes as base64url: an Ed25519 signature. */
const bytes64 = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

const version = z.int().min(1).max(1000)
const sequence = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

/**
 * The server's opening. `signature` is the server's Ed25519 key over
 * {@link challengeText}: a station that was activated knows that key and refuses any other.
 */
export const challengeSchema = z.strictObject({
  type: z.literal('challenge'),
  v: version,
  nonce: bytes32,
  serverEphemeral: bytes32,
  signature: bytes64,
})

/** The station's answer; `signature` is the device's Ed25519 key over {@link helloText}. */
export const helloSchema = z.strictObject({
  type: z.literal('hello'),
  v: version,
  deviceId: deviceIdSchema,
  stationEphemeral: bytes32,
  signature: bytes64,
})

export const welcomeSchema = z.strictObject({
  type: z.literal('welcome'),
  seq: sequence,
  settings: stationSettingsSchema,
  serverTimeMs: z.int().nonnegative(),
})

/** `name` and `params` are checked against the table after the envelope. */
export const requestFrameSchema = z.strictObject({
  type: z.literal('request'),
  seq: sequence,
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  name: z.string().max(40),
  params: z.unknown(),
})

export const replyFrameSchema = z.strictObject({
  type: z.literal('reply'),
  seq: sequence,
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  reply: z.unknown(),
})

export const eventFrameSchema = z.strictObject({
  type: z.literal('event'),
  seq: sequence,
  name: z.string().max(40),
  body: z.unknown(),
})

/** Everything the server sends once the session is authenticated. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  welcomeSchema,
  replyFrameSchema,
  eventFrameSchema,
])

export type Challenge = z.output<typeof challengeSchema>
export type Hello = z.output<typeof helloSchema>
export type Welcome = z.output<typeof welcomeSchema>
export type RequestFrame = z.output<typeof requestFrameSchema>
export type ServerFrame = z.output<typeof serverFrameSchema>

/** The exact text that the server signs in its challenge. */
export function challengeText(part: {
  readonly v: number
  readonly nonce: string
  readonly serverEphemeral: string
}): string {
  return `countermark challenge ${part.v} ${part.nonce} ${part.serverEphemeral}`
}

/** The exact text that the device signs in its hello: binds both ephemeral keys and the nonce. */
export function helloText(part: {
  readonly v: number
  readonly deviceId: string
  readonly nonce: string
  readonly serverEphemeral: string
  readonly stationEphemeral: string
}): string {
  return `countermark hello ${part.v} ${part.deviceId} ${part.nonce} ${part.serverEphemeral} ${part.stationEphemeral}`
}

/** `<mac>.<json>`: 43 characters, a dot, the text that the mac covers. */
export function splitFrame(
  frame: string,
): { readonly mac: string; readonly json: string } | undefined {
  if (frame.charAt(43) !== '.') return undefined
  return { mac: frame.slice(0, 43), json: frame.slice(44) }
}
