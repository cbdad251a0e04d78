import { describe, expect, test } from 'vitest'
import { type PaymentId, uuidV7 } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { JournaledPayment } from '../../../src/main/station/journal/payments.ts'
import { matchPayments, type Surroundings } from '../../../src/main/station/matching/index.ts'

const NOW_MS = 1_800_000_000_000
const MINUTE_MS = 60_000

function payment(
  amountMinor: number,
  agoMs: number,
  change: Partial<Omit<JournaledPayment, 'currency'>> & { code?: string } = {},
): JournaledPayment {
  const { code = 'CAD', ...rest } = change
  const random = new Uint8Array(10).fill((amountMinor + agoMs) % 256)
  return {
    paymentId: uuidV7(NOW_MS - agoMs, random) as PaymentId,
    paymentKey: `key-${amountMinor}-${agoMs}`,
    label: 'GIFT CARD',
    amountMinor: minor(amountMinor),
    currency: currency(code),
    till: null,
    receiptNumber: null,
    seenAtMs: NOW_MS - agoMs,
    state: 'waiting',
    elsewhereAtMs: null,
    isUnderWay: false,
    ...rest,
  }
}

function card(availableMinor: number, isRefused = false) {
  return { availableMinor: minor(availableMinor), currency: currency('CAD'), isRefused }
}

type Held = Parameters<typeof matchPayments>[1]

function match(
  payments: readonly JournaledPayment[],
  held: Held,
  around: Partial<Surroundings> = {},
) {
  return matchPayments(payments, held, { nowMs: NOW_MS, lastTill: null, lone: [], ...around })
}

/** Amount, fit, and `*` for the suggested one. */
function read(...given: Parameters<typeof match>) {
  return match(...given).map(
    ({ amountMinor, fit, suggested }) => `${amountMinor} ${fit}${suggested ? ' *' : ''}`,
  )
}

describe('matching', () => {
  test.each([
    ['no card: nothing fits, nothing is suggested', [2_460], null, ['2460 none']],
    [
      'exactly one that the card pays: suggested',
      [2_460, 5_000],
      4_000,
      ['2460 full *', '5000 partial'],
    ],
    [
      'several that the card pays: the clerk chooses',
      [2_460, 825],
      4_000,
      ['2460 full', '825 full'],
    ],
    ['only one, paid in part: suggested', [5_000], 4_000, ['5000 partial *']],
    [
      'several paid in part: the clerk chooses',
      [5_000, 6_000],
      4_000,
      ['5000 partial', '6000 partial'],
    ],
    ['an empty card: nothing fits', [2_460], 0, ['2460 not_at_all']],
    ['exactly the balance: fits', [4_000], 4_000, ['4000 full *']],
  ])('%s', (_, amounts, available, expected) => {
    const payments = amounts.map((amount, index) => payment(amount, index))
    expect(read(payments, available === null ? null : card(available))).toEqual(expected)
  })

  test('without a card: newest first, whatever the order in the journal', () => {
    const payments = [payment(1, 300), payment(2, 100), payment(3, 200)]
    expect(read(payments, null)).toEqual(['2 none', '3 none', '1 none'])
  })

  test('another currency: does not fit, stands last and does not count', () => {
    const payments = [payment(100, 1, { code: 'EUR' }), payment(200, 2)]
    expect(read(payments, card(4_000))).toEqual(['200 full *', '100 not_at_all'])
  })

  test('a card that would be refused: nothing fits', () => {
    expect(read([payment(100, 1)], card(4_000, true))).toEqual(['100 not_at_all'])
  })

  test('more than a screen takes: the newest fifty', () => {
    const payments = Array.from({ length: 60 }, (_, index) => payment(index + 1, 60 - index))
    const shown = match(payments, null)
    expect(shown).toHaveLength(50)
    expect(shown[0]?.amountMinor).toBe(60)
  })
})

describe('ranking for the card in hand', () => {
  test('what fits whole comes before what fits in part, whatever the age', () => {
    const payments = [payment(9_000, 1_000), payment(900, 8 * MINUTE_MS)]
    expect(read(payments, card(4_000))).toEqual(['900 full *', '9000 partial'])
  })

  test('the till of the payment before, then how new it is', () => {
    const payments = [
      payment(100, 1_000, { till: '2' }),
      payment(200, 2_000, { till: '1' }),
      payment(300, 4 * MINUTE_MS, { till: '1' }),
    ]
    const ranked = match(payments, card(4_000), { lastTill: '1' })
    expect(ranked.map(({ amountMinor }) => amountMinor)).toEqual([200, 300, 100])
    expect(ranked[0]?.reasons).toEqual(['pays-all', 'same-till', 'just-now'])
    expect(ranked[2]?.reasons).toEqual(['pays-all', 'just-now'])
  })

  test('seconds ago, and all the others minutes: the newest is suggested', () => {
    const payments = [payment(100, 5_000), payment(200, 6 * MINUTE_MS)]
    expect(read(payments, card(4_000))).toEqual(['100 full *', '200 full'])
    const nearer = [payment(100, 5_000), payment(200, 4 * MINUTE_MS)]
    expect(read(nearer, card(4_000))).toEqual(['100 full', '200 full'])
  })

  test('twins (one amount, one minute): both said to be, and neither suggested', () => {
    const twins = [payment(750, 1_000, { till: '1' }), payment(750, 30_000, { till: '2' })]
    const ranked = match([...twins, payment(900, MINUTE_MS)], card(800), { lastTill: '1' })
    expect(ranked.map(({ suggested }) => suggested)).toEqual([false, false, false])
    expect(ranked.map(({ reasons }) => reasons.includes('twin'))).toEqual([true, true, false])
    expect(ranked.map(({ till }) => till)).toEqual(['1', '2', null])
  })

  test('one amount two minutes apart: no twins', () => {
    const ranked = match([payment(750, 1_000), payment(750, 2 * MINUTE_MS)], card(800))
    expect(ranked.map(({ reasons }) => reasons.includes('twin'))).toEqual([false, false])
  })

  test('the card came before the payment: the sale that was paid already is not offered again', () => {
    const lone = [{ amountMinor: 1_200, currency: 'CAD', atMs: NOW_MS - MINUTE_MS }]
    const ranked = match([payment(1_200, 1_000), payment(800, 2_000)], card(4_000), { lone })
    expect(ranked.map(({ amountMinor, suggested }) => [amountMinor, suggested])).toEqual([
      [800, false],
      [1_200, false],
    ])
    expect(ranked[1]?.reasons).toContain('paid-already')
    expect(read([payment(1_200, 1_000)], card(4_000), { lone })).toEqual(['1200 full'])
  })

  test('taken at another station: shown as such, not selectable, and it does not count', () => {
    const elsewhere = payment(100, 1_000, { elsewhereAtMs: NOW_MS })
    const ranked = match([elsewhere, payment(100, 2_000)], card(4_000))
    expect(ranked.map(({ fit, suggested }) => [fit, suggested])).toEqual([
      ['full', true],
      ['not_at_all', false],
    ])
    expect(ranked[1]?.reasons).toEqual(['taken-elsewhere'])
  })

  test('waiting for half an hour: said, last, and never lost', () => {
    const payments = [payment(100, 31 * MINUTE_MS, { till: '1' }), payment(200, 20 * MINUTE_MS)]
    const ranked = match(payments, card(4_000), { lastTill: '1' })
    expect(ranked.map(({ amountMinor }) => amountMinor)).toEqual([200, 100])
    expect(ranked[1]?.reasons).toContain('abandoned')
  })
})
