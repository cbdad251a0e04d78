import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { DeviceView } from '../../src/contract/admin/views.ts'
import type { DeviceId, LocationId, NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { DEVICES_LISTED_MAX } from './limits.ts'
import type { Presence } from './presence.ts'

/** Who does it: a member of staff of the network. */
export interface By {
  readonly networkId: NetworkId
  readonly staffId: string
  readonly ip: string
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
  action: AuditAction,
  deviceId: DeviceId,
  detail: Readonly<Record<string, string>>,
) {
  const actor = `staff:${by.staffId}`
  return record(context, { actor, action, subject: `device:${deviceId}`, detail, ip: by.ip })
}
