import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PosAccount } from '../../../server/pos/adapter.ts'
import { ADAPTERS } from '../../../server/pos/adapters.ts'
import { minorOfDecimal, minorOfUnits } from '../../../server/pos/amounts.ts'
import { parseExact } from '../../../server/pos/exact-json.ts'
import { timeOf } from '../../../server/pos/fields.ts'
import { currency } from '../../../src/contract/money.ts'
import { POS_KINDS, type PosKind } from '../../../src/contract/wire/pos.ts'
import { callbackOf, type Sale, SETUPS } from './sales.ts'

const EUR = currency('EUR')
/** Small in every run, whole when asked for. */
const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 20_000 : 200

const SALE: Sale = {
  ...{ id: '1001', saleId: '2002', amountMinor: 1_250, label: '', receipt: 'R-1', state: 'paid' },
  ...{ atMs: 1_795_000_000_000, changedAtMs: 1_795_000_000_000, refund: null },
}

function accountOf(kind: PosKind): PosAccount {
  return { ...SETUPS[kind], currency: EUR }
}

function read(kind: PosKind, body: string | Uint8Array) {
  const callback = { body: Buffer.from(body), header: () => '', notificationUrl: '' }
  return ADAPTERS[kind].readCallback(callback, accountOf(kind))
}

