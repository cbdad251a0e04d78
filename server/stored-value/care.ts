import type { CardId, RequestId } from '../../src/contract/ids.ts'
import { minor, ZERO } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import { cardById, cardByNumber, type KnownCard, numberRefusal } from '../cards/index.ts'
import type { CardSelector, StandingRequest } from '../ledger/request.ts'
import { approverOf } from '../staff/index.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard, selectorOf } from './asked-card.ts'
import { type Content, contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerKey, callerOf, publicReply, refuseNumber } from './counter.ts'
import { orderOf } from './known-first.ts'

/** Takes value out of a card: what the holder is then to be paid. */
export async function cashOut(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'cash-out'>,
): Promise<Reply<OperationAnswer>> {
  const { card, requestId, ...rest } = params
  const { amountMinor = null, currency, close = false } = params
  // A cash-out of all asks for no amount: any sound one does where only its form is looked at.
  const early = await refuseNumber(counter, client, {
    ...{ requestId, card },
    amountMinor: amountMinor ?? ANY_AMOUNT,
  })
  if (early) return early
  const asked = await askedCard(counter, client.networkId, card, askerOf(client))
  const caller = callerOf(client, params.clerk)
  const { reply } = await counter.desk.execute({
    kind: 'cash_out',
    ...{ caller, requestId, amountMinor, currency, close },
    contentHash: contentHash('cash-out', { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    order: await orderOf(counter, params, {
      ...{ caller, kind: 'cash_out', card: asked.known?.number, currency },
      amountMinor: amountMinor ?? ZERO,
    }),
  })
  return publicReply(client, reply)
}

const ANY_AMOUNT = minor(1)

/** Puts a balance right; a second person of the network has to agree. */
export async function adjust(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'adjust'>,
): Promise<Reply<OperationAnswer>> {
  const named = await nameCard(counter, params)
  if (!named.ok) return named
  const { requestId, amountMinor, currency, reason } = params
  const approvedBy = await approval(counter, client, params)
  if (!approvedBy.ok) return approvedBy
  const { reply } = await counter.desk.execute({
    kind: 'adjust',
    caller: callerOf(client, params.clerk),
    ...{ requestId, amountMinor, currency, reason },
    contentHash: contentHash('adjust', careContent(counter, params)),
    card: named.value,
    approvedBy: approvedBy.value,
  })
  return reply
}

/** Gives value for goods that came back without a redemption to name. */
export async function credit(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'credit'>,
): Promise<Reply<OperationAnswer>> {
  const named = await nameCard(counter, params)
  if (!named.ok) return named
  const { requestId, amountMinor, currency, reason } = params
  const caller = callerOf(client, params.clerk)
  const known = await cardOf(counter, client, params)
  const { reply } = await counter.desk.execute({
    kind: 'credit',
    ...{ caller, requestId, amountMinor, currency, reason },
    contentHash: contentHash('credit', careContent(counter, params)),
    card: named.value,
    order: await orderOf(counter, params, {
      ...{ caller, kind: 'credit', card: known?.number, amountMinor, currency },
    }),
  })
  return reply
}

/** Blocks a card, lets it go on, or closes it for ever. */
export function changeStanding(kind: StandingRequest['kind']) {
  return async (
    counter: Counter,
    client: ApiClient,
    params: StoredValueParams<'block' | 'unblock'>,
  ): Promise<Reply<OperationAnswer>> => {
    const named = await nameCard(counter, params)
    if (!named.ok) return named
    const { requestId, reason } = params
    const { reply } = await counter.desk.execute({
      ...{ kind, requestId, reason },
      caller: callerOf(client, params.clerk),
      contentHash: contentHash(kind, careContent(counter, params)),
      card: named.value,
    })
    return reply
  }
}

/** Ends a card whose date has passed. */
export async function expire(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'expire'>,
): Promise<Reply<OperationAnswer>> {
  const named = await nameCard(counter, params)
  if (!named.ok) return named
  const { requestId, valueTo, reason } = params
  const { reply } = await counter.desk.execute({
    ...{ kind: 'expire', requestId, valueTo, reason },
    caller: callerOf(client, params.clerk),
    contentHash: contentHash('expire', careContent(counter, params)),
    card: named.value,
  })
  return reply
}

/** A card by its number or its id. */
interface AnyCard {
  readonly card?: GivenCard | undefined
  readonly cardId?: CardId | undefined
}

/** The ledger itself sees to it that a card of another network is no card. */
async function nameCard(
  { context }: Counter,
  { card, cardId }: AnyCard,
): Promise<Reply<CardSelector>> {
  if (card !== undefined && cardId === undefined) {
    const ofNumber = numberRefusal(card.number)
    if (ofNumber !== undefined) return refused(ofNumber)
    const known = await cardByNumber(context.database, context.keys, card.number)
    return success(selectorOf(context.keys, card.number, known))
  }
  if (cardId !== undefined && card === undefined) return success({ by: 'id', cardId })
  return failed('REQUEST_MALFORMED', 'Give `card` with its number or `cardId`, not both.')
}

async function cardOf(
  { context }: Counter,
  client: ApiClient,
  { card, cardId }: AnyCard,
): Promise<KnownCard | undefined> {
  const found = card
    ? await cardByNumber(context.database, context.keys, card.number)
    : cardId && (await cardById(context.database, cardId))
  return found && found.networkId === client.networkId ? found : undefined
}

function careContent(
  { context }: Counter,
  params: AnyCard & { readonly requestId: RequestId; readonly [name: string]: unknown },
): Content {
  const { requestId: _own, card, ...rest } = params
  return { ...rest, ...(card && { card: cardContent(context, card) }) }
}

/**
 * Who agreed, as the journal names them. What is on record is answered whether or not they may still
 * agree today.
 */
async function approval(
  { context, desk }: Counter,
  client: ApiClient,
  { approvedBy, clerk, requestId }: StoredValueParams<'adjust'>,
): Promise<Reply<string>> {
  const approver = await approverOf(context, client.networkId, approvedBy)
  if (approver !== undefined && approvedBy !== clerk?.toLowerCase()) return success(approver)
  const { reply } = await desk.recorded(callerKey(client), requestId)
  if (reply.ok || 'refusal' in reply) return success(approvedBy)
  return failed(
    'NOT_PERMITTED',
    'approvedBy must be finance or an operator of this network, and not the one who asks.',
  )
}
