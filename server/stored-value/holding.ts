import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused } from '../../src/contract/refusals.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent } from './asked-card.ts'
import { contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerOf, publicReply, refuseNumber } from './counter.ts'
import { orderOf } from './known-first.ts'
import { HOLD_TTL_MS_COUNTER, HOLD_TTL_MS_ORDER } from './limits.ts'
import { takeWithin } from './redeeming.ts'
import { isOursToUndo, named } from './undoing.ts'

/** Keeps value of a card for one sale of the client's location. */
export async function hold(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'hold'>,
): Promise<Reply<OperationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { card, requestId, ...rest } = params
  const asked = await askedCard(counter, client.networkId, card, askerOf(client))
  const { amountMinor, currency } = params
  const caller = callerOf(client, params.clerk)
  const sale = { caller, kind: 'hold', card: asked.known?.number, amountMinor, currency } as const
  const usualMs = client.kind === 'pos' ? HOLD_TTL_MS_COUNTER : HOLD_TTL_MS_ORDER
  const { reply } = await takeWithin(counter, asked, {
    kind: 'hold',
    ...{ caller, requestId, amountMinor, currency },
    contentHash: contentHash('hold', { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    ttlMs: params.ttlMs ?? usualMs,
    order: await orderOf(counter, params, sale),
  })
  return publicReply(client, reply)
}

/** Redeems what is held, or part of it. */
export async function capture(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'capture'>,
): Promise<Reply<OperationAnswer>> {
  const { requestId, original, amountMinor = null, currency } = params
  if (!(await isOursToUndo(counter, client, original))) return refused('HOLD_NOT_FOUND')
  const { reply } = await counter.desk.execute({
    kind: 'capture',
    caller: callerOf(client, params.clerk),
    ...{ requestId, amountMinor, currency },
    contentHash: contentHash('capture', { original, amountMinor, currency }),
    original: named(original),
  })
  return reply
}

/** Gives up a hold. */
export async function release(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'release'>,
): Promise<Reply<OperationAnswer>> {
  const { requestId, original } = params
  if (!(await isOursToUndo(counter, client, original))) return refused('HOLD_NOT_FOUND')
  const { reply } = await counter.desk.execute({
    kind: 'release',
    caller: callerOf(client, params.clerk),
    requestId,
    contentHash: contentHash('release', { original }),
    original: named(original),
    whenOver: false,
  })
  return reply
}
