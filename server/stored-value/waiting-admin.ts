import { failed, success } from '../../src/contract/refusals.ts'
import { cardById } from '../cards/index.ts'
import { giftOfCard, renewLink } from '../claims/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { contentHash } from './content-hash.ts'
import { createLedgerDesk } from './ledger-desk.ts'
import { approvalOf } from './reviewing.ts'
import { noteDeed, staffCaller } from './staff-caller.ts'
import { lastSale } from './waiting.ts'

type WaitingCalls = 'read-waiting' | 'renew-claim-link' | 'approve-card'

/** Cards that were sold and cannot be used yet, for the people of a network. Nobody of them can claim. */
export function waitingHandlers(
  context: ServerContext,
  publicUrl: () => string,
): Pick<AdminHandlers, WaitingCalls> {
  const desk = createLedgerDesk(context)
  return {
    'read-waiting': async (who, { cardId }) => {
      const card = await cardById(context.database, cardId)
      if (card?.networkId !== who.networkId) return failed('NOT_FOUND', 'There is no such card.')
      const gift = await giftOfCard(context, cardId)
      const isPending = card.state === 'pending_activation'
      const sale = isPending ? await lastSale(context.database, card.lastJournalId) : undefined
      return success({
        activatesAtMs: gift?.opensAtMs ?? sale?.activatesAtMs ?? null,
        linkExpiresAtMs: gift?.expiresAtMs ?? null,
        openedAtMs: gift?.openedAtMs ?? null,
      })
    },
    'renew-claim-link': async (who, { cardId }) => {
      const { key: actor, networkId } = staffCaller(who)
      const renewed = await renewLink(context, publicUrl(), {
        networkId,
        cardId,
        actor,
        ip: who.ip,
      })
      return renewed.ok ? success({ ...renewed.value }) : renewed
    },
    'approve-card': async (who, { cardId, requestId, reason }) => {
      const base = {
        ...{ caller: staffCaller(who), requestId },
        contentHash: contentHash('approve', { cardId, reason }),
      }
      const { reply } = await desk.execute(approvalOf(cardId, base, reason))
      if (reply.ok) await noteDeed(context, who, 'card-approve', reply.value, reason)
      return reply
    },
  }
}
