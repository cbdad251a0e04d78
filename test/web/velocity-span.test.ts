import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readSpan,
  SPAN_UNIT_NAMES,
  typedSpan,
} from '../../server/web/admin/rooms/guards/velocity-span.ts'
import { velocityRuleSchema } from '../../src/contract/admin/guards.ts'

const windowMs = velocityRuleSchema.shape.windowMs
const LONGEST_MS = 31 * 24 * 3_600_000

describe('span of a velocity limit', () => {
  it.each([
    [86_400_000, 1, 'days'],
    [129_600_000, 36, 'hours'],
    [5_400_000, 90, 'minutes'],
    [90_000, 90, 'seconds'],
    [1_500, 1.5, 'seconds'],
  ])('%i ms: shown as %d %s', (spanMs, count, unit) => {
    expect(typedSpan(spanMs)).toEqual({ count, unit })
  })

  it('any that the server takes: shown and read, it is the same one', () => {
    const spans = fc.integer({ min: 1_000, max: LONGEST_MS })
    fc.assert(fc.property(spans, (spanMs) => readSpan(typedSpan(spanMs)) === spanMs))
  })

  it('whatever is typed: what is read, the server takes', () => {
    const typed = fc.record({
      count: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant('')),
      unit: fc.constantFrom(...SPAN_UNIT_NAMES),
    })
    fc.assert(
      fc.property(typed, (span) => {
        const read = readSpan(span)
        return read === undefined || windowMs.safeParse(read).success
      }),
    )
  })

  it.each([
    ['', 'hours'],
    [0, 'minutes'],
    [0.4, 'seconds'],
    [32, 'days'],
    [745, 'hours'],
    ['-', 'hours'],
  ] as const)('"%s" %s: none', (count, unit) => {
    expect(readSpan({ count, unit })).toBeUndefined()
  })
})
