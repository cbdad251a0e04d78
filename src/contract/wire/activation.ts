import { z } from 'zod'
import { deviceIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { stationSettingsSchema } from './messages.ts'

/**
 * Activation of a device, over HTTP before any socket. The link in the location's e-mail is
 * `<server>/activate#<token>`: the token is behind the hash so that it stays out of logs. The
 * station posts it with its own new public key and gets back who it is and the server's key.
 */
export const ACTIVATION_PATH = '/v1/devices/activate'

/** One-time, 32 random bytes as base64url. */
export const activationTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

export const activationRequestSchema = z.strictObject({
  token: activationTokenSchema,
  /** The device's raw Ed25519 public key, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** What the clerk's PC calls itself; the operator can rename it. */
  deviceName: z.string().trim().min(1).max(TEXT_LENGTH_MAX),
  /** Ed25519 over {@link activationText}: proves the key is held. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})
export type ActivationRequest = z.output<typeof activationRequestSchema>

export const activationResultSchema = z.strictObject({
  deviceId: deviceIdSchema,
  /** The server's raw Ed25519 public key, base64url: the station talks to no other. */
  serverKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  settings: stationSettingsSchema,
})
export type ActivationResult = z.output<typeof activationResultSchema>

/** The exact text that the new device signs. */
export function activationText(part: {
  readonly token: string
  readonly publicKey: string
}): string {
  return `countermark activate ${part.token} ${part.publicKey}`
}

/** Takes an activation link apart. Undefined when the text is not one. */
export function parseActivationLink(
  link: string,
): { readonly serverUrl: string; readonly token: string } | undefined {
  const match = LINK.exec(link.trim())
  const token = activationTokenSchema.safeParse(match?.[2])
  if (match?.[1] === undefined || !token.success) return undefined
  return { serverUrl: match[1], token: token.data }
}

const LINK = /^(https?:\/\/[^\s/?#]+(?:\/[^\s?#]+)?)\/activate#([^\s#]+)$/

/** The link that goes into the e-mail. */
export function activationLink(serverUrl: string, token: string): string {
  return `${serverUrl.replace(/\/+$/, '')}/activate#${token}`
}
