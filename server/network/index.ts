import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { createLocation, listLocations, updateLocation } from './locations.ts'

export { createLocation } from './locations.ts'

/** Adds a network: the tenant that everything else belongs to. */
export async function createNetwork(context: ServerContext, name: string): Promise<NetworkId> {
  const networkId = uuidV7(context.nowMs(), context.randomBytes(10)) as NetworkId
  const query = context.database.read
    .insertInto('network')
    .values({ id: networkId, name, created_at_ms: context.nowMs() })
    .compile()
  const audit = record(context, {
    actor: 'system',
    action: 'network-create',
    subject: `network:${networkId}`,
    detail: { name },
  })
  if (!(await context.database.write([{ query, changes: 1 }, audit]))) {
    throw new Error('the network could not be written')
  }
  return networkId
}

type NetworkCalls = 'list-locations' | 'create-location' | 'update-location'

/** The admin's calls about locations. `onDidChange` hears of a location whose stations must be told. */
export function networkHandlers(
  context: ServerContext,
  onDidChange: (locationId: LocationId) => Promise<void>,
): Pick<AdminHandlers, NetworkCalls> {
  return {
    'list-locations': async ({ networkId }) =>
      success({ locations: await listLocations(context, networkId) }),
    'create-location': ({ networkId, staffId, ip }, location) =>
      createLocation(context, networkId, location, { actor: `staff:${staffId}`, ip }),
    'update-location': async ({ networkId, staffId, ip }, change) => {
      const by = { actor: `staff:${staffId}`, ip }
      const reply = await updateLocation(context, networkId, change, by)
      if (reply.ok) await onDidChange(change.locationId)
      return reply
    },
  }
}
