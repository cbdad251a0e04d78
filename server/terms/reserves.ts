import { type Minor, minor } from '../../src/contract/money.ts'
import type { Reserve } from '../../src/contract/terms.ts'
import { shareAbove } from './shares.ts'

/**
 * What has to stay on a location's account at a cut-off. `recentMinor` tells what it redeemed, less what
 * was taken back, in so many days up to the cut-off; below zero counts as nothing. A share is rounded up,
 * because it stands against what may come back.
 */
export function reserveKept(reserve: Reserve | null, recentMinor: (days: number) => number): Minor {
  if (reserve === null) return minor(0)
  if (reserve.kind === 'fixed') return reserve.amountMinor
  const fullMinor = shareAbove(Math.max(0, recentMinor(reserve.days)), reserve.basisPoints)
  return minor(Math.min(fullMinor, reserve.upToMinor ?? fullMinor))
}
