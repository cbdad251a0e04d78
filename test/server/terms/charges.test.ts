import { describe, expect, test } from 'vitest'
import {
  type Charge,
  chargesFor,
  networkChargesFor,
  payoutReturnCharge,
} from '../../../server/terms/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { agreed, commission, fee, HERE, month, USD } from './agreements.ts'

const sumOf = (charges: readonly Charge[]) =>
  charges.reduce((sum, { amountMinor, taxMinor }) => sum + amountMinor + taxMinor, 0)
const amounts = (charges: readonly Charge[]) =>
  Object.fromEntries(charges.map(({ id, amountMinor }) => [id, amountMinor]))

describe('the example of the reference product', () => {
  const terms = agreed({
    fees: [
      fee('gateway-month', { kind: 'gateway', fixedMinor: minor(1500) }),
      fee('gateway-sale', { kind: 'gateway', basis: 'sale', fixedMinor: minor(15) }),
      fee('processing', { kind: 'processing', basis: 'sale', basisPoints: 300 }),
      fee('platform-location', {
        ...{ kind: 'platform', basis: 'location_month', fixedMinor: minor(100) },
      }),
      fee('platform-sale', { kind: 'platform', basis: 'sale', basisPoints: 100 }),
      fee('disbursement-month', { kind: 'disbursement', fixedMinor: minor(1500) }),
      fee('disbursement-payment', {
        ...{ kind: 'disbursement', basis: 'payout', fixedMinor: minor(25) },
      }),
    ],
  })
  const activity = {
    ...{ currency: USD, salesCount: 100, soldMinor: 100 * 10_000, months: 1 },
    ...{ redemptionCount: 140, redeemedMinor: 700_000, locationCount: 50, payoutCount: 20 },
  }

  test('100 cards of 100.00, 70 % redeemed at 20 of 50 locations: 500.00 of charges', () => {
    const charges = networkChargesFor(terms, activity)
    expect(amounts(charges)).toEqual({
      ...{ 'gateway-month': 1500, 'gateway-sale': 1500, processing: 30_000 },
      ...{ 'platform-location': 5000, 'platform-sale': 10_000 },
      ...{ 'disbursement-month': 1500, 'disbursement-payment': 500 },
    })
    expect(sumOf(charges)).toBe(50_000)
    expect(charges.every(({ payer }) => payer === 'network')).toBe(true)
  })

  test('7,000.00 is paid out: nothing of it is charged to the locations', () => {
    const paid = Array.from({ length: 20 }, () => {
      const redeemed = { redemptionCount: 7, redeemedMinor: 35_000, isPayoutMade: true }
      return 35_000 - sumOf(chargesFor(terms, month(redeemed)))
    })
    expect(paid.reduce((sum, one) => sum + one, 0)).toBe(700_000)
  })

  test('a month later, with nothing sold or redeemed: only what is by month', () => {
    const idle = { ...activity, salesCount: 0, soldMinor: 0, redeemedMinor: 0, payoutCount: 0 }
    const nothing = { ...idle, redemptionCount: 0 }
    expect(sumOf(networkChargesFor(terms, nothing))).toBe(8000)
    // Two months in one run, and none in a week that ends in the middle of one.
    expect(sumOf(networkChargesFor(terms, { ...nothing, months: 2 }))).toBe(16_000)
    expect(networkChargesFor(terms, { ...nothing, months: 0 })).toEqual([])
  })
})

