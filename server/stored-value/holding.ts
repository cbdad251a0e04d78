import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused } from '../../src/contract/refusals.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedSale } from './asked-sale.ts'
import { contentHash } from './content-hash.ts'
import { type Counter, callerOf, publicReply, refuseNumber } from './counter.ts'
import { HOLD_TTL_MS_COUNTER, HOLD_TTL_MS_ORDER } from './limits.ts'
import { isOursToUndo, named } from './undoing.ts'

/** Keeps value of a card for one sale of the client's location. */
export async function hold(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'hold'>,
): Promise<Reply<OperationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { request } = await askedSale(counter, client, 'hold', params)
  const usualMs = client.kind === 'pos' ? HOLD_TTL_MS_COUNTER : HOLD_TTL_MS_ORDER
  const ttlMs = params.ttlMs ?? usualMs
  const { reply } = await counter.desk.execute({ ...request, kind: 'hold', ttlMs })
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
