import { failed } from '../../src/contract/refusals.ts'
import { cardById } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAfter, startOfDayMs } from '../ledger/calendar.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { contentHash } from './content-hash.ts'
import type { LedgerDesk } from './ledger-desk.ts'
import { noteDeed, staffCaller } from './staff-caller.ts'

/** Gives a card of the network a later last day, or none. */
export function extendCard(context: ServerContext, desk: LedgerDesk): AdminHandlers['extend-card'] {
  return async (who, { requestId, cardId, lastDay, reason }) => {
    const card = await cardById(context.database, cardId)
    if (card?.networkId !== who.networkId) return failed('NOT_FOUND', 'There is no such card.')
    const expiresAtMs = lastDay === null ? null : startOfDayMs(dayAfter(lastDay), card.timeZone)
    if (expiresAtMs !== null && expiresAtMs <= context.nowMs())
      return failed('REQUEST_MALFORMED', 'lastDay: choose a day that is not over.')
    const { reply } = await desk.execute({
      kind: 'extend',
      caller: staffCaller(who),
      ...{ requestId, expiresAtMs, reason },
      contentHash: contentHash('extend', { cardId, lastDay, reason }),
      card: { by: 'id', cardId },
    })
    if (reply.ok) await noteDeed(context, who, 'card-extend', reply.value, reason)
    return reply
  }
}
