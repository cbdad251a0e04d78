import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'
import { readNetwork } from './about.ts'
import { createLocation, listLocations, updateLocation } from './locations.ts'

export { createLocation } from './locations.ts'
export { isTimeZone } from './time-zone.ts'
export { chosenZone, networkZone } from './zone.ts'

/**
 * Adds a network: the tenant that everything else belongs to. One for tests is that for ever: its
 * keys begin with `cm_test_`, and magic numbers work in it.
 */
export async function createNetwork(
  context: ServerContext,
  name: string,
  { isTest = false }: { readonly isTest?: boolean } = {},
): Promise<NetworkId> {
  const networkId = uuidV7(context.nowMs(), context.randomBytes(10)) as NetworkId
  const query = context.database.read
    .insertInto('network')
    .values({ id: networkId, name, created_at_ms: context.nowMs() })
    .compile()
  const audit = record(context, {
    actor: 'system',
    action: 'network-create',
    subject: `network:${networkId}`,
    detail: { name, isTest },
  })
  const mark = context.database.read.insertInto('test_network').values({ network_id: networkId })
  const marks = isTest ? [{ query: mark.compile(), changes: 1 }] : []
  if (!(await context.database.write([{ query, changes: 1 }, ...marks, audit]))) {
    throw new Error('the network could not be written')
  }
  return networkId
}

/** True for a network that is for trying things out. */
export async function isTestNetwork({ read }: Database, networkId: NetworkId): Promise<boolean> {
  const row = await read
    .selectFrom('test_network')
    .where('network_id', '=', networkId)
    .select('network_id')
    .executeTakeFirst()
  return row !== undefined
}

/** All locations of a network, open or not. */
export async function locationIdsOf(
  { read }: Database,
  networkId: NetworkId,
): Promise<readonly LocationId[]> {
  const rows = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .select('id')
    .execute()
  return rows.map(({ id }) => id as LocationId)
}

type NetworkCalls = 'read-network' | 'list-locations' | 'create-location' | 'update-location'

/** The admin's calls about locations. */
export function networkHandlers(context: ServerContext): Pick<AdminHandlers, NetworkCalls> {
  return {
    'read-network': async ({ networkId }) =>
      success(await readNetwork(context.database, networkId)),
    'list-locations': async ({ networkId }) =>
      success({ locations: await listLocations(context, networkId) }),
    'create-location': ({ networkId, staffId, ip }, location) =>
      createLocation(context, networkId, location, { actor: `staff:${staffId}`, ip }),
    'update-location': ({ networkId, staffId, ip }, change) =>
      updateLocation(context, networkId, change, { actor: `staff:${staffId}`, ip }),
  }
}
