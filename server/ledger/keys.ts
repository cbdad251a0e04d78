import { hash } from 'node:crypto'
import type { RequestId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'

/**
 * The keys under which claims and tombstones are stored: SHA-256 over a JSON array whose first
 * element names the sort of key, so that keys of different sorts never meet.
 */
function hashed(parts: readonly (string | number | null)[]): Buffer {
  return hash('sha256', JSON.stringify(parts), 'buffer')
}

/** What makes two operations the same sale, whatever their request ids. */
export interface BusinessKeyParts {
  readonly callerKey: string
  readonly locationId: string | null
  readonly orderId: string
  readonly lineId: string | null
  /** The card's internal number, or the program's id where a new card is asked for. */
  readonly card: number | string
  readonly kind: OperationKind
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** The business key: a retry under a new request id has the same one. */
export function businessKey(parts: BusinessKeyParts): Buffer {
  return hashed([
    'order',
    parts.callerKey,
    parts.locationId,
    parts.orderId,
    parts.lineId,
    parts.card,
    parts.kind,
    parts.amountMinor,
    parts.currency,
  ])
}

/**
 * The tombstone of an order's redemption from a card that was voided before it arrived: of any
 * amount, as a void gives back whatever was redeemed.
 */
export function orderTombstoneKey(
  parts: Pick<BusinessKeyParts, 'callerKey' | 'locationId' | 'orderId' | 'lineId' | 'card'>,
): Buffer {
  const { callerKey, locationId, orderId, lineId, card } = parts
  return hashed(['voided order', callerKey, locationId, orderId, lineId, card])
}

/** A till payment: taken once at its location, whichever station asks. */
export function paymentKey(locationId: string | null, key: string): Buffer {
  return hashed(['payment', locationId, key])
}

/** The tombstone of a request that was voided before it arrived. */
export function requestTombstoneKey(callerKey: string, requestId: RequestId): Buffer {
  return hashed(['request', callerKey, requestId])
}
