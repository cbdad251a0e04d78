import type { RequestId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import { businessKey } from '../ledger/keys.ts'
import type { Caller, Order } from '../ledger/request.ts'
import type { Counter } from './counter.ts'

/** What the caller says of the sale, if it named one. */
export interface GivenOrder {
  readonly orderId?: string | undefined
  readonly lineId?: string | undefined
  readonly allowRepeat?: boolean | undefined
}

/** What else makes the business key. */
export interface Sale {
  readonly caller: Caller
  readonly kind: 'activate' | 'fund' | 'redeem' | 'cash_out' | 'credit' | 'hold'
  /** The card's internal number, or the program of a new card; undefined when there is no card. */
  readonly card: number | string | undefined
  readonly amountMinor: Minor
  readonly currency: Currency
}

/**
 * The sale that an operation belongs to, if the caller named one. When the same sale is on record
 * and its answer surely reached this caller, the order says so, and the ledger refuses it as a
 * possible duplicate in place of passing that answer on.
 */
export async function orderOf(
  counter: Counter,
  given: GivenOrder,
  sale: Sale,
): Promise<Order | null> {
  if (given.orderId === undefined) return null
  const order: Order = {
    orderId: given.orderId,
    lineId: given.lineId ?? null,
    allowRepeat: given.allowRepeat ?? false,
  }
  if (order.allowRepeat || sale.card === undefined) return order
  const first = await firstOf(counter, order, { ...sale, card: sale.card })
  if (first === undefined) return order
  // Of a hold that was captured nothing is held any more: its answer would say the opposite.
  const isKnown = first.isOver || counter.deliveries.isKnown(sale.caller.key, first.requestId)
  return isKnown ? { ...order, knownFirst: first.requestId } : order
}

interface First {
  readonly requestId: RequestId
  /** True for a hold that was captured, also when its capture was undone since. */
  readonly isOver: boolean
}

/** The request that has this sale's business key; undefined when none was done and still stands. */
async function firstOf(
  { context }: Counter,
  { orderId, lineId }: Order,
  { caller, kind, card, amountMinor, currency }: Sale & { readonly card: number | string },
): Promise<First | undefined> {
  const { key: callerKey, locationId } = caller
  const parts = { callerKey, locationId, orderId, lineId, card, kind, amountMinor, currency }
  const row = await context.database.read
    .selectFrom('claim')
    .innerJoin('journal', 'journal.id', 'claim.journal_id')
    .leftJoin('reversal', 'reversal.journal_id', 'claim.journal_id')
    .where('claim.key', '=', businessKey(parts))
    .where('claim.released_by', 'is', null)
    .select(['journal.request_id', 'reversal.voided_by'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  const isOver = kind === 'hold' && row.voided_by !== null
  return { requestId: row.request_id as RequestId, isOver }
}
