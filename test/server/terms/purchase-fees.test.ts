import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { purchaseFeeFor, reserveKept } from '../../../server/terms/index.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { DEFAULT_RULES, type ProgramRules } from '../../../src/contract/program-rules.ts'
import { NO_TERMS, type PurchaseFee } from '../../../src/contract/terms.ts'

const programId = '01900000-0000-7000-8000-0000000000aa' as ProgramId
const step = (fromCards: number, perCardMinor: number, orderMinor = 0) => ({
  ...{ fromCards, perCardMinor: minor(perCardMinor), orderMinor: minor(orderMinor) },
})

/** As a downtown has it: 2.00 a card, 1.00 from 11 cards on, 25.00 for 50 and more. */
const DOWNTOWN: PurchaseFee = {
  ...{ programId, label: 'Purchase fee', basisPoints: 0, tax: null },
  steps: [step(1, 200), step(11, 100), step(50, 0, 2500)],
}

function priced(
  fee: PurchaseFee,
  cardsMinor: readonly number[],
  rules: Partial<ProgramRules> = {},
  code = 'USD',
) {
  const program = { programId, currency: currency(code), rules: { ...DEFAULT_RULES, ...rules } }
  return purchaseFeeFor({ ...NO_TERMS, purchaseFees: [fee] }, program, { programId, cardsMinor })
}
const cards = (count: number, valueMinor = 5000) => Array.from({ length: count }, () => valueMinor)

describe('what a buyer pays beside the value of cards', () => {
  test.each([
    [1, 200],
    [10, 2000],
    [11, 1100],
    [49, 4900],
    [50, 2500],
    [400, 2500],
  ])('%d cards: %d', (count, expected) => {
    expect(priced(DOWNTOWN, cards(count))?.charge).toMatchObject({
      ...{ id: 'purchase', payer: 'buyer', basis: 'sale', amountMinor: expected, taxMinor: 0 },
    })
  })

  test('a share of the value, and its tax, each rounded half up', () => {
    const tax = { basisPoints: 1300, label: 'HST 13 %' }
    const fee = { ...DOWNTOWN, basisPoints: 250, steps: [step(1, 0)], tax }
    // 2.5 % of 130.20 is 3.255; 13 % of 3.26 is 0.4238.
    expect(priced(fee, [13_020])?.charge).toMatchObject({ amountMinor: 326, taxMinor: 42 })
  })

  test('none agreed, or no card: nothing', () => {
    expect(priced({ ...DOWNTOWN, steps: [step(1, 0)] }, cards(3))).toBeUndefined()
    expect(priced(DOWNTOWN, [])).toBeUndefined()
  })

  test('the law became another since: never more than it permits now', () => {
    const mall = { profile: 'ca-on', affiliated: false } as const
    expect(priced(DOWNTOWN, cards(2), mall, 'CAD')?.charge.amountMinor).toBe(300)
    expect(
      priced(DOWNTOWN, cards(2), { profile: 'ca-on', affiliated: true }, 'CAD'),
    ).toBeUndefined()
    expect(priced(DOWNTOWN, cards(2), { profile: 'us-ca' })).toBeUndefined()
  })

  test('what each card bears makes the fee again to the cent', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 120 }), (values) => {
        const fee = priced({ ...DOWNTOWN, basisPoints: 175 }, values)
        expect(fee?.byCardMinor).toHaveLength(values.length)
        const sum = (fee?.byCardMinor ?? []).reduce((total, one) => total + one, 0)
        expect(sum).toBe(fee?.charge.amountMinor)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what stays against what may come back', () => {
  const share = { kind: 'percent', basisPoints: 500, days: 30, upToMinor: null } as const

  test('a share of what was redeemed of late, rounded up; never of less than nothing', () => {
    expect(reserveKept(share, () => 12_341)).toBe(618)
    expect(reserveKept(share, () => -4000)).toBe(0)
    expect(reserveKept({ ...share, upToMinor: minor(600) }, () => 12_350)).toBe(600)
  })

  test('a fixed sum, or none', () => {
    expect(reserveKept({ kind: 'fixed', amountMinor: minor(50_000) }, () => 10)).toBe(50_000)
    expect(reserveKept(null, () => 10)).toBe(0)
  })
})
