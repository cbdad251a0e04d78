import { describe, expect, test } from 'vitest'
import { type PaymentId, uuidV7 } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { JournaledPayment } from '../../../src/main/station/journal/payments.ts'
import { matchPayments } from '../../../src/main/station/matching/index.ts'

function payment(amountMinor: number, seenAtMs: number, code = 'CAD'): JournaledPayment {
  const random = new Uint8Array(10).fill(amountMinor % 256)
  return {
    paymentId: uuidV7(seenAtMs, random) as PaymentId,
    paymentKey: `key-${amountMinor}-${seenAtMs}`,
    label: 'GIFT CARD',
    amountMinor: minor(amountMinor),
    currency: currency(code),
    till: null,
    receiptNumber: null,
    seenAtMs,
    state: 'waiting',
    elsewhereAtMs: null,
    isUnderWay: false,
  }
}

function card(availableMinor: number, isRefused = false) {
  return { availableMinor: minor(availableMinor), currency: currency('CAD'), isRefused }
}

/** Amount, fit, and `*` for the suggested one. */
function read(payments: readonly JournaledPayment[], held: Parameters<typeof matchPayments>[1]) {
  return matchPayments(payments, held).map(
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
    const payments = amounts.map((amount, index) => payment(amount, 1_000 - index))
    expect(read(payments, available === null ? null : card(available))).toEqual(expected)
  })

  test('newest first, whatever the order in the journal', () => {
    const payments = [payment(1, 100), payment(2, 300), payment(3, 200)]
    expect(read(payments, null)).toEqual(['2 none', '3 none', '1 none'])
  })

  test('another currency: does not fit and does not count', () => {
    const payments = [payment(100, 2, 'EUR'), payment(200, 1)]
    expect(read(payments, card(4_000))).toEqual(['100 not_at_all', '200 full *'])
  })

  test('a card that would be refused: nothing fits', () => {
    expect(read([payment(100, 1)], card(4_000, true))).toEqual(['100 not_at_all'])
  })

  test('more than a screen takes: the newest fifty', () => {
    const payments = Array.from({ length: 60 }, (_, index) => payment(index + 1, index))
    const shown = matchPayments(payments, null)
    expect(shown).toHaveLength(50)
    expect(shown[0]?.amountMinor).toBe(60)
  })
})
