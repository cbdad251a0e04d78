import type { FundRequest, HoldRequest, RedeemRequest } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { type AskedCard, askedCard, cardContent } from './asked-card.ts'
import { contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerOf } from './counter.ts'
import { orderOf } from './known-first.ts'

/** The operations that move an amount of a card that the caller names, for a sale. */
type SaleKind = 'fund' | 'redeem' | 'hold'

/** What such an operation says to the ledger, whichever it is. */
type SaleRequest = Pick<
  FundRequest | RedeemRequest | HoldRequest,
  'caller' | 'requestId' | 'contentHash' | 'card' | 'pin' | 'amountMinor' | 'currency' | 'order'
>

/** Finds the card, judges its PIN, and puts into the ledger's words what the caller asked for. */
export async function askedSale(
  counter: Counter,
  client: ApiClient,
  kind: SaleKind,
  params: StoredValueParams<SaleKind>,
): Promise<{ readonly asked: AskedCard; readonly request: SaleRequest }> {
  const { card, requestId, ...rest } = params
  const asked = await askedCard(counter, client.networkId, card, askerOf(client))
  const { amountMinor, currency } = params
  const caller = callerOf(client, params.clerk)
  const sale = { caller, kind, card: asked.known?.number, amountMinor, currency }
  const request: SaleRequest = {
    ...{ caller, requestId, amountMinor, currency },
    contentHash: contentHash(kind, { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    order: await orderOf(counter, params, sale),
  }
  return { asked, request }
}
