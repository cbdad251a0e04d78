import type { CardId, LocationId } from '../../src/contract/ids.ts'
import { type Refusal, refusal } from '../../src/contract/refusals.ts'
import type { Pins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'
import { hardenNow } from './hardening.ts'
import { placeOf } from './serials.ts'

/** Where a card is about to be sold. */
export interface Counter {
  readonly locationId: LocationId | null
  /** Somebody of the network's own, who may sell any of its cards. */
  readonly wholeNetwork?: boolean
}

/**
 * Whether stock may be sold here, as far as its batch and its allocation say; the ledger judges all
 * the rest. Of a batch not received, spoiled, missing or another location's: the refusal. A card that
 * was not made in a batch is nobody's business here. When it may be sold, its PIN is under the slow
 * hash before it is worth anything.
 */
export async function admitStock(
  context: ServerContext,
  pins: Pins,
  cardId: CardId,
  counter: Counter,
): Promise<Refusal | undefined> {
  const item = await context.database.read
    .selectFrom('batch_item')
    .where('uid', '=', cardId)
    .select(['id', 'pin_hash', 'is_quick'])
    .executeTakeFirst()
  if (item === undefined) return undefined
  const found = await refusalOf(context.database, item.id, counter)
  if (found) return found
  const { id, pin_hash } = item
  if (item.is_quick === 1 && pin_hash !== null) await hardenNow(context, pins, { id, pin_hash })
  return undefined
}

async function refusalOf(
  { read }: Database,
  key: number,
  counter: Counter,
): Promise<Refusal | undefined> {
  const { batchNumber, serial } = placeOf(key)
  const batch = await read
    .selectFrom('batch')
    .where('number', '=', batchNumber)
    .select('state')
    .executeTakeFirst()
  if (batch?.state === 'spoiled') return refusal('CARD_DEACTIVATED')
  if (batch?.state !== 'received') {
    return refusal(
      'CARD_NOT_ACTIVE',
      'The batch of this card is not received yet. Receive it first.',
    )
  }
  // Whoever was to have it: what is gone is found by nobody because its allocation is withdrawn.
  const missing = await read
    .selectFrom('stock_missing as missing')
    .innerJoin('stock_allocation as allocation', 'allocation.id', 'missing.allocation_id')
    .where('allocation.batch_number', '=', batchNumber)
    .where('missing.first_serial', '<=', serial)
    .where('missing.last_serial', '>=', serial)
    .select('missing.allocation_id')
    .executeTakeFirst()
  if (missing !== undefined) {
    return refusal('CARD_BLOCKED', 'This card is on the list of missing stock. Ask the operator.')
  }
  const allocation = await read
    .selectFrom('stock_allocation as allocation')
    .where('allocation.batch_number', '=', batchNumber)
    .where('allocation.first_serial', '<=', serial)
    .where('allocation.last_serial', '>=', serial)
    .where('allocation.state', '<>', 'withdrawn')
    .select(['allocation.location_id', 'allocation.state'])
    .executeTakeFirst()
  if (allocation === undefined || counter.wholeNetwork) return undefined
  const isHere = allocation.location_id === counter.locationId && allocation.state !== 'allocated'
  return isHere ? undefined : refusal('CARD_NOT_ACCEPTED_HERE', ELSEWHERE)
}

const ELSEWHERE =
  'This card is stock of another location, or was not shipped yet. Use one of yours.'
