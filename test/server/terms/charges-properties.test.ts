import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chargesFor, networkChargesFor, splitByWeight } from '../../../server/terms/index.ts'
import { shareOf, steppedShareOf } from '../../../server/terms/shares.ts'
import { minor } from '../../../src/contract/money.ts'
import { type Commission, commissionSchema } from '../../../src/contract/terms.ts'
import { agreed, commission, fee, month, USD } from './agreements.ts'

const RUNS = { numRuns: process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 20_000 : 500 }
const sums = fc.oneof(fc.nat(200), fc.nat(5_000_000), fc.nat(Number.MAX_SAFE_INTEGER))
const points = fc.nat(10_000)
const least = fc.option(fc.integer({ min: 1, max: 5000 }))

const commissions: fc.Arbitrary<Commission> = fc
  .record({
    steps: fc.uniqueArray(fc.record({ from: fc.nat(900_000), points: fc.nat(3000) }), {
      ...{ minLength: 1, maxLength: 5, selector: ({ from }) => from },
    }),
    flat: fc.nat(500),
    ...{ least, more: fc.option(fc.nat(100_000)) },
  })
  .map(({ steps, flat, least: minimum, more }) => {
    const rising = steps.sort((one, other) => one.from - other.from)
    return commission(0, {
      tiers: rising.map(({ from, points: basisPoints }, index) => ({
        ...{ fromMinor: minor(index === 0 ? 0 : from + 1), basisPoints },
      })),
      flatMinor: minor(flat),
      minimumMinor: minimum === null ? null : minor(minimum),
      maximumMinor: more === null ? null : minor((minimum ?? 1) + more),
    })
  })

const charged = (terms: Commission, redeemedMinor: number, redemptionCount: number) =>
  chargesFor(agreed({ commission: terms }), month({ redeemedMinor, redemptionCount }))[0]
    ?.amountMinor ?? 0

