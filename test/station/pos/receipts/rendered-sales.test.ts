import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencyExponent } from '../../../../src/contract/money.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import { type RenderedSale, renderedSale, TONGUES } from './rendered-sales.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const RUNS = IS_FULL ? 200_000 : 2_000
const TIMEOUT_MS = IS_FULL ? 3_600_000 : 120_000
const interpret = createInterpreter(defaultProfile())

function expected({ kind, gifts }: RenderedSale): string[] {
  if (kind === 'report') return []
  if (kind === 'house-minus') return gifts.map((gift) => `payment ${gift}`)
  if (kind !== 'taken-back') return gifts.map((gift) => `${kind} ${gift}`)
  // The last equal one is taken back.
  const at = gifts.lastIndexOf(gifts[0] ?? 0)
  const left = gifts.map((gift, index) => `${index === at ? 'void' : 'payment'} ${gift}`)
  return [...left, `void ${gifts[0]}`]
}

test('rendered sales: every language, spelling and layout is read back as it was printed', {
  timeout: TIMEOUT_MS,
}, () => {
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  fc.assert(
    fc.property(renderedSale, (sale) => {
      const paper = interpret(sale.rows, sale.spelling.currency)
      const found = paper.tenders.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)
      expect(found).toEqual(expected(sale))
      expect(paper.receiptNumber).toBe(sale.number)
      expect(paper.clerk).toBe('ANNA')
      expect(paper.totalMinor).toBe(sale.totalMinor)
      for (const { currency, confidence, rows } of paper.tenders) {
        expect(currency).toBe(sale.spelling.currency)
        expect(confidence).toBeGreaterThanOrEqual(0.5)
        expect(rows.every((row) => sale.rows[row] !== undefined)).toBe(true)
      }
      count(sale.tongue)
      count(sale.kind)
      count(`decimals ${currencyExponent(sale.spelling.currency)}`)
    }),
    { numRuns: RUNS },
  )
  const wanted = [...Object.keys(TONGUES), 'copy', 'training', 'void', 'refund', 'taken-back']
  for (const what of [...wanted, 'house-minus', 'report', 'decimals 0', 'decimals 3']) {
    expect([what, (seen.get(what) ?? 0) > RUNS / 100]).toEqual([what, true])
  }
})
