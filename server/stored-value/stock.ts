import type { RequestId } from '../../src/contract/ids.ts'
import type { Minor } from '../../src/contract/money.ts'
import { type Reply, refusal as refusalOf } from '../../src/contract/refusals.ts'
import { createPins, type KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { amountCheck, pinCheck } from '../ledger/checks.ts'
import type { Caller, PinFact } from '../ledger/request.ts'
import { admitStock } from '../production/index.ts'
import type { LedgerDesk } from './ledger-desk.ts'

/** An activation of a printed card, before the ledger is asked. */
interface StockSale {
  readonly caller: Caller
  readonly requestId: RequestId
  readonly known: KnownCard | undefined
  readonly pin: PinFact
  readonly amountMinor: Minor
}

/**
 * Why a printed card may not be sold here, by its batch and its allocation; undefined when the ledger
 * is to judge. It is asked only where the ledger would get that far: who has not the PIN learns
 * nothing of the card. What is on record under this id is answered from the record.
 */
export async function refuseStock(
  { context, desk }: { readonly context: ServerContext; readonly desk: LedgerDesk },
  { caller, requestId, known, pin, amountMinor }: StockSale,
): Promise<Reply<never> | undefined> {
  const isUnsold = known?.state === 'in_stock' || known?.state === 'planned'
  if (!isUnsold || amountCheck(amountMinor)) return undefined
  if (pinCheck(pin, caller, { hasPin: known.pinHash !== null }, known.rules)) return undefined
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  const admitted = await admitStock(context, pins, known.cardId, caller)
  // Received a moment ago, and not in stock yet: that is no answer to keep.
  const refusal = admitted ?? (known.state === 'planned' ? NOT_YET : undefined)
  if (refusal === undefined) return undefined
  const { reply } = await desk.recorded(caller.key, requestId)
  const isOnRecord = reply.ok || 'refusal' in reply
  return isOnRecord ? undefined : { ok: false, refusal }
}

const NOT_YET = refusalOf(
  'CARD_NOT_ACTIVE',
  'The batch of this card was received just now. Send it again in a moment.',
)
