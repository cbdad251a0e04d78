import type { LocationId } from '../../src/contract/ids.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { closeRevoked, listDevices, readDevice, renameDevice, revokeDevice } from './devices.ts'
import { cancelEnrolment, type LinkPost, listEnrolments, sendActivation } from './enrolments.ts'
import type { Presence } from './presence.ts'

export { isSignedBy } from './device-key.ts'
export { type KnownDevice, listDevices, noteLastSeen, readDevice } from './devices.ts'
export { listEnrolments } from './enrolments.ts'
export { createPresence, type Presence } from './presence.ts'
export { registerDeviceRoutes } from './routes.ts'

/** What the calls about devices need besides the context. */
export interface DeviceParts {
  readonly presence: Presence
  readonly post: LinkPost
  /** A list that the admin shows has changed. */
  readonly onDidChange: (who: SignedIn) => void
}

type DeviceCalls =
  | 'send-activation'
  | 'list-enrolments'
  | 'cancel-enrolment'
  | 'list-devices'
  | 'rename-device'
  | 'revoke-device'

/** The admin's calls about devices and their activation. */
export function deviceHandlers(
  context: ServerContext,
  { presence, post, onDidChange }: DeviceParts,
): Pick<AdminHandlers, DeviceCalls> {
  return {
    'send-activation': async (who, { locationId }) => {
      const reply = await sendActivation(context, post, who, locationId)
      if (reply.ok) onDidChange(who)
      return reply
    },
    'list-enrolments': async ({ networkId }) =>
      success({ enrolments: await listEnrolments(context, networkId) }),
    'cancel-enrolment': async (who, { enrolmentId }) => {
      const reply = await cancelEnrolment(context, who, enrolmentId)
      if (reply.ok) onDidChange(who)
      return reply
    },
    'list-devices': async ({ networkId }) =>
      success({ devices: await listDevices(context, presence, networkId) }),
    'rename-device': async (who, device) => {
      const reply = await renameDevice(context, presence, who, device)
      if (!reply.ok) return reply
      await tellSettings(context, presence, reply.value.locationId)
      onDidChange(who)
      return reply
    },
    'revoke-device': async (who, device) => {
      const reply = await revokeDevice(context, presence, who, device)
      if (reply.ok) onDidChange(who)
      return reply
    },
  }
}

/** Where several servers share a database: a device revoked on one is cut off on all. */
export function watchRevocations(context: ServerContext, presence: Presence): () => void {
  const stop = context.database.onDidChangeElsewhere?.(() => {
    closeRevoked(context, presence).catch((error: unknown) => {
      context.log.warn({ err: error }, 'could not look for revoked devices')
    })
  })
  return () => stop?.()
}

/** Sends the connected stations of a location what they are told about themselves, once more. */
export async function tellSettings(
  context: ServerContext,
  presence: Presence,
  locationId: LocationId,
): Promise<void> {
  for (const station of [...presence.at(locationId)]) {
    const device = await readDevice(context, station.deviceId)
    if (device) station.changeSettings(device.settings)
  }
}
