import {
  type DeliverySecrets,
  type DeliverySettings,
  deliverySecretsSchema,
  deliverySettingsSchema,
} from '../../src/contract/admin/bank-delivery.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import { openSealed, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey } from '../keys.ts'

type Parts = Pick<ServerContext, 'database' | 'keys' | 'randomBytes'>

/** A place that a network hands files over to, with its secrets still sealed. */
export interface Destination {
  readonly deliveryId: string
  readonly networkId: NetworkId
  readonly name: string
  readonly settings: DeliverySettings
  readonly sealed: Uint8Array
  /** What a person confirmed, as `SHA256:…`. */
  readonly hostKey: string | null
}

/** Undefined when there is none, or it was removed. */
export async function findDestination(
  { database }: Pick<Parts, 'database'>,
  deliveryId: string,
): Promise<Destination | undefined> {
  const row = await database.read
    .selectFrom('bank_delivery')
    .where('id', '=', deliveryId)
    .where('removed_at_ms', 'is', null)
    .select(['id', 'network_id', 'name', 'settings', 'secrets_sealed', 'host_key'])
    .executeTakeFirst()
  return (
    row && {
      deliveryId: row.id,
      networkId: row.network_id as NetworkId,
      name: row.name,
      settings: readSettings(row.settings),
      sealed: row.secrets_sealed,
      hostKey: row.host_key,
    }
  )
}

/** Settings as they are kept. */
export function readSettings(text: string): DeliverySettings {
  const settings = parseJson(deliverySettingsSchema, text)
  invariant(settings.ok, 'the settings of a destination are kept as JSON')
  return settings.value
}

/** Seals the secrets of a destination; they open for this one only. */
export function sealSecrets(
  { keys, randomBytes }: Parts,
  deliveryId: string,
  secrets: DeliverySecrets,
): Uint8Array {
  const text = JSON.stringify(secrets)
  return sealText({ key: sealKey(keys), text, boundTo: boundTo(deliveryId), randomBytes })
}

/** Throws when they were sealed under other keys: then nothing of this destination can be trusted. */
export function openSecrets(
  { keys }: Pick<Parts, 'keys'>,
  { deliveryId, sealed }: Pick<Destination, 'deliveryId' | 'sealed'>,
): DeliverySecrets {
  const text = openSealed({ key: sealKey(keys), sealed, boundTo: boundTo(deliveryId) })
  invariant(text !== undefined, 'the secrets of a destination open with the keys of this server')
  const secrets = parseJson(deliverySecretsSchema, text)
  invariant(secrets.ok, 'what was sealed are the secrets of a destination')
  return secrets.value
}

/** Of a key that is not rotated, as the sealed secrets are not sealed anew. */
function sealKey({ cardToken }: Parts['keys']): Uint8Array {
  return deriveKey(cardToken, 'countermark bank delivery secrets')
}

function boundTo(deliveryId: string): string {
  return `bank-delivery ${deliveryId}`
}
