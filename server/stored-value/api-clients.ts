import type { API_CLIENT_KINDS, ApiClientView, ApiScope } from '../../src/contract/admin/views.ts'
import { API_SCOPES } from '../../src/contract/admin/views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { isTestNetwork } from '../network/index.ts'
import { networkOf } from '../programs/index.ts'
import { hashApiKey, isTestKey, makeApiKey } from './api-key.ts'
import { LAST_USED_EVERY_MS } from './limits.ts'

/** A program of somebody's shop that proved its key. */
export interface ApiClient {
  readonly clientId: string
  readonly networkId: NetworkId
  readonly locationId: LocationId | null
  readonly kind: (typeof API_CLIENT_KINDS)[number]
  readonly scopes: readonly ApiScope[]
  /** The address of the shopper for whom a web shop asks, as it is counted; null when not told. */
  readonly address: string | null
  /** A program that is being tried out on a test network. */
  readonly isTest: boolean
}

export interface NewApiClient {
  readonly networkId: NetworkId
  readonly name: string
  readonly kind: ApiClient['kind']
  readonly scopes: readonly ApiScope[]
  readonly locationId: LocationId | null
  readonly expiresAtMs?: number
  /** Who made it, for the audit. */
  readonly actor: string
  readonly ip: string | null
}

/** Creates a client with its key, which is in this answer only. NOT_FOUND for a foreign location. */
export async function createApiClient(
  context: ServerContext,
  client: NewApiClient,
): Promise<Reply<{ readonly client: ApiClientView; readonly key: string }>> {
  const { database, nowMs, randomBytes } = context
  if (client.locationId !== null) {
    const owner = await networkOf(database, client.locationId)
    if (owner !== client.networkId) return failed('NOT_FOUND', 'There is no such location.')
  }
  const clientId = uuidV7(nowMs(), randomBytes(10))
  const isTest = await isTestNetwork(database, client.networkId)
  const { key, hash, hint } = makeApiKey(clientId, isTest ? 'test' : 'live', randomBytes)
  const query = database.read
    .insertInto('api_client')
    .values({
      id: clientId,
      network_id: client.networkId,
      location_id: client.locationId,
      name: client.name,
      kind: client.kind,
      key_hash: hash,
      key_hint: hint,
      scopes: [...new Set(client.scopes)].join(' '),
      created_at_ms: nowMs(),
      expires_at_ms: client.expiresAtMs ?? null,
      revoked_at_ms: null,
      last_used_at_ms: null,
    })
    .compile()
  const audit = record(context, {
    actor: client.actor,
    action: 'client-create',
    subject: `client:${clientId}`,
    detail: { kind: client.kind, scopes: client.scopes.join(' ') },
    ip: client.ip,
  })
  if (!(await database.write([{ query, changes: 1 }, audit]))) return failed('STATE_CONFLICT')
  const view = await readApiClient(context, client.networkId, clientId)
  return view ? success({ client: view, key }) : failed('INTERNAL')
}

/** All clients of a network, newest first. */
export async function listApiClients(
  context: ServerContext,
  networkId: NetworkId,
): Promise<readonly ApiClientView[]> {
  const rows = await clientRows(context, networkId).orderBy('api_client.id', 'desc').execute()
  return rows.map(clientView)
}

/** Ends a key from the next request on. NOT_FOUND when the network has no such client. */
export async function revokeApiClient(
  context: ServerContext,
  part: {
    readonly networkId: NetworkId
    readonly clientId: string
    readonly actor: string
    readonly ip: string | null
  },
): Promise<Reply<ApiClientView>> {
  const query = context.database.read
    .updateTable('api_client')
    .set({ revoked_at_ms: context.nowMs() })
    .where('id', '=', part.clientId)
    .where('network_id', '=', part.networkId)
    .where('revoked_at_ms', 'is', null)
    .compile()
  const audit = record(context, {
    actor: part.actor,
    action: 'client-revoke',
    subject: `client:${part.clientId}`,
    ip: part.ip,
  })
  // A second revocation changes nothing and answers as the first.
  await context.database.write([{ query, changes: 1 }, audit])
  const view = await readApiClient(context, part.networkId, part.clientId)
  return view ? success(view) : failed('NOT_FOUND', 'There is no such client.')
}

/** Who a key stands for right now; undefined when it is unknown, revoked or expired. */
export async function clientOfKey(
  context: ServerContext,
  key: string,
  address: string | null = null,
): Promise<ApiClient | undefined> {
  const row = await context.database.read
    .selectFrom('api_client')
    .where('key_hash', '=', hashApiKey(key))
    .where('revoked_at_ms', 'is', null)
    .where(({ eb, or }) =>
      or([eb('expires_at_ms', 'is', null), eb('expires_at_ms', '>', context.nowMs())]),
    )
    .select(['id', 'network_id', 'location_id', 'kind', 'scopes'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    clientId: row.id,
    networkId: row.network_id as NetworkId,
    locationId: row.location_id as LocationId | null,
    kind: row.kind,
    scopes: scopesOf(row.scopes),
    address,
    isTest: isTestKey(key),
  }
}

/**
 * Notes that keys were used, each at most once a minute. Nobody waits for it: it is a note for
 * people, and a writer that is busy or gone must not hold up a sale.
 */
export function createUseNotes(context: ServerContext): (client: ApiClient) => void {
  const notedAtMs = new Map<string, number>()
  return ({ clientId }) => {
    const nowMs = context.nowMs()
    if (nowMs - (notedAtMs.get(clientId) ?? 0) < LAST_USED_EVERY_MS) return
    notedAtMs.set(clientId, nowMs)
    const query = context.database.read
      .updateTable('api_client')
      .set({ last_used_at_ms: nowMs })
      .where('id', '=', clientId)
      .compile()
    context.database
      .write([{ query }])
      .catch((error: unknown) => context.log.warn({ err: error }, 'the use of a key was not noted'))
  }
}

async function readApiClient(
  context: ServerContext,
  networkId: NetworkId,
  clientId: string,
): Promise<ApiClientView | undefined> {
  const row = await clientRows(context, networkId)
    .where('api_client.id', '=', clientId)
    .executeTakeFirst()
  return row && clientView(row)
}

function clientRows(context: ServerContext, networkId: NetworkId) {
  return context.database.read
    .selectFrom('api_client')
    .leftJoin('location', 'location.id', 'api_client.location_id')
    .where('api_client.network_id', '=', networkId)
    .selectAll('api_client')
    .select('location.name as location_name')
}

type ClientRow = Awaited<ReturnType<ReturnType<typeof clientRows>['execute']>>[number]

function clientView(row: ClientRow): ApiClientView {
  return {
    clientId: row.id,
    name: row.name,
    kind: row.kind,
    keyHint: row.key_hint,
    scopes: scopesOf(row.scopes),
    locationId: row.location_id as LocationId | null,
    locationName: row.location_name,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  }
}

function scopesOf(text: string): ApiScope[] {
  return API_SCOPES.filter((scope) => text.split(' ').includes(scope))
}
