import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'
import { networkZone } from './zone.ts'

/** By which clocks a network is read. */
export async function readNetwork(
  { read }: Database,
  networkId: NetworkId,
): Promise<AdminResult<'read-network'>> {
  const timeZone = await networkZone(read, networkId)
  const zonesOf = (table: 'location' | 'program') =>
    read
      .selectFrom(table)
      .where('network_id', '=', networkId)
      .where('time_zone', '<>', timeZone)
      .select(['id as of', 'time_zone as timeZone'])
      .execute()
  return { timeZone, elsewhere: [...(await zonesOf('location')), ...(await zonesOf('program'))] }
}