describe('what a location is charged', () => {
  test('nothing was agreed, or it is another currency: nothing', () => {
    const activity = month({ redemptionCount: 3, redeemedMinor: 9000, isPayoutMade: true })
    expect(chargesFor(agreed({}), activity)).toEqual([])
    const euros = agreed({ commission: commission(500) }, undefined, currency('EUR'))
    expect(chargesFor(euros, activity)).toEqual([])
  })

  // Worked out by hand, in currencies with 0, 2 and 3 digits.
  test.each([
    // 3.3 % of 12,345 yen: 407.385; 10 % tax on 407: 40.7
    ['JPY', 330, 0, 12_345, 1, { amountMinor: 407, taxMinor: 41 }],
    // 0.5 % of 100 yen: exactly half a yen, up
    ['JPY', 50, 0, 100, 1, { amountMinor: 1, taxMinor: 0 }],
    // 2.5 % of 123.456 dinars: 3.0864; 10 % tax: 0.3086
    ['KWD', 250, 0, 123_456, 1, { amountMinor: 3086, taxMinor: 309 }],
    // 1.25 % of 0.360 dinars: 4.5 fils, up; with 0.010 for each of 2
    ['KWD', 125, 10, 360, 2, { amountMinor: 25, taxMinor: 3 }],
    // 2.75 % of 1,033.27 = 28.4149; and 0.25 for each of 9 = 2.25
    ['USD', 275, 25, 103_327, 9, { amountMinor: 3066, taxMinor: 307 }],
    // One cent of 0.01: 2.75 % of it is nothing yet
    ['USD', 275, 0, 1, 1, undefined],
  ] as const)(
    '%s: %d basis points and %d each, of %d in %d',
    (code, points, flat, of, count, expected) => {
      const tax = { basisPoints: 1000, label: 'Tax 10 %' }
      const terms = agreed(
        { commission: commission(points, { flatMinor: minor(flat), tax }) },
        undefined,
        currency(code),
      )
      const activity = month({
        ...{ currency: currency(code), redemptionCount: count, redeemedMinor: of },
      })
      const [charge] = chargesFor(terms, activity)
      if (expected === undefined) expect(charge).toBeUndefined()
      else
        expect(charge).toMatchObject({
          ...{ ...expected, id: 'commission', payer: 'location', basis: 'redemption' },
          ...{ currency: code, taxLabel: 'Tax 10 %', collection: 'netted' },
        })
    },
  )

  test('rounding is done once, on the sum of the period', () => {
    const terms = agreed({ commission: commission(50) })
    // 0.5 % of ten times 0.99 is 0.0495 in the sum; each by itself would be nothing.
    const activity = month({ redemptionCount: 10, redeemedMinor: 990 })
    expect(chargesFor(terms, activity)).toMatchObject([{ amountMinor: 5 }])
  })

  test.each([
    [0, 0],
    [999_999, 50_000],
    [1_000_000, 50_000],
    [1_000_001, 50_000],
    [1_000_017, 50_001],
    [5_000_000, 170_000],
    [6_000_000, 180_000],
  ])('steps of volume: %d gives %d', (redeemedMinor, expected) => {
    const tiers = [
      { fromMinor: minor(0), basisPoints: 500 },
      { fromMinor: minor(1_000_000), basisPoints: 300 },
      { fromMinor: minor(5_000_000), basisPoints: 100 },
    ]
    const charges = chargesFor(
      agreed({ commission: commission(0, { tiers }) }),
      month({ redemptionCount: 1, redeemedMinor }),
    )
    expect(sumOf(charges)).toBe(expected)
  })

  test('what was voided or refunded is not charged for; more than was redeemed gives nothing back', () => {
    const terms = agreed({ commission: commission(1000) })
    const busy = { redemptionCount: 5, redeemedMinor: 10_000, refundedMinor: 1500 }
    expect(chargesFor(terms, month({ ...busy, voidedMinor: 500 }))).toMatchObject([
      { amountMinor: 800 },
    ])
    expect(chargesFor(terms, month({ ...busy, voidedMinor: 9000 }))).toEqual([])
  })

  test('never more than was redeemed, unless the least is more', () => {
    const flat = { flatMinor: minor(300) }
    const small = month({ redemptionCount: 2, redeemedMinor: 450 })
    expect(chargesFor(agreed({ commission: commission(0, flat) }), small)).toMatchObject([
      { amountMinor: 450 },
    ])
    const least = commission(0, { ...flat, minimumMinor: minor(1000) })
    expect(chargesFor(agreed({ commission: least }), small)).toMatchObject([{ amountMinor: 1000 }])
  })

  test('the least is asked where something happened, and not for an idle month; the most holds', () => {
    const bound = commission(1000, { minimumMinor: minor(500), maximumMinor: minor(2000) })
    const terms = agreed({ commission: bound })
    const charged = (redeemedMinor: number, redemptionCount = 1) =>
      sumOf(chargesFor(terms, month({ redeemedMinor, redemptionCount })))
    expect([charged(0, 0), charged(100), charged(5000), charged(20_000), charged(90_000)]).toEqual([
      ...[0, 500, 500, 2000, 2000],
    ])
  })

  test('a plan and fees, by month, by redemption and by payout, in this order', () => {
    const terms = agreed({
      commission: commission(100),
      plan: {
        ...{ name: 'Plus', monthlyMinor: minor(2900), collection: 'invoiced' },
        tax: { basisPoints: 500, label: 'GST 5 %' },
      },
      fees: [
        fee('card', { payer: 'location', basis: 'redemption', fixedMinor: minor(10) }),
        fee('bank', { payer: 'location', basis: 'payout', fixedMinor: minor(25) }),
        fee('service', { payer: 'location', basis: 'location_month', fixedMinor: minor(500) }),
        fee('ours', { payer: 'network', basis: 'payout', fixedMinor: minor(99) }),
      ],
    })
    const activity = month({ redemptionCount: 4, redeemedMinor: 50_000, months: 2 })
    const paid = chargesFor(terms, { ...activity, isPayoutMade: true })
    expect(paid.map(({ id, amountMinor, taxMinor }) => [id, amountMinor, taxMinor])).toEqual([
      ...[
        ['commission', 500, 0],
        ['plan', 5800, 290],
        ['card', 40, 0],
        ['bank', 25, 0],
        ['service', 1000, 0],
      ],
    ])
    expect(paid[1]).toMatchObject({ collection: 'invoiced', taxLabel: 'GST 5 %' })
    const unpaid = chargesFor(terms, { ...activity, months: 0 })
    expect(unpaid.map(({ id }) => id)).toEqual(['commission', 'card'])
  })

  test('a location has its own commission, waives one fee and has another in place of one', () => {
    const network = {
      commission: commission(300),
      fees: [
        fee('one', { payer: 'location', basis: 'location_month', fixedMinor: minor(100) }),
        fee('two', { payer: 'location', basis: 'location_month', fixedMinor: minor(200) }),
        fee('three', { payer: 'network', basis: 'location_month', fixedMinor: minor(400) }),
      ],
    }
    const own = {
      commission: null,
      waivedFees: ['one'],
      fees: [fee('two', { payer: 'location', basis: 'location_month', fixedMinor: minor(150) })],
    }
    const activity = month({ redemptionCount: 1, redeemedMinor: 1000 })
    expect(amounts(chargesFor(agreed(network, own), activity))).toEqual({ two: 150 })
    const everybody = { ...activity, locationId: 'another' as typeof HERE }
    expect(amounts(chargesFor(agreed(network, own), everybody))).toEqual({
      ...{ commission: 30, one: 100, two: 200 },
    })
  })

  test('a returned payout: its fee with its tax, passed on only where that was agreed', () => {
    const payoutReturnFee = {
      ...{ amountMinor: minor(750), collection: 'netted' as const },
      tax: { basisPoints: 1300, label: 'HST 13 %' },
    }
    const place = { locationId: HERE, currency: USD }
    expect(payoutReturnCharge(agreed({ payoutReturnFee }), place)).toMatchObject({
      ...{ id: 'payout-return', amountMinor: 750, taxMinor: 98, payer: 'location' },
    })
    expect(payoutReturnCharge(agreed({ payoutReturnFee }, { payoutReturnFee: null }), place)).toBe(
      undefined,
    )
  })
})
