import { runChild } from './child.ts'
import type { Scale } from './scale.ts'
import type { Place, World } from './world.ts'

/** Which cards and locations the callers use. */
export interface Spread {
  /** Any card, always the same one, or any of the first program. */
  readonly cards: 'all' | 'one' | 'program'
  /** Each caller has its own location, or all have the first one. */
  readonly locations: 'all' | 'one'
}

export const EVENLY: Spread = { cards: 'all', locations: 'all' }

/** A closed loop in a process of its own: each caller waits for its answer before it asks again. */
export interface CallersPlan extends Pick<Scale, 'warmUpMs' | 'measureMs'> {
  readonly place: Place
  readonly world: World
  readonly callers: number
  readonly spread: Spread
  /** Whether each redemption takes a payment of a till. */
  readonly withPayment: boolean
  /** The most operations in one commit; the engine's own rule when not given. */
  readonly groupMax?: number
}

export interface CallersFigures {
  /** Redemptions acknowledged while it was measured, a second. */
  readonly perSecond: number
  /** Redemptions acknowledged in all, the warm-up too. */
  readonly acknowledged: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Opens the engine in a process of its own and redeems with so many callers. */
export function runCallers(
  plan: CallersPlan,
  before: readonly string[] = [],
): Promise<CallersFigures> {
  return runChild<CallersFigures>('callers-child.ts', plan, before)
}
