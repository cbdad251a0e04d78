import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reading } from './reading.ts'
import { expected, sales } from './sales.ts'
import { WRITERS } from './writers.ts'

const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 5_000 : 100

test.each(Object.entries(WRITERS))(
  '%s: every tender of any sales is read as it was given, in any pieces',
  { timeout: 600_000 },
  (_, { gift, write }) => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 1, max: 3_000 }), (all, piece) => {
        const { records, problems } = reading(write(all), { gift: [gift], piece, currency: 'USD' })
        expect(problems).toEqual([])
        expect(records.map(({ sequence }) => sequence)).toEqual(
          all.map(({ number }) => String(number)),
        )
        expect(new Set(records.map(({ key }) => key)).size).toBe(all.length)
        const read = records.map(({ tenders }) =>
          tenders
            .map(
              ({ isGift, kind, amountMinor }) =>
                `${isGift ? 'gift' : 'cash'} ${kind} ${amountMinor}`,
            )
            .toSorted(),
        )
        expect(read).toEqual(all.map(expected))
      }),
      { numRuns: RUNS },
    )
  },
)
