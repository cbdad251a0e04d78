import { z } from 'zod'
import type { PosSecrets } from '../../src/contract/admin/pos.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { PosKind } from '../../src/contract/wire/pos.ts'
import { openSealed, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey } from '../keys.ts'
import type { PosAccount } from './adapter.ts'

type Parts = Pick<ServerContext, 'database' | 'keys' | 'randomBytes'>

/** One POS of one location, with its secrets still sealed. */
export interface Connection extends PosAccount {
  readonly connectionId: string
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly kind: PosKind
  readonly host: string | null
  readonly sealed: Uint8Array
  readonly currency: Currency
}

/** The connection to which callbacks of this kind for this location belong. */
export async function findHere(
  parts: Parts,
  kind: PosKind,
  locationId: string,
): Promise<Connection | undefined> {
  const row = await select(parts)
    .where('pos_connection.location_id', '=', locationId)
    .where('pos_connection.kind', '=', kind)
    .executeTakeFirst()
  return row && connectionOf(row)
}

export async function findById(
  parts: Parts,
  connectionId: string,
): Promise<Connection | undefined> {
  const row = await select(parts).where('pos_connection.id', '=', connectionId).executeTakeFirst()
  return row && connectionOf(row)
}

/** Seals the secrets of a connection; they open for this connection only. */
export function sealSecrets(
  { keys, randomBytes }: Parts,
  connectionId: string,
  secrets: PosSecrets,
): Uint8Array {
  const text = JSON.stringify(secrets)
  return sealText({ key: sealKey(keys), text, boundTo: boundTo(connectionId), randomBytes })
}

/** Throws when they were sealed under other keys: then nothing of this connection can be trusted. */
export function openSecrets(
  { keys }: Pick<Parts, 'keys'>,
  { connectionId, sealed }: Pick<Connection, 'connectionId' | 'sealed'>,
): PosSecrets {
  const text = openSealed({ key: sealKey(keys), sealed, boundTo: boundTo(connectionId) })
  invariant(text !== undefined, 'the secrets of a connection open with the keys of this server')
  const secrets = parseJson(secretsSchema, text)
  invariant(secrets.ok, 'what was sealed are the secrets of a connection')
  return secrets.value
}

const secretsSchema = z.strictObject({
  signing: z.string(),
  access: z.string(),
  clientId: z.string(),
})

/** Of a key that is not rotated, as the sealed secrets are not sealed anew. */
function sealKey({ cardToken }: Parts['keys']): Uint8Array {
  return deriveKey(cardToken, 'countermark POS secrets')
}

function boundTo(connectionId: string): string {
  return `pos-connection ${connectionId}`
}

function select({ database }: Pick<Parts, 'database'>) {
  return database.read
    .selectFrom('pos_connection')
    .innerJoin('location', 'location.id', 'pos_connection.location_id')
    .where('pos_connection.removed_at_ms', 'is', null)
    .select([
      'pos_connection.id',
      'pos_connection.network_id',
      'pos_connection.location_id',
      'pos_connection.kind',
      'pos_connection.account',
      'pos_connection.host',
      'pos_connection.places',
      'pos_connection.tenders',
      'pos_connection.secrets_sealed',
      'location.currency',
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

function connectionOf(row: Row): Connection {
  return {
    connectionId: row.id,
    networkId: row.network_id as NetworkId,
    locationId: row.location_id as LocationId,
    kind: row.kind,
    account: row.account,
    host: row.host,
    places: readWords(row.places),
    tenders: readWords(row.tenders),
    sealed: row.secrets_sealed,
    currency: currency(row.currency),
  }
}

/** A list of words as it is kept. */
export function readWords(text: string): string[] {
  const words = parseJson(z.array(z.string()), text)
  invariant(words.ok, 'the lists of a connection are kept as JSON')
  return words.value
}
