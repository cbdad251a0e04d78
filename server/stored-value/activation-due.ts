import type { CardId, RequestId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import type { Caller } from '../ledger/request.ts'
import { contentHash } from './content-hash.ts'
import { DUE_AT_ONCE, DUE_LOOK_EVERY_MS } from './limits.ts'
import { approvalOf } from './reviewing.ts'
import { lastSale, type PendingSale } from './waiting.ts'

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs'>

/** The server itself, which lets cards be used when their time has come. */
const CALLER: Caller = {
  key: 'system:activation',
  locationId: null,
  channel: 'admin',
  clerk: null,
  wholeNetwork: true,
}

/**
 * Lets cards be used soon after their time has come. Each approval has an id of its own that follows
 * from the sale, so that of several servers one does it.
 */
export function startActivations(context: Parts): { readonly close: () => Promise<void> } {
  const sales = new Map<string, PendingSale>()
  let running: Promise<void> | undefined
  const look = () => {
    if (running || context.database.trouble() !== null) return
    running = activateDue(context, sales)
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'cards whose time has come could not be activated')
      })
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, DUE_LOOK_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** `known` keeps the sales of cards that wait from look to look: they do not change. */
async function activateDue(
  { database, nowMs }: Parts,
  known: Map<string, PendingSale>,
): Promise<void> {
  const cards = await database.read
    .selectFrom('card')
    .where('state', '=', 'pending_activation')
    .select(['uid', 'last_journal_id'])
    .orderBy('id')
    .execute()
  const waiting = new Set(cards.map(({ uid }) => uid))
  for (const uid of known.keys()) if (!waiting.has(uid)) known.delete(uid)
  let left = DUE_AT_ONCE
  for (const { uid, last_journal_id: newestId } of cards) {
    const sale = known.get(uid) ?? (await lastSale(database, newestId))
    if (!sale) continue
    known.set(uid, sale)
    if (sale.activatesAtMs === null || sale.activatesAtMs > nowMs() || left === 0) continue
    left -= 1
    await database.ledger.execute(dueApproval(uid as CardId, sale))
  }
}

function dueApproval(cardId: CardId, { timeMs, journalId }: PendingSale) {
  const operationId = encodeOperationId(timeMs, journalId)
  const base = {
    caller: CALLER,
    requestId: `activation-due-${operationId}` as RequestId,
    contentHash: contentHash('approve', { operationId }),
  }
  return approvalOf(cardId, base, 'its time has come')
}
