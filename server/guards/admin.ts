import type { ThrottleView } from '../../src/contract/admin/guards.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { readPinLock, unlockPin } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { listAlarms, seeToAlarm } from './alarm-cases.ts'
import type { Enquiries } from './enquiries.ts'
import {
  ENQUIRIES_PER_ADDRESS,
  ENQUIRIES_PER_CALLER,
  ENQUIRIES_PER_CARD,
  MISSES_PER_ADDRESS,
  MISSES_PER_NETWORK,
} from './limits.ts'
import { listLockedCards } from './locked-cards.ts'
import type { Velocity } from './velocity.ts'
import { velocityHandlers } from './velocity-rules.ts'

type GuardCalls =
  | 'read-pin-lock'
  | 'unlock-pin'
  | 'list-pin-locks'
  | 'list-alarms'
  | 'see-to-alarm'
  | 'read-throttle'
  | 'read-velocity'
  | 'set-velocity'

/** What people see of the guards, and may open. */
export function guardHandlers(
  context: ServerContext,
  guards: { readonly velocity: Velocity; readonly enquiries: Enquiries },
): Pick<AdminHandlers, GuardCalls> {
  const { velocity, enquiries } = guards
  return {
    'read-pin-lock': async (who, { cardId }) => {
      const lock = await readPinLock(context, who.networkId, cardId)
      return lock ? success(lock) : failed('NOT_FOUND', 'There is no such card.')
    },
    'unlock-pin': async (who, { cardId, reason }) => {
      const wasLocked = await unlockPin(context, {
        ...{ networkId: who.networkId, cardId, reason, ip: who.ip },
        actor: `staff:${who.staffId}`,
      })
      if (wasLocked === undefined) return failed('NOT_FOUND', 'There is no such card.')
      return success({ wasLocked })
    },
    'list-pin-locks': async ({ networkId }) =>
      success({ cards: await listLockedCards(context, networkId) }),
    'list-alarms': async ({ networkId }) =>
      success({ alarms: await listAlarms(context, networkId) }),
    'see-to-alarm': (who, change) => seeToAlarm(context, who, change),
    'read-throttle': async ({ networkId }) => success(throttle(enquiries, networkId)),
    ...velocityHandlers(context, velocity.forget),
  }
}

function throttle(enquiries: Enquiries, networkId: NetworkId): ThrottleView {
  const { misses, heldUp } = enquiries.figures(networkId)
  const bounds = [
    { reason: 'caller', ...ENQUIRIES_PER_CALLER },
    { reason: 'address', ...ENQUIRIES_PER_ADDRESS },
    { reason: 'card', ...ENQUIRIES_PER_CARD },
    { reason: 'misses', ...MISSES_PER_ADDRESS },
  ] as const
  return {
    misses,
    missesMax: MISSES_PER_NETWORK.max,
    heldUp: bounds.map(({ reason }) => ({ reason, count: heldUp[reason] })),
    bounds: [...bounds],
  }
}
