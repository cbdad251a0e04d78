import { z } from 'zod'
import { parseJson } from '../../../contract/parse.ts'
import { activationResultSchema } from '../../../contract/wire/activation.ts'
import type { Secrets } from '../ports.ts'

/**
 * Who this device is: its key, where its server is, and the one server key it talks to. Kept whole
 * in the key store, so that neither a lost journal nor a changed one can turn the station to
 * another server.
 */
export interface Identity {
  readonly deviceId: string
  /** Ed25519, PKCS #8 DER. */
  readonly privateKey: Uint8Array
  readonly serverUrl: string
  /** Raw Ed25519 public key, base64url. */
  readonly serverKey: string
}

const storedSchema = z.strictObject({
  form: z.literal(1),
  deviceId: activationResultSchema.shape.deviceId,
  serverKey: activationResultSchema.shape.serverKey,
  serverUrl: z.url({ protocol: /^https?$/ }).max(500),
  privateKey: z.base64().max(400),
})

/** The identity in the key store; undefined before activation, or when what is kept is not one. */
export async function loadIdentity(secrets: Secrets): Promise<Identity | undefined> {
  const bytes = await secrets.load()
  if (bytes === undefined) return undefined
  const parsed = parseJson(storedSchema, Buffer.from(bytes).toString('utf8'))
  if (!parsed.ok) return undefined
  const { deviceId, serverKey, serverUrl, privateKey } = parsed.value
  return { deviceId, serverKey, serverUrl, privateKey: Buffer.from(privateKey, 'base64') }
}

/** Keeps the identity in the key store; there is one at a time. */
export async function saveIdentity(secrets: Secrets, identity: Identity): Promise<void> {
  const stored = {
    form: 1,
    deviceId: identity.deviceId,
    serverKey: identity.serverKey,
    serverUrl: identity.serverUrl,
    privateKey: Buffer.from(identity.privateKey).toString('base64'),
  }
  await secrets.save(Buffer.from(JSON.stringify(stored)))
}