describe('the arithmetic of shares', () => {
  test('a share is the exact one to half a unit, up; all of a sum is the sum', () => {
    fc.assert(
      fc.property(sums, points, (sum, share) => {
        const twice = 2n * (BigInt(shareOf(sum, share)) * 10_000n - BigInt(sum) * BigInt(share))
        expect(twice > -10_000n && twice <= 10_000n).toBe(true)
        expect(shareOf(sum, 10_000)).toBe(sum)
      }),
      RUNS,
    )
  })

  test('steps at one rate are one rate, wherever they are cut', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 5 })
    fc.assert(
      fc.property(sums, points, cuts, (sum, basisPoints, borders) => {
        const rising = [0, ...borders.sort((one, other) => one - other)]
        const steps = rising.map((fromMinor) => ({ fromMinor, basisPoints }))
        expect(steppedShareOf(sum, steps)).toBe(shareOf(sum, basisPoints))
      }),
      RUNS,
    )
  })

  test('a sum that is split is the sum again, each part within one unit of its share', () => {
    const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(sums, weights, (sum, shares) => {
        const parts = splitByWeight(sum, shares)
        expect(parts.reduce((total, part) => total + BigInt(part), 0n)).toBe(BigInt(sum))
        const total = shares.reduce((all, one) => all + one, 0)
        if (total === 0) return
        for (const [index, part] of parts.entries()) {
          const off = BigInt(part) * BigInt(total) - BigInt(sum) * BigInt(shares[index] ?? 0)
          expect(off > -BigInt(total) && off < BigInt(total)).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test('who weighs the same gets the same to one unit, and a larger one never less', () => {
    expect(splitByWeight(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(splitByWeight(5, [0, 0, 0, 0])).toEqual([2, 1, 1, 1])
    expect(splitByWeight(10, [1, 0, 2])).toEqual([3, 0, 7])
    expect(splitByWeight(7, [])).toEqual([])
    fc.assert(
      fc.property(sums, fc.array(fc.nat(1000), { minLength: 2, maxLength: 12 }), (sum, shares) => {
        const parts = splitByWeight(sum, shares)
        const pairs = shares.map((share, index) => ({ share, part: parts[index] ?? 0 }))
        pairs.sort((one, other) => one.share - other.share || one.part - other.part)
        for (const [index, { part }] of pairs.entries())
          expect(part).toBeGreaterThanOrEqual(pairs[index - 1]?.part ?? 0)
      }),
      RUNS,
    )
  })
})

describe('a commission, whatever was agreed', () => {
  test('what is generated is what the contract lets in', () => {
    fc.assert(
      fc.property(commissions, (one) => {
        expect(commissionSchema.safeParse(one).success).toBe(true)
      }),
      RUNS,
    )
  })

  test('it grows with what is redeemed and with how often, and is never below zero', () => {
    const values = fc.nat(2_000_000)
    fc.assert(
      fc.property(commissions, values, values, fc.nat(50), fc.nat(50), (terms, one, more, a, b) => {
        const before = charged(terms, one, a)
        expect(before).toBeGreaterThanOrEqual(0)
        expect(charged(terms, one + more, a + b)).toBeGreaterThanOrEqual(before)
      }),
      RUNS,
    )
  })

  test('never above what was redeemed, unless the least says so; never above the most', () => {
    fc.assert(
      fc.property(commissions, fc.nat(2_000_000), fc.nat(50), (terms, redeemed, count) => {
        const amount = charged(terms, redeemed, count)
        expect(amount).toBeLessThanOrEqual(Math.max(redeemed, terms.minimumMinor ?? 0))
        expect(amount).toBeLessThanOrEqual(terms.maximumMinor ?? Number.MAX_SAFE_INTEGER)
        if (count > 0) expect(amount).toBeGreaterThanOrEqual(terms.minimumMinor ?? 0)
      }),
      RUNS,
    )
  })

  test('a unit more at a border of steps costs at most a unit more', () => {
    fc.assert(
      fc.property(commissions, ({ tiers }) => {
        for (const { fromMinor } of tiers) {
          const [below, at] = [fromMinor - 1, fromMinor].map((sum) =>
            steppedShareOf(Math.max(0, sum), tiers),
          )
          expect((at ?? 0) - (below ?? 0)).toBeGreaterThanOrEqual(0)
          expect((at ?? 0) - (below ?? 0)).toBeLessThanOrEqual(1)
        }
      }),
      RUNS,
    )
  })
})

describe('the charges of a network, whatever was agreed', () => {
  test('each is its own: the sum of all is the sum of each fee alone', () => {
    const fees = fc.array(
      fc.record({
        basis: fc.constantFrom('sale', 'redemption', 'payout', 'location_month', 'network_month'),
        ...{ basisPoints: fc.nat(2000), fixedMinor: fc.nat(500) },
      }),
      { maxLength: 8 },
    )
    const counts = fc.nat(5000)
    fc.assert(
      fc.property(fees, counts, counts, sums, counts, (drawn, sales, payouts, value, locations) => {
        const made = drawn.map(({ basis, basisPoints, fixedMinor }, index) =>
          fee(`fee-${index}`, { basis, basisPoints, fixedMinor: minor(fixedMinor) }),
        )
        const activity = {
          ...{ currency: USD, salesCount: sales, soldMinor: Math.floor(value / 10_000), months: 1 },
          ...{ redemptionCount: payouts, redeemedMinor: Math.floor(value / 20_000) },
          ...{ locationCount: locations, payoutCount: payouts },
        }
        const sumOf = (some: typeof made) =>
          networkChargesFor(agreed({ fees: some }), activity).reduce(
            (sum, { amountMinor }) => sum + amountMinor,
            0,
          )
        expect(sumOf(made)).toBe(made.reduce((sum, one) => sum + sumOf([one]), 0))
      }),
      RUNS,
    )
  })
})
