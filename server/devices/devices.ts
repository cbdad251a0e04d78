import type { DeviceView } from '../../src/contract/admin/views.ts'
import type { DeviceId, LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { FOREIGN_NUMBERS, type StationSettings } from '../../src/contract/wire/messages.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { cardPrefixesFor, takesForeignCards } from '../programs/index.ts'
import type { Database } from '../storage/database.ts'
import { DEVICES_LISTED_MAX } from './limits.ts'
import type { Presence } from './presence.ts'

/** What the gateway needs to know of a device that knocks. */
export interface KnownDevice {
  readonly publicKey: Uint8Array
  readonly state: 'active' | 'revoked'
  readonly networkId: NetworkId
  readonly settings: StationSettings
}

/** Who does it: a member of staff of the network. */
export interface By {
  readonly networkId: NetworkId
  readonly staffId: string
  readonly ip: string
}

/** A device with everything its station is told about itself; undefined when there is none. */
export async function readDevice(
  context: ServerContext,
  deviceId: DeviceId,
): Promise<KnownDevice | undefined> {
  const row = await context.database.read
    .selectFrom('device')
    .innerJoin('location', 'location.id', 'device.location_id')
    .innerJoin('network', 'network.id', 'location.network_id')
    .select([
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
    .where('device.id', '=', deviceId)
    .executeTakeFirst()
  if (!row) return undefined
  const locationId = row.locationId as LocationId
  return {
    publicKey: row.publicKey,
    state: row.state,
    networkId: row.networkId as NetworkId,
    settings: {
      networkName: row.networkName,
      locationId,
      locationName: row.locationName,
      deviceId,
      deviceCode: row.code,
      deviceName: row.deviceName,
      currency: row.currency as Currency,
      timeZone: row.timeZone,
      cardPrefixes: await prefixesFor(context.database, row.networkId as NetworkId, locationId),
    },
  }
}

async function prefixesFor(
  database: Database,
  networkId: NetworkId,
  locationId: LocationId,
): Promise<string[]> {
  const prefixes = await cardPrefixesFor(database, locationId)
  return (await takesForeignCards(database, networkId))
    ? [...prefixes, FOREIGN_NUMBERS]
    : [...prefixes]
}

/** Every device of a network, the connected first, then by location and name. */
export async function listDevices(
  context: ServerContext,
  presence: Presence,
  networkId: NetworkId,
): Promise<DeviceView[]> {
  const rows = await selectDevices(context, networkId)
    .orderBy('location.name')
    .orderBy('device.name')
    .limit(DEVICES_LISTED_MAX)
    .execute()
  const views = rows.map((row) => viewOf(row, presence))
  return [...views.filter(({ online }) => online), ...views.filter(({ online }) => !online)]
}

/** Gives a device another name. */
export async function renameDevice(
  context: ServerContext,
  presence: Presence,
  by: By,
  device: { readonly deviceId: DeviceId; readonly name: string },
): Promise<Reply<DeviceView>> {
  const before = await readView(context, presence, by.networkId, device.deviceId)
  if (!before.ok) return before
  const query = context.database.read
    .updateTable('device')
    .set({ name: device.name })
    .where('id', '=', device.deviceId)
    .compile()
  const detail = { from: before.value.name, to: device.name }
  await context.database.write([
    { query, changes: 1 },
    audit(context, by, 'device-rename', device.deviceId, detail),
  ])
  return readView(context, presence, by.networkId, device.deviceId)
}

/**
 * Ends a device for good; its socket is closed at once. STATE_CONFLICT when it was revoked before.
 */
export async function revokeDevice(
  context: ServerContext,
  presence: Presence,
  by: By,
  device: { readonly deviceId: DeviceId; readonly reason: string },
): Promise<Reply<DeviceView>> {
  const before = await readView(context, presence, by.networkId, device.deviceId)
  if (!before.ok) return before
  const query = context.database.read
    .updateTable('device')
    .set({ state: 'revoked', revoked_at_ms: context.nowMs() })
    .where('id', '=', device.deviceId)
    .where('state', '=', 'active')
    .compile()
  const written = await context.database.write([
    { query, changes: 1 },
    audit(context, by, 'device-revoke', device.deviceId, { reason: device.reason }),
  ])
  presence.find(device.deviceId)?.close('DEVICE_REVOKED')
  if (!written) return failed('STATE_CONFLICT', 'This device was revoked before.')
  return readView(context, presence, by.networkId, device.deviceId)
}

/** Closes the sockets here of devices that were revoked, maybe by another server. */
export async function closeRevoked(context: ServerContext, presence: Presence): Promise<void> {
  const connected = presence.all().map(({ deviceId }) => deviceId)
  if (connected.length === 0) return
  const rows = await context.database.read
    .selectFrom('device')
    .select('id')
    .where('id', 'in', connected)
    .where('state', '=', 'revoked')
    .execute()
  for (const { id } of rows) presence.find(id as DeviceId)?.close('DEVICE_REVOKED')
}

/** Keeps when a station was last heard, for the lists after it is gone. */
export async function noteLastSeen(
  context: ServerContext,
  deviceId: DeviceId,
  seenAtMs: number,
): Promise<void> {
  const query = context.database.read
    .updateTable('device')
    .set({ last_seen_at_ms: seenAtMs })
    .where('id', '=', deviceId)
    .compile()
  await context.database.write([{ query }])
}

async function readView(
  context: ServerContext,
  presence: Presence,
  networkId: NetworkId,
  deviceId: DeviceId,
): Promise<Reply<DeviceView>> {
  const row = await selectDevices(context, networkId)
    .where('device.id', '=', deviceId)
    .executeTakeFirst()
  return row ? success(viewOf(row, presence)) : failed('NOT_FOUND', 'There is no such device.')
}

function selectDevices(context: ServerContext, networkId: NetworkId) {
  return context.database.read
    .selectFrom('device')
    .innerJoin('location', 'location.id', 'device.location_id')
    .select([
      'device.id',
      'device.code',
      'device.name',
      'device.location_id',
      'location.name as location_name',
      'device.state',
      'device.activated_at_ms',
      'device.revoked_at_ms',
      'device.last_seen_at_ms',
    ])
    .where('location.network_id', '=', networkId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDevices>['execute']>>[number]

function viewOf(row: Row, presence: Presence): DeviceView {
  const deviceId = row.id as DeviceId
  const live = presence.find(deviceId)
  return {
    deviceId,
    code: row.code,
    name: row.name,
    locationId: row.location_id as LocationId,
    locationName: row.location_name,
    state: row.state,
    online: live !== undefined,
    activatedAtMs: row.activated_at_ms,
    revokedAtMs: row.revoked_at_ms,
    lastSeenAtMs: live?.lastHeardAtMs() ?? row.last_seen_at_ms,
  }
}

function audit(
  context: ServerContext,
  by: By,
  action: string,
  deviceId: DeviceId,
  detail: Readonly<Record<string, string>>,
) {
  const actor = `staff:${by.staffId}`
  return record(context, { actor, action, subject: `device:${deviceId}`, detail, ip: by.ip })
}
