import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { listRedemptions } from './list.ts'

export { watchOperations } from './live.ts'
export { watchPayments } from './payment-standing.ts'
export { watchShownCards } from './shown-cards.ts'
export { stationHandlers } from './station.ts'

/** What was redeemed. */
export function redemptionHandlers(
  context: ServerContext,
): Pick<AdminHandlers, 'list-redemptions'> {
  return {
    'list-redemptions': (who, params) => listRedemptions(context.database, who.networkId, params),
  }
}
