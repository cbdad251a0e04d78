import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { SettlingKind } from '../../src/contract/operations.ts'
import type { RequestBase } from './request-parts.ts'

/** Pays a location, or does a part of that: one movement between two accounts, and no card. */
export interface SettlingRequest extends RequestBase {
  readonly kind: SettlingKind
  /** The location whose payable moves; null for the kinds that move none. */
  readonly locationId: LocationId | null
  readonly networkId: NetworkId
  /** Above zero; of a `payable_adjust` below zero when it takes from the location. */
  readonly amountMinor: Minor
  readonly currency: Currency
  /** Why, when a person said so: always of a `payable_adjust`. */
  readonly reason: string | null
  /** What it is a part of: the id of a payout, fee or test. */
  readonly reference: string
}
