/** All of a sum, in hundredths of a percent, as the arithmetic has it. */
const ALL = 10_000n

/**
 * So many hundredths of a percent of an amount that is not negative, rounded half up to whole minor
 * units. Exact at any size.
 */
export function shareOf(amountMinor: number, basisPoints: number): number {
  return halfUp(BigInt(amountMinor) * BigInt(basisPoints))
}

/** The same, rounded up. */
export function shareAbove(amountMinor: number, basisPoints: number): number {
  return Number((BigInt(amountMinor) * BigInt(basisPoints) + ALL - 1n) / ALL)
}

/** One step of a price list: what is above `fromMinor`, up to the next step, at this rate. */
export interface Step {
  readonly fromMinor: number
  readonly basisPoints: number
}

/**
 * The sum of each slice of an amount at the rate of its step, rounded half up once, at the end. Steps
 * begin at 0 and rise.
 */
export function steppedShareOf(amountMinor: number, steps: readonly Step[]): number {
  const parts = steps.map(({ fromMinor, basisPoints }, index) => {
    const toMinor = Math.min(amountMinor, steps[index + 1]?.fromMinor ?? amountMinor)
    return BigInt(Math.max(0, toMinor - fromMinor)) * BigInt(basisPoints)
  })
  return halfUp(parts.reduce((sum, part) => sum + part, 0n))
}

function halfUp(hundredths: bigint): number {
  return Number((hundredths + ALL / 2n) / ALL)
}

/**
 * Cuts a sum that is not negative by weights, so that the parts make the sum again to the cent: each
 * gets the whole units of its share, and what is left goes, one unit each, to the largest remainders,
 * the earlier of two equal ones first. Without any weight all parts weigh the same.
 */
export function splitByWeight(sumMinor: number, weights: readonly number[]): number[] {
  const isEven = weights.every((weight) => weight === 0)
  const parts = weights.map((weight) => BigInt(isEven ? 1 : weight))
  const total = parts.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return []
  const shares = parts.map((weight) => BigInt(sumMinor) * weight)
  const whole = shares.map((share) => Number(share / total))
  const left = sumMinor - whole.reduce((sum, share) => sum + share, 0)
  const lucky = new Set(
    shares
      .map((share, index) => ({ index, rest: share % total }))
      .sort((one, other) => compare(other.rest, one.rest) || one.index - other.index)
      .slice(0, left)
      .map(({ index }) => index),
  )
  return whole.map((share, index) => share + (lucky.has(index) ? 1 : 0))
}

function compare(one: bigint, other: bigint): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
