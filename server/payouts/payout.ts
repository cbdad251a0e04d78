import type { PayoutState } from '../../src/contract/admin/payout-views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { Purpose } from '../bank-files/index.ts'

/** One bank transfer of ours. */
export interface Payout {
  /** Ours, unique for ever: what the bank brings back. */
  readonly reference: string
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly profileId: string
  /** The run that it is part of. */
  readonly runId: string
  readonly purpose: Purpose
  readonly amountMinor: Minor
  readonly currency: Currency
  /** The version of the location's bank account that it went to; null when the network paid by itself. */
  readonly accountVersion: number | null
  readonly state: PayoutState
}

/** What an outcome came to. */
export interface OutcomeEffect {
  /** False when this very notice was known: nothing changed. */
  readonly isNew: boolean
  /** The payout's state afterwards. */
  readonly state: PayoutState
  /** What is owed to the location again by it; 0 when nothing is. */
  readonly reopenedMinor: Minor
}
