import { cardById, createPins, type PinOrder } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { type AdminHandlers, createStepUp } from '../staff/index.ts'
import { contentHash } from './content-hash.ts'
import type { LedgerDesk } from './ledger-desk.ts'
import { changePin } from './pin-changing.ts'
import { staffCaller } from './staff-caller.ts'

/** Giving cards other PINs, for the people of a network: with their password once more. */
export function pinHandlers(
  context: ServerContext,
  desk: LedgerDesk,
): Pick<AdminHandlers, 'change-pin'> {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  const stepUp = createStepUp(context)
  return {
    'change-pin': async (who, { cardId, requestId, kind, unlock, reason, password }) => {
      const sure = await stepUp(who, password)
      if (!sure.ok) return sure
      const order: PinOrder = {
        ...{ kind, caller: staffCaller(who).key, requestId, reason, clerk: null, unlock },
        contentHash: contentHash(`${kind}-pin`, { cardId, reason, unlock }),
        ip: who.ip,
      }
      return changePin({ context, pins, desk }, order, async () => {
        const card = await cardById(context.database, cardId)
        return card?.networkId === who.networkId ? card : undefined
      })
    },
  }
}
