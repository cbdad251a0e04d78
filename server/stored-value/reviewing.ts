import type { CardId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused } from '../../src/contract/refusals.ts'
import type { KnownCard } from '../cards/index.ts'
import { usableCheck } from '../ledger/checks.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import type { Caller, LedgerRequest } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { cardOf, careContent } from './care.ts'
import { contentHash } from './content-hash.ts'
import { type Counter, callerKey, callerOf } from './counter.ts'
import { isRecorded } from './ledger-desk.ts'
import { lastSale } from './waiting.ts'

/** Lets a card that waits be used, or cancels it and gives its value back. */
export async function reviewCard(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'review-card'>,
): Promise<Reply<OperationAnswer>> {
  const { context, desk } = counter
  const card = await cardOf(counter, client, params)
  if (card === undefined) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  const { requestId, decision, reason } = params
  // A reviewer is of the network, and decides on what others sold.
  const caller: Caller = { ...callerOf(client, params.clerk), wholeNetwork: true }
  const base = {
    ...{ caller, requestId },
    contentHash: contentHash('review', careContent(counter, params)),
  }
  if (decision === 'approve') {
    const { reply } = await desk.execute(approvalOf(card.cardId, base, reason))
    return reply
  }
  const isNew = !(await isRecorded(desk, callerKey(client), requestId))
  if (isNew && card.state !== 'pending_activation') return notWaiting(card, context.nowMs())
  const sale = await lastSale(context.database, card.lastJournalId)
  if (sale === undefined) return refused('ORIGINAL_NOT_FOUND')
  const operationId = encodeOperationId(sale.timeMs, sale.journalId)
  const original = { by: 'operation', operationId } as const
  const { reply } = await desk.execute({ ...base, kind: 'void', original })
  return reply
}

type Base = Pick<LedgerRequest, 'caller' | 'requestId' | 'contentHash'>

/** The end of a card's waiting as the ledger is told it. */
export function approvalOf(cardId: CardId, base: Base, reason: string): LedgerRequest {
  return { ...base, kind: 'approve', card: { by: 'id', cardId }, reason }
}

function notWaiting(card: KnownCard, nowMs: number): Reply<never> {
  return refused(usableCheck(card, nowMs) ?? 'CARD_ALREADY_ACTIVE')
}
