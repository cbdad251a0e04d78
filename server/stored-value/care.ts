import { isProxyNumber } from '../../src/contract/card-number.ts'
import type { CardId, RequestId } from '../../src/contract/ids.ts'
import { minor, ZERO } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import { cardById, cardByNumber, type KnownCard, numberRefusal } from '../cards/index.ts'
import { amountCheck } from '../ledger/checks.ts'
import type { CardSelector, StandingRequest } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard, selectorOf } from './asked-card.ts'
import { correctCard } from './care-approval.ts'
import type { Correction } from './care-proposals.ts'
import { type Content, contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerKey, callerOf, publicReply, refuseNumber } from './counter.ts'
import { takeBackGift } from './gift-cards.ts'
import { orderOf } from './known-first.ts'
import { isRecorded } from './ledger-desk.ts'

/** Takes value out of a card: what the holder is then to be paid. */
export async function cashOut(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'cash-out'>,
): Promise<Reply<OperationAnswer>> {
  const { card, requestId, ...rest } = params
  const { amountMinor = null, currency, close = false, byRight = false } = params
  // A cash-out of all asks for no amount: any sound one does where only its form is looked at.
  const content = { ...rest, card: cardContent(counter.context, card) }
  const form = { requestId, card, amountMinor: amountMinor ?? ANY_AMOUNT }
  if (isProxyNumber(card.number)) {
    const wrong = await refuseNumber(counter, client, form, 'taking back')
    return wrong ?? takeBackGift(counter, client, { ...params, amountMinor }, content)
  }
  const early = await refuseNumber(counter, client, form)
  if (early) return early
  const asked = await askedCard(counter, client.networkId, card, askerOf(client))
  const caller = callerOf(client, params.clerk)
  const { reply } = await counter.desk.execute({
    kind: 'cash_out',
    ...{ caller, requestId, amountMinor, currency, close, byRight },
    contentHash: contentHash('cash-out', content),
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

/** Puts a balance right. Above the limit of the network a second person has to agree. */
export async function adjust(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'adjust'>,
): Promise<Reply<OperationAnswer>> {
  return correct(counter, client, { kind: 'adjust', params }, async (asked) =>
    correctCard(counter, { ...asked, kind: 'adjust', order: null }),
  )
}

/** Gives value for goods that came back without a redemption to name, likewise. */
export async function credit(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'credit'>,
): Promise<Reply<OperationAnswer>> {
  return correct(counter, client, { kind: 'credit', params }, async (asked, { number: card }) => {
    const { caller, amountMinor, currency } = asked
    const sale = { caller, kind: 'credit', card, amountMinor, currency } as const
    const order = await orderOf(counter, params, sale)
    return correctCard(counter, { ...asked, kind: 'credit', order })
  })
}

type AskedCorrection = Omit<Correction, 'kind' | 'order'>
type AskedByName =
  | { readonly kind: 'adjust'; readonly params: StoredValueParams<'adjust'> }
  | { readonly kind: 'credit'; readonly params: StoredValueParams<'credit'> }

async function correct(
  counter: Counter,
  client: ApiClient,
  { kind, params }: AskedByName,
  go: (asked: AskedCorrection, card: KnownCard) => Promise<Reply<OperationAnswer>>,
): Promise<Reply<OperationAnswer>> {
  const named = await nameCard(counter, params)
  if (!named.ok) return named
  const { requestId, amountMinor, currency, reason } = params
  const card = await cardOf(counter, client, params)
  if (card === undefined) {
    const isOnRecord = await isRecorded(counter.desk, callerKey(client), requestId)
    const asked = kind === 'adjust' ? minor(Math.abs(amountMinor)) : amountMinor
    return refused(isOnRecord ? 'REQUEST_ID_REUSED' : (amountCheck(asked) ?? NO_CARD))
  }
  return go(
    {
      ...{ requestId, amountMinor, currency, reason, cardId: card.cardId },
      caller: { ...callerOf(client, params.clerk), networkId: client.networkId },
      contentHash: contentHash(kind, careContent(counter, params)),
    },
    card,
  )
}

const NO_CARD = 'CARD_NOT_FOUND_OR_PIN_INVALID'

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
export async function nameCard(
  { context }: Counter,
  { card, cardId }: AnyCard,
): Promise<Reply<CardSelector>> {
  if (card !== undefined && cardId === undefined) {
    const ofNumber = await numberRefusal(context.database, card.number)
    if (ofNumber !== undefined) return refused(ofNumber)
    const known = await cardByNumber(context.database, context.keys, card.number)
    return success(selectorOf(context.keys, card.number, known))
  }
  if (cardId !== undefined && card === undefined) return success({ by: 'id', cardId })
  return failed('REQUEST_MALFORMED', 'Give `card` with its number or `cardId`, not both.')
}

/** The card of this network that is named by its number or its id; undefined when there is none. */
export async function cardOf(
  { context }: Counter,
  client: ApiClient,
  { card, cardId }: AnyCard,
): Promise<KnownCard | undefined> {
  const found = card
    ? await cardByNumber(context.database, context.keys, card.number)
    : cardId && (await cardById(context.database, cardId))
  return found && found.networkId === client.networkId ? found : undefined
}

/** What the content's hash covers of an operation on a card that is named without its PIN. */
export function careContent(
  { context }: Counter,
  params: AnyCard & { readonly requestId: RequestId; readonly [name: string]: unknown },
): Content {
  const { requestId: _own, card, ...rest } = params
  return { ...rest, ...(card && { card: cardContent(context, card) }) }
}
