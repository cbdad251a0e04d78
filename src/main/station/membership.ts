import { failed, replyCode, success } from '../../contract/refusals.ts'
import type { ScreenCode, ScreenState } from '../../contract/screen/state.ts'
import type { StationSettings } from '../../contract/wire/messages.ts'
import type { Activate } from './link/activation.ts'
import type { Identity } from './link/identity.ts'
import { readActivationLink } from './link/server-address.ts'
import type { Taken } from './redemption/index.ts'

/** Whether this station belongs to a location, and as which device. */
export interface Membership {
  readonly state: () => ScreenState['activation']
  /** Why the last activation did not work; null when it did or none was tried. */
  readonly problem: () => ScreenCode | null
  readonly identity: () => Identity | undefined
  /** What the key store held at the start. */
  readonly restore: (identity: Identity | undefined) => void
  /** Starts an activation; what comes of it shows in the state. */
  readonly activate: (link: string, deviceName: string) => Taken
  /** The server shut this device out (`revoked`), or let it in again. */
  readonly shutOut: () => void
  readonly letIn: () => void
}

/** What {@link createMembership} needs. */
export interface MembershipOptions {
  readonly activate: Activate
  /** A new identity is in the key store: take it up. */
  readonly onActivated: (identity: Identity, settings: StationSettings) => void
  readonly onChange: () => void
}

export function createMembership(options: MembershipOptions): Membership {
  let identity: Identity | undefined
  let state: ScreenState['activation'] = 'inactive'
  let problem: ScreenCode | null = null

  const become = (next: typeof state, why: ScreenCode | null) => {
    state = next
    problem = why
    options.onChange()
  }
  const run = async (link: string, deviceName: string, before: typeof state) => {
    const reply = await options.activate(link, deviceName)
    if (!reply.ok) return become(before, replyCode(reply))
    identity = reply.value.identity
    become('active', null)
    options.onActivated(identity, reply.value.settings)
  }
  return {
    state: () => state,
    problem: () => problem,
    identity: () => identity,
    restore: (found) => {
      identity = found
      state = found === undefined ? 'inactive' : 'active'
    },
    activate: (link, deviceName) => {
      if (state === 'active' || state === 'activating') return failed('STATE_CONFLICT')
      const before = state
      const read = readActivationLink(link)
      if (!read.ok) {
        become(before, replyCode(read))
        return read
      }
      become('activating', null)
      // The key store may refuse to keep the key: then nothing was activated on this PC.
      run(link, deviceName, before).catch(() => become(before, 'INTERNAL'))
      return success({})
    },
    shutOut: () => become('revoked', 'DEVICE_REVOKED'),
    letIn: () => {
      if (state === 'revoked') become('active', null)
    },
  }
}
