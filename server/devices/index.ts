import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { listDevices, renameDevice, revokeDevice } from './devices.ts'
import { cancelEnrolment, type LinkPost, listEnrolments, sendActivation } from './enrolments.ts'
import type { Presence } from './presence.ts'

export { isSignedBy } from './device-key.ts'
export { listDevices, noteLastSeen } from './devices.ts'
export { listEnrolments } from './enrolments.ts'
export { type KnownDevice, readDevice } from './known-devices.ts'
export { createPresence, type LiveStation, type Presence } from './presence.ts'
export { registerDeviceRoutes } from './routes.ts'
export { watchSettings } from './watch-settings.ts'

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
      if (reply.ok) onDidChange(who)
      return reply
    },
    'revoke-device': async (who, device) => {
      const reply = await revokeDevice(context, presence, who, device)
      if (reply.ok) onDidChange(who)
      return reply
    },
  }
}
