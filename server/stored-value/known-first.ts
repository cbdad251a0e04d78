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
  const isKnown = first !== undefined && counter.deliveries.isKnown(sale.caller.key, first)
  return isKnown ? { ...order, knownFirst: first } : order
}

/** The request that has this sale's business key; undefined when none was done and still stands. */
async function firstOf(
  { context }: Counter,
  { orderId, lineId }: Order,
  { caller, kind, card, amountMinor, currency }: Sale & { readonly card: number | string },
): Promise<RequestId | undefined> {
  const { key: callerKey, locationId } = caller
  const parts = { callerKey, locationId, orderId, lineId, card, kind, amountMinor, currency }
  const row = await context.database.read
    .selectFrom('claim')
    .innerJoin('journal', 'journal.id', 'claim.journal_id')
    .where('claim.key', '=', businessKey(parts))
    .where('claim.released_by', 'is', null)
    .select('journal.request_id')
    .executeTakeFirst()
  return row?.request_id as RequestId | undefined
}
