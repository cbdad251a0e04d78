import { type Minor, minor } from '../../src/contract/money.ts'
import type { Reserve } from '../../src/contract/terms.ts'
import { shareOf } from './shares.ts'

/**
 * What has to stay on a location's account at a cut-off. `recentMinor` is what it redeemed, less what was
 * taken back, in the days that the reserve counts, up to the cut-off; below zero counts as nothing.
 */
export function reserveKept(reserve: Reserve | null, recentMinor: number): Minor {
  if (reserve === null) return minor(0)
  if (reserve.kind === 'fixed') return reserve.amountMinor
  const fullMinor = shareOf(Math.max(0, recentMinor), reserve.basisPoints)
  return minor(Math.min(fullMinor, reserve.upToMinor ?? fullMinor))
}
