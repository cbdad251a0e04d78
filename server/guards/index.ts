import { createPinGuard, type PinGuard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { type Alarms, createAlarms } from './alarms.ts'
import { createEnquiries, type Enquiries } from './enquiries.ts'
import { USUAL_STATION_RATE } from './limits.ts'
import { createVelocity, type Velocity } from './velocity.ts'

export { guardHandlers } from './admin.ts'
export type { Enquiry } from './enquiries.ts'
export type { Velocity } from './velocity.ts'

/** What stands between a number that somebody types and what is told of it; one for all doors. */
export interface Guards {
  readonly pins: PinGuard
  readonly enquiries: Enquiries
  readonly alarms: Alarms
  readonly velocity: Velocity
}

export function createGuards(context: ServerContext): Guards {
  const alarms = createAlarms(context)
  return {
    pins: createPinGuard(context),
    enquiries: createEnquiries({
      nowMs: context.nowMs,
      scale: Math.max(1, context.config.stationRate / USUAL_STATION_RATE),
      onFlood: alarms.numbersTriedOut,
    }),
    alarms,
    velocity: createVelocity(context),
  }
}
