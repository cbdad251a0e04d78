import type { RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused } from '../../src/contract/refusals.ts'
import type { OriginalSelector } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent } from './asked-card.ts'
import { type Content, contentHash } from './content-hash.ts'
import { type Counter, callerOf, refuseNumber } from './counter.ts'
import { mayUndoNamed } from './originals.ts'

type VoidOriginal = StoredValueParams<'void'>['original']

/** Undoes one operation whole, whether or not it arrived. */
export async function undo(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'void'>,
): Promise<Reply<OperationAnswer>> {
  const { requestId, original } = params
  const selected = await select(counter, client, requestId, original)
  if (!selected.ok) return selected
  const { reply } = await counter.desk.execute({
    kind: 'void',
    caller: callerOf(client, params.clerk),
    requestId,
    contentHash: contentHash('void', originalContent(counter, original)),
    original: selected.value,
  })
  return reply
}

/** Gives back part or all of a redemption. */
export async function giveBack(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'refund'>,
): Promise<Reply<OperationAnswer>> {
  const { requestId, original, amountMinor, currency } = params
  if (!(await isOursToUndo(counter, client, original))) return refused('ORIGINAL_NOT_FOUND')
  const { reply } = await counter.desk.execute({
    kind: 'refund',
    caller: callerOf(client, params.clerk),
    requestId,
    contentHash: contentHash('refund', { original, amountMinor, currency }),
    original: named(original),
    amountMinor,
    currency,
  })
  return reply
}

async function select(
  counter: Counter,
  client: ApiClient,
  requestId: RequestId,
  original: VoidOriginal,
): Promise<Reply<OriginalSelector>> {
  if (!('orderId' in original)) {
    if (await isOursToUndo(counter, client, original)) return { ok: true, value: named(original) }
    return refused('ORIGINAL_NOT_FOUND', 'The operation to void was not found. Check its id.')
  }
  const { orderId, lineId, card, amountMinor, currency } = original
  const early = await refuseNumber(counter, client, { requestId, card, amountMinor }, 'taking back')
  if (early) return early
  // No PIN is asked: whoever redeemed may give it back, and only there.
  const asked = await askedCard(counter, client.networkId, card)
  const order = { orderId, lineId: lineId ?? null, allowRepeat: false }
  return {
    ok: true,
    value: { by: 'order', order, card: asked.selector, amountMinor, currency },
  }
}

type NamedOriginal = Exclude<VoidOriginal, { orderId: string }>

/** An original as the ledger is told it. */
export function named(original: NamedOriginal): Exclude<OriginalSelector, { by: 'order' }> {
  return 'requestId' in original
    ? { by: 'request', requestId: original.requestId }
    : { by: 'operation', operationId: original.operationId }
}

/** A request id is the caller's own; an operation id may be anybody's. */
export function isOursToUndo(
  { context }: Counter,
  client: ApiClient,
  original: NamedOriginal,
): Promise<boolean> {
  return mayUndoNamed(context.database, callerOf(client, undefined), named(original))
}

function originalContent({ context }: Counter, original: VoidOriginal): Content {
  if (!('orderId' in original)) return original
  return { ...original, card: cardContent(context, original.card) }
}
