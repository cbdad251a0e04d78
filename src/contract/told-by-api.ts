import type { Currency, Minor } from './money.ts'

/**
 * What a refusal tells at the API alone. Stations and the pages of the admin take a refusal apart
 * strictly and know nothing of this: it never stands in what they are sent.
 */
export interface ToldByApi {
  /** True when this is the stored refusal of an earlier request. */
  readonly replayed?: true | undefined
  /** Where the same request may come again: not before this, in ms. */
  readonly retryAfterMs?: number | undefined
  /** Where it turns on it: what was on the card, to those who may know. */
  readonly balanceMinor?: Minor | undefined
  /** `balanceMinor` less what was held. */
  readonly availableMinor?: Minor | undefined
  readonly currency?: Currency | undefined
}
