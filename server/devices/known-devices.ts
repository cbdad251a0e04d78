import type { DeviceId, LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import type { StationSettings } from '../../src/contract/wire/messages.ts'
import type { ServerContext } from '../context.ts'
import { cardPrefixesIn } from '../programs/index.ts'

/** What the gateway needs to know of a device that knocks. */
export interface KnownDevice {
  readonly publicKey: Uint8Array
  readonly state: 'active' | 'revoked'
  readonly networkId: NetworkId
  readonly settings: StationSettings
}

/** A device with everything its station is told about itself; undefined when there is none. */
export async function readDevice(
  context: Pick<ServerContext, 'database'>,
  deviceId: DeviceId,
): Promise<KnownDevice | undefined> {
  return (await readDevices(context, [deviceId])).get(deviceId)
}

/** The same for many at once, with no more queries than for one. */
export async function readDevices(
  { database }: Pick<ServerContext, 'database'>,
  deviceIds: readonly DeviceId[],
): Promise<ReadonlyMap<DeviceId, KnownDevice>> {
  const rows = await database.read
    .selectFrom('device')
    .innerJoin('location', 'location.id', 'device.location_id')
    .innerJoin('network', 'network.id', 'location.network_id')
    .select([
      'device.id as deviceId',
      'device.public_key as publicKey',
      'device.state',
      'device.code',
      'device.name as deviceName',
      'location.id as locationId',
      'location.name as locationName',
      'location.currency',
      'location.time_zone as timeZone',
      'network.id as networkId',
      'network.name as networkName',
    ])
    .where('device.id', 'in', deviceIds)
    .execute()
  const networkIds = [...new Set(rows.map(({ networkId }) => networkId as NetworkId))]
  const prefixes = await cardPrefixesIn(database, networkIds)
  return new Map(
    rows.map((row) => {
      const deviceId = row.deviceId as DeviceId
      const networkId = row.networkId as NetworkId
      const locationId = row.locationId as LocationId
      const settings = {
        networkName: row.networkName,
        locationId,
        locationName: row.locationName,
        deviceId,
        deviceCode: row.code,
        deviceName: row.deviceName,
        currency: row.currency as Currency,
        timeZone: row.timeZone,
        cardPrefixes: prefixes(networkId, locationId),
      }
      return [deviceId, { publicKey: row.publicKey, state: row.state, networkId, settings }]
    }),
  )
}
