import { minor } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import type { MergeRequest } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard } from './asked-card.ts'
import { contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerOf, publicReply, refuseNumber } from './counter.ts'

type MergeParams = StoredValueParams<'merge'>

/** Moves all that is on one card to another: for the holder of both, or for people with a role. */
export function merge(
  counter: Counter,
  client: ApiClient,
  params: MergeParams,
): Promise<Reply<OperationAnswer>> {
  const { card, into, cardId, intoCardId } = params
  const isByNumber = cardId === undefined && intoCardId === undefined
  const isById = card === undefined && into === undefined
  if (card && into && isByNumber) return mergeOfHolder(counter, client, { ...params, card, into })
  if (cardId && intoCardId && isById) return mergeByIds(counter, client, params)
  const text = 'Give `card` and `into` with their numbers, or `cardId` and `intoCardId`, not both.'
  return Promise.resolve(failed('REQUEST_MALFORMED', text))
}

/** Whoever has both numbers and PINs holds both cards. */
async function mergeOfHolder(
  counter: Counter,
  client: ApiClient,
  params: MergeParams & { readonly card: GivenCard; readonly into: GivenCard },
): Promise<Reply<OperationAnswer>> {
  const { card, into, requestId, ...rest } = params
  for (const named of [card, into]) {
    const asked = { requestId, card: named, amountMinor: ANY_AMOUNT }
    const early = await refuseNumber(counter, client, asked)
    if (early) return early
  }
  const asker = askerOf(client)
  const first = await askedCard(counter, client.networkId, card, asker)
  const second = await askedCard(counter, client.networkId, into, asker)
  const { context } = counter
  const content = { card: cardContent(context, card), into: cardContent(context, into) }
  return send(counter, client, params, {
    contentHash: contentHash('merge', { ...rest, ...content }),
    card: first.selector,
    pin: first.pin,
    into: second.selector,
    intoPin: second.pin,
  })
}

/** No amount is asked for: any sound one does where only its form is looked at. */
const ANY_AMOUNT = minor(1)

async function mergeByIds(
  counter: Counter,
  client: ApiClient,
  params: MergeParams,
): Promise<Reply<OperationAnswer>> {
  const { cardId, intoCardId, requestId: _own, card: _none, into: _neither, ...rest } = params
  if (!client.scopes.includes('replace'))
    return failed('NOT_PERMITTED', 'By ids the key needs the scope "replace" too.')
  if (cardId === undefined || intoCardId === undefined || params.reason === undefined)
    return failed('REQUEST_MALFORMED', 'reason: by ids a reason is needed.')
  return send(counter, client, params, {
    contentHash: contentHash('merge', { ...rest, cardId, intoCardId }),
    card: { by: 'id', cardId },
    pin: 'right',
    into: { by: 'id', cardId: intoCardId },
    intoPin: 'right',
  })
}

async function send(
  { desk }: Counter,
  client: ApiClient,
  { requestId, currency, reason, clerk }: MergeParams,
  named: Pick<MergeRequest, 'contentHash' | 'card' | 'pin' | 'into' | 'intoPin'>,
): Promise<Reply<OperationAnswer>> {
  const { reply } = await desk.execute({
    ...{ kind: 'merge', requestId, currency, reason: reason ?? null, ...named },
    caller: callerOf(client, clerk),
  })
  return publicReply(client, reply)
}
