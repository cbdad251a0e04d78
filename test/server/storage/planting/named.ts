import { expect } from 'vitest'
import { type Difference, describeDifference } from '../../../../server/storage/index.ts'

/** A difference says in one line what is wrong and where. */
export function expectNamed(difference: Difference): void {
  expect(difference.where.length).toBeGreaterThan(3)
  expect(difference.expected).not.toBe(difference.found)
  expect(describeDifference(difference)).toMatch(/^[a-z]+: .+ should be .*, but is .*/)
}
