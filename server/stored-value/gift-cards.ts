import { isProxyNumber } from '../../src/contract/card-number.ts'
import type { Minor } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { KnownCard } from '../cards/index.ts'
import { type Gift, giftByProxy, giftOfCard, renewLink } from '../claims/index.ts'
import { isWaiting } from '../ledger/card-states.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import type { StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import type { GivenCard } from './asked-card.ts'
import { type Content, contentHash } from './content-hash.ts'
import { type Counter, callerKey, callerOf } from './counter.ts'
import { isRecorded } from './ledger-desk.ts'
import { findOriginal, mayUndo } from './originals.ts'
import { lastSale } from './waiting.ts'

/** The card that a proxy number stands for while nobody has opened it; undefined otherwise. */
export async function unopenedGift(
  { context }: Counter,
  client: ApiClient,
  { number }: GivenCard,
): Promise<Gift | undefined> {
  const gift = await giftByProxy(context, number)
  return gift?.card.networkId === client.networkId ? gift : undefined
}

/** Takes back a gift that nobody has opened: the sale is undone, and its whole value goes back. */
export async function takeBackGift(
  counter: Counter,
  client: ApiClient,
  params: Pick<StoredValueParams<'cash-out'>, 'card' | 'requestId' | 'clerk'> & {
    readonly amountMinor: Minor | null
  },
  content: Content,
): Promise<Reply<OperationAnswer>> {
  const { context, desk } = counter
  const { requestId, amountMinor, card } = params
  const gift = await unopenedGift(counter, client, card)
  const sale = gift && (await lastSale(context.database, gift.card.lastJournalId))
  if (!gift || !sale) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  const operationId = encodeOperationId(sale.timeMs, sale.journalId)
  const row = await findOriginal(context.database, client.networkId, operationId)
  const caller = callerOf(client, params.clerk)
  if (!row || !mayUndo(caller, row)) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  const isNew = !(await isRecorded(desk, callerKey(client), requestId))
  const refusal = isNew ? whyNot(gift.card, amountMinor) : undefined
  if (refusal) return refusal
  const { reply } = await desk.execute({
    ...{ kind: 'void', caller, requestId },
    contentHash: contentHash('cash-out', content),
    original: { by: 'operation', operationId },
  })
  return reply
}

const ALL_OR_NOTHING = 'A gift that nobody has opened is taken back whole, or not at all.'

function whyNot({ state, balanceMinor }: KnownCard, amountMinor: Minor | null) {
  if (!isWaiting(state)) return refused('PROXY_NUMBER_REFUSED')
  if (amountMinor === null || amountMinor === balanceMinor) return undefined
  if (amountMinor > balanceMinor) return refused('INSUFFICIENT_FUNDS')
  return refused('PROXY_NUMBER_REFUSED', ALL_OR_NOTHING)
}

/** Makes another link to a gift that this program, or one at its location, sold. */
export async function renewClaimLink(
  counter: Counter,
  client: ApiClient,
  { card, cardId }: StoredValueParams<'renew-claim-link'>,
): Promise<Reply<StoredValueResult<'renew-claim-link'>>> {
  const { context, publicUrl } = counter
  if ((card === undefined) === (cardId === undefined))
    return failed('REQUEST_MALFORMED', 'Give `card` with the proxy number or `cardId`, not both.')
  const gift = card
    ? isProxyNumber(card.number) && (await unopenedGift(counter, client, card))
    : cardId && (await giftOfCard(context, cardId))
  if (!gift || !(await isSoldBy(counter, client, gift)))
    return failed('NOT_FOUND', 'There is no such gift.')
  const renewal = {
    ...{ networkId: client.networkId, cardId: gift.card.cardId },
    ...{ actor: callerKey(client), ip: null },
  }
  const renewed = await renewLink(context, publicUrl(), renewal)
  return renewed.ok ? success({ ...renewed.value }) : renewed
}

async function isSoldBy(
  { context: { database } }: Counter,
  client: ApiClient,
  { card }: Gift,
): Promise<boolean> {
  const sale = await lastSale(database, card.lastJournalId)
  if (!sale) return false
  const operationId = encodeOperationId(sale.timeMs, sale.journalId)
  const row = await findOriginal(database, client.networkId, operationId)
  return row !== undefined && mayUndo(callerOf(client, undefined), row)
}
