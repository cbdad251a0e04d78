import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { ApiScope } from '../../src/contract/admin/views.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import {
  type ApiClient,
  clientOfKey,
  keyInHeader,
  SHOPPER_ADDRESS_HEADER,
  shopperAddress,
} from '../stored-value/index.ts'
import { STORE_LENGTH_MAX, TENDER_TYPE } from './limits.ts'

/**
 * The API key of a request: as Bearer, as the password of Basic (whatever the name), or in the header
 * `apikey` that the published client library sends. Undefined when there is none of a key's form.
 */
export function keyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const { authorization, apikey } = headers
  const inHeader = keyInHeader(authorization) ?? keyInHeader(`Bearer ${passwordOf(authorization)}`)
  return inHeader ?? keyInHeader(`Bearer ${String(apikey)}`)
}

/**
 * Limits count by the whole key, of which only a hash is kept: whoever makes a wrong one up must not
 * use up the share of the right one. By address where there is none.
 */
export function callerOfLimit(request: Pick<FastifyRequest, 'headers' | 'ip'>): string {
  const key = keyOf(request)
  return key === undefined ? request.ip : hash('sha256', key, 'base64url')
}

/** The client behind a request, that it may do this, and that store and tender are its own. */
export async function clientAt(
  context: ServerContext,
  request: FastifyRequest,
  scope: ApiScope,
  place: { readonly store: string; readonly tender: string | undefined },
): Promise<Reply<ApiClient>> {
  const key = keyOf(request)
  const address = shopperAddress(request.headers[SHOPPER_ADDRESS_HEADER])
  if (!address.ok) return address
  const client = key === undefined ? undefined : await clientOfKey(context, key, address.value)
  if (client === undefined) return failed('NOT_SIGNED_IN', NO_KEY)
  if (!client.scopes.includes(scope))
    return failed('NOT_PERMITTED', `This key lacks the scope "${scope}". Ask the operator for it.`)
  if (!(await isItsStore(context, client, place.store))) return failed('NOT_PERMITTED', NO_STORE)
  if (place.tender !== undefined && place.tender !== TENDER_TYPE)
    return refused('OPERATION_NOT_ALLOWED', NO_TENDER)
  return success(client)
}

const NO_KEY = 'Send a valid key: as Bearer, or as the password of HTTP Basic.'
const NO_STORE =
  'This store is not configured for this key. Use the id or name of its location, or the name of the key.'
const NO_TENDER = `This tender is not configured. Use ${TENDER_TYPE}; look a number up to be sure.`

function passwordOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

/**
 * A store is an alias of where the key stands: the id or name of its location, or the name that the
 * operator gave the key. Only letters and digits count, in either case.
 */
async function isItsStore(
  { database }: ServerContext,
  { clientId }: ApiClient,
  store: string,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('api_client')
    .leftJoin('location', 'location.id', 'api_client.location_id')
    .where('api_client.id', '=', clientId)
    .select(['api_client.name as client_name', 'location.id as location_id'])
    .select('location.name as location_name')
    .executeTakeFirst()
  const asked = plain(store)
  const names = [row?.client_name, row?.location_id, row?.location_name]
  return asked !== '' && names.some((name) => name != null && plain(name) === asked)
}

function plain(name: string): string {
  if (name.length > STORE_LENGTH_MAX) return ''
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
}
