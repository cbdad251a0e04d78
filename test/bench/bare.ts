import { runChild } from './child.ts'
import type { Place, World } from './world.ts'

export interface BarePlan {
  readonly place: Place
  readonly world: World
  readonly rows: number
  readonly warmUpRows: number
  /** Redemptions of one commit. */
  readonly groupSize: number
  /** Whether each redemption takes a payment of a till, which is a row more. */
  readonly withPayment: boolean
}

export interface BareFigures {
  /** Redemptions written a second. */
  readonly perSecond: number
}

/**
 * The bare limit of SQLite on the engine's own file: a loop over rows that were made before, in
 * groups of a given size with `synchronous=FULL`. Needs a redemption of the engine in the file already.
 */
export function runBareLoop(plan: BarePlan): Promise<BareFigures> {
  return runChild<BareFigures>('bare-child.ts', plan)
}
