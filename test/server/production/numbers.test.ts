import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeCardNumber } from '../../../server/cards/index.ts'

const COUNT = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1_000_000 : 100_000
const FIRST = 6
const LAST = 17

/**
 * Chi-squared that chance exceeds once in ten million times, for 9 and for 99 degrees of freedom: of
 * the 23 figures of a run one does by accident once in half a million runs.
 */
const DIGIT_MAX = 50
const PAIR_MAX = 190

/**
 * Of 10^12 numbers one comes twice now and then: of 100,000 once in two hundred runs, of a million in
 * every other one. More than so many are no chance. A batch draws such a number again.
 */
const TWICE_MAX = 6

test('many numbers: hardly any twice, no digit and no pair of neighbours more often than chance', () => {
  const seen = new Set<bigint>()
  const digits = Array.from({ length: LAST + 1 }, () => new Uint32Array(10))
  const pairs = Array.from({ length: LAST + 1 }, () => new Uint32Array(100))
  for (let made = 0; made < COUNT; made += 1) {
    const number = makeCardNumber('997001', randomBytes)
    seen.add(BigInt(number))
    for (let place = FIRST; place <= LAST; place += 1) {
      const digit = number.charCodeAt(place) - 48
      add(digits[place], digit)
      if (place < LAST) add(pairs[place], digit * 10 + number.charCodeAt(place + 1) - 48)
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(COUNT - TWICE_MAX)
  const ofDigits = digits.slice(FIRST).map(chiSquared)
  const ofPairs = pairs.slice(FIRST, LAST).map(chiSquared)
  process.stdout.write(`${COUNT} numbers: ${COUNT - seen.size} twice\n`)
  process.stdout.write(`chi-squared by place (9 degrees of freedom): ${shown(ofDigits)}\n`)
  process.stdout.write(`chi-squared by pair of neighbours (99): ${shown(ofPairs)}\n`)
  expect(Math.max(...ofDigits)).toBeLessThan(DIGIT_MAX)
  expect(Math.max(...ofPairs)).toBeLessThan(PAIR_MAX)
}, 300_000)

test('chi-squared: a digit that comes a little too often is noticed', () => {
  const counts = Uint32Array.from({ length: 10 }, () => 10_000)
  add(counts, 3, 800)
  expect(chiSquared(counts)).toBeGreaterThan(DIGIT_MAX)
})

function add(counts: Uint32Array | undefined, at: number, count = 1): void {
  if (counts) counts[at] = (counts[at] ?? 0) + count
}

function chiSquared(counts: Uint32Array): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const expected = all / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function shown(figures: readonly number[]): string {
  return figures.map((figure) => figure.toFixed(1)).join(' ')
}