describe('amounts of cloud POS', () => {
  test.each([
    ['12.5', 'EUR', 1_250],
    ['12.50000', 'EUR', 1_250],
    ['-12.50', 'EUR', -1_250],
    ['0.29', 'EUR', 29],
    ['1150.10', 'EUR', 115_010],
    ['900', 'JPY', 900],
    ['900.00', 'JPY', 900],
    ['1.234', 'KWD', 1_234],
    ['12.505', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    ['1,250', 'EUR', undefined],
    ['', 'EUR', undefined],
    ['NaN', 'EUR', undefined],
    ['10000000000', 'EUR', undefined],
  ])('the decimal "%s" in %s: %s', (text, code, minor) => {
    expect(minorOfDecimal(text, currency(code))).toBe(minor)
  })

  test.each([
    ['1250', 1_250],
    ['-5', -5],
    ['12.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['9999999999999', undefined],
  ])('the units "%s": %s', (text, minor) => {
    expect(minorOfUnits(text)).toBe(minor)
  })

  test('any amount, written as a number in JSON with any trailing zeros: the same, to the cent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 9 }),
        (minor, zeros) => {
          const digits = String(Math.abs(minor)).padStart(3, '0')
          const sign = minor < 0 ? '-' : ''
          const text = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}${'0'.repeat(zeros)}`
          const { amount } = parseExact(`{"amount":${text}}`) as { amount: string }
          expect(amount).toBe(text)
          expect(minorOfDecimal(amount, EUR)).toBe(minor === 0 ? 0 : minor)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('ids of 19 digits: none is lost', () => {
    expect(parseExact('{"id":9007199254740993123}')).toEqual({ id: '9007199254740993123' })
  })
})

test.each([
  ['2026-02-03T10:20:30.000+0000', Date.UTC(2026, 1, 3, 10, 20, 30)],
  ['2026-02-03T10:20:30+02:00', Date.UTC(2026, 1, 3, 8, 20, 30)],
  ['2016-07-18 08:04:05', Date.UTC(2016, 6, 18, 8, 4, 5)],
  ['2022-07-13T20:30:59.037339943Z', Date.UTC(2022, 6, 13, 20, 30, 59, 37)],
  ['1537970958000', 1_537_970_958_000],
  ['yesterday', undefined],
  ['', undefined],
])('the time "%s": %s', (text, atMs) => {
  expect(timeOf(text)).toBe(atMs)
})

describe('callbacks of cloud POS', () => {
  test.each(POS_KINDS)('%s: damaged in any way: no crash, and never another amount', (kind) => {
    const sale = { ...SALE, label: SETUPS[kind].tenders[0] ?? '' }
    const { body } = callbackOf(SETUPS[kind], 'https://x.example', sale)
    fc.assert(
      fc.property(damage(body), (damaged) => {
        const reading = read(kind, damaged)
        if (reading.is === 'unknown') return
        for (const one of reading.findings.readings) {
          expect(one.amountMinor).toBeGreaterThan(0)
          expect(Number.isSafeInteger(one.amountMinor)).toBe(true)
          expect(Number.isSafeInteger(one.atMs)).toBe(true)
          expect(one.label.length).toBeLessThanOrEqual(100)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test.each(POS_KINDS)('%s: cut anywhere: no payment', (kind) => {
    const sale = { ...SALE, label: SETUPS[kind].tenders[0] ?? '' }
    const { body } = callbackOf(SETUPS[kind], 'https://x.example', sale)
    // Lightspeed's form has a field after the sale.
    const end = kind === 'lightspeed' ? body.indexOf('&domain_prefix') - 1 : body.length - 1
    for (let length = 0; length < end; length += 7)
      expect(read(kind, body.slice(0, length)).is).toBe('unknown')
  })

  test.each(POS_KINDS)('%s: nested without end: unknown', (kind) => {
    expect(read(kind, `payload=${'['.repeat(100_000)}`).is).toBe('unknown')
    expect(read(kind, '['.repeat(100_000)).is).toBe('unknown')
  })

  test("Shopify's own gift cards and tests are never ours", () => {
    const account = { ...accountOf('shopify'), tenders: ['gift_card', 'Town gift card'] }
    const tell = (change: Record<string, unknown>) => {
      const body = JSON.stringify({
        ...{ id: 1, order_id: 2, kind: 'sale', status: 'success', gateway: 'Town gift card' },
        ...{ amount: '25.00', currency: 'EUR', processed_at: '2026-02-03T10:20:30Z', ...change },
      })
      const callback = { body: Buffer.from(body), header: () => '', notificationUrl: '' }
      const reading = ADAPTERS.shopify.readCallback(callback, account)
      return reading.is === 'event' ? reading.findings.readings.length : 0
    }
    expect(tell({})).toBe(1)
    expect(tell({ gateway: ' town GIFT card ' })).toBe(1)
    expect(tell({ gateway: 'gift_card' })).toBe(0)
    expect(tell({ test: true })).toBe(0)
    expect(tell({ status: 'pending' })).toBe(0)
    expect(tell({ kind: 'authorization' })).toBe(0)
  })

  test('a Toast order with two checks, a cash payment and a denied one: its gift tenders only', () => {
    const [guid] = SETUPS.toast.tenders
    const gift = { type: 'OTHER', otherPayment: { guid }, paidDate: '2026-02-03T10:20:30.000+0000' }
    const body = JSON.stringify({
      ...{ timestamp: '2026-02-03T10:20:31.000+0000', guid: 'event' },
      details: {
        restaurantGuid: SETUPS.toast.account.toUpperCase(),
        order: {
          guid: 'order',
          checks: [
            {
              payments: [
                { ...gift, guid: 'a', amount: 5 },
                { guid: 'b', type: 'CASH', amount: 9 },
              ],
            },
            {
              payments: [
                { ...gift, guid: 'c', amount: 7.25 },
                { ...gift, guid: 'd', amount: 1, paymentStatus: 'DENIED' },
                { ...gift, guid: 'e', amount: 1, otherPayment: { guid: 'another' } },
                { ...gift, guid: 'f', type: 'GIFTCARD', amount: 1 },
              ],
            },
          ],
        },
      },
    })
    const reading = read('toast', body)
    const found = reading.is === 'event' ? reading.findings.readings : []
    expect(found.map(({ paymentId, amountMinor }) => [paymentId, amountMinor])).toEqual([
      ['a', 500],
      ['c', 725],
    ])
  })
})

/** Text with some of its characters changed, doubled, taken out or swapped. */
function damage(text: string): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: text.length - 1 })
  const change = fc.tuple(
    place,
    fc.constantFrom('', '0', '9', '-', '"', '{', ']', 'é', '\u0000', 'null'),
  )
  return fc
    .array(change, { minLength: 1, maxLength: 6 })
    .map((changes) =>
      changes.reduce((now, [at, put]) => now.slice(0, at) + put + now.slice(at + 1), text),
    )
}
