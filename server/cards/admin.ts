import { failed, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { readProgram } from '../programs/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { readCardDetail } from './card-view.ts'
import { stockCards } from './new-cards.ts'
import { createPins } from './pin.ts'
import { searchCards } from './search-cards.ts'

type CardCalls = 'search-cards' | 'read-card' | 'stock-cards'

/** What people do with cards besides moving value. */
export function cardHandlers(context: ServerContext): Pick<AdminHandlers, CardCalls> {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  return {
    'search-cards': (who, search) => searchCards(context, who.networkId, search),
    'read-card': async (who, { cardId }) => {
      const detail = await readCardDetail(context.database, who.networkId, cardId)
      return detail ? success(detail) : failed('NOT_FOUND', 'There is no such card.')
    },
    'stock-cards': async (who, { programId, name, count }) => {
      const program = await readProgram(context.database, who.networkId, programId)
      if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
      const made = await stockCards(context, pins, {
        program,
        form: 'physical',
        batch: name,
        count,
      })
      const audit = record(context, {
        actor: `staff:${who.staffId}`,
        action: 'cards-stock',
        subject: `program:${programId}`,
        detail: { batch: name, count },
        ip: who.ip,
      })
      await context.database.write([audit])
      const cards = made.map(({ card, number, pin }) => ({ cardId: card.cardId, number, pin }))
      return success({ cards })
    },
  }
}
