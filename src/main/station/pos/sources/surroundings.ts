import type { Currency } from '../../../../contract/money.ts'
import type { OwnListeners } from '../../own-listeners.ts'
import type { Clock, Log, Random, SourceMemory } from '../../ports.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import type { CloudFeed } from './cloud.ts'

/** What every source is given by the station. */
export interface SourceSurroundings {
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  /** The station's folder. */
  readonly directory: string
  /** The shop's currency: decides the decimals of amounts. Null while it is not known. */
  readonly currency: () => Currency | null
  /** A shipped or learnt profile; the default one where there is none of this name. */
  readonly profileOf: (name: string) => ReceiptProfile
  /** What the source of this id remembers over a restart. */
  readonly memoryOf: (sourceId: string) => SourceMemory
  /** Where sources of this station listen now. */
  readonly ownListeners: OwnListeners
  /** What the server hears of tills in the cloud. */
  readonly cloud: CloudFeed
}
