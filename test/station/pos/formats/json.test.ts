import { describe, expect, test } from 'vitest'
import type { JsonFormat } from '../../../../src/main/station/pos/formats/format.ts'
import { journalFormat } from '../../../../src/main/station/pos/formats/index.ts'
import { reading, tendersOf } from './reading.ts'

const SALE = {
  till: 'T1',
  receiptNumber: 'A-7',
  date: '2026-11-22T10:00:00Z',
  currency: 'EUR',
  total: 12.1,
  payments: [
    { method: 'gift_card', amount: 10.1 },
    { method: 'cash', amount: 5 },
  ],
  change: 3,
}

describe('JSON', () => {
  test('one sale an object: tenders, change, total; numbers are never floats', () => {
    const read = reading(JSON.stringify(SALE))
    expect(tendersOf(read)).toEqual([
      'payment + gift_card 1010 EUR gift',
      'payment + cash 500 EUR',
      'change - change 300 EUR',
    ])
    expect(read.records[0]).toMatchObject({
      format: 'json',
      key: '|T1|2026-11-22|A-7',
      totalMinor: 1210,
    })
    const exact = '{"tenders":[{"label":"gift card","amount":90071992.54740993}],"currency":"TND"}'
    expect(reading(exact).records[0]?.doubts).toEqual([{ row: 1, reason: 'amount-unreadable' }])
    const yen = '{"tenders":[{"label":"gift card","amount":1.10}],"currency":"EUR"}'
    expect(reading(yen).records[0]?.tenders[0]?.amountMinor).toBe(110)
  })

  test.each([
    ['lines', `${JSON.stringify(SALE)}\n${JSON.stringify(SALE)}\n`],
    ['one behind the other', JSON.stringify(SALE).repeat(2)],
    ['a list', JSON.stringify([SALE, SALE], null, 2)],
    ['a document that holds a list', JSON.stringify({ page: 1, sales: [SALE, SALE] })],
    ['commas too many', `[${JSON.stringify(SALE).replace('}]', '},]')},${JSON.stringify(SALE)},]`],
  ])('%s', (_, text) => {
    for (const piece of [1, 7, text.length]) {
      const read = reading(text, { piece })
      expect(read.problems).toEqual([])
      expect(read.records.map(({ receiptNumber }) => receiptNumber)).toEqual(['A-7', 'A-7'])
    }
  })

  const sale = (number: number) => ({ ...SALE, receiptNumber: String(number) })
  const pretty = (number: number) => JSON.stringify(sale(number), null, 2)
  const indented = (number: number) => pretty(number).replaceAll(/^/gm, '  ')

  test.each([
    ['lines', (number: number) => `${JSON.stringify(sale(number))}\n`, '\n'],
    ['lines behind zeros', (number: number) => `${JSON.stringify(sale(number))}\n`, '\0\0\0\0'],
    ['documents', (number: number) => `${pretty(number)}\n`, '\n'],
    ['a list of lines', (number: number) => `${JSON.stringify(sale(number))},\n`, '\n'],
    ['an indented list', (number: number) => `${indented(number)},\n`, '\n'],
    ['a list with two objects at one brace', (number: number) => `${pretty(number)},`, '\n'],
  ])('%s: a sale that was torn anywhere costs itself, with a sign', (_, write, end) => {
    const later = [3, 4, 5].map(write).join('')
    const torn = write(2).trimEnd().replace(/,$/, '')
    for (let length = torn.indexOf('{') + 1; length < torn.length; length += 1) {
      const text = `${write(1)}${torn.slice(0, length)}${end}${later}`
      for (const piece of [5, text.length]) {
        const { records, problems } = reading(text, { piece })
        const found = records.map(({ receiptNumber }) => Number(receiptNumber))
        expect([torn.slice(0, length), ...found]).toEqual([torn.slice(0, length), 1, 3, 4, 5])
        expect(problems.map(({ code }) => code)).toEqual(['malformed'])
      }
    }
  })

  test('objects that all begin a line: members of a sale are none of their own', () => {
    const flush = (number: number) => `${pretty(number).replaceAll(/^ +/gm, '')},\n`
    const numbers = [1, 2, 3, 4, 5]
    const read = reading(`[${numbers.map(flush).join('')}]`)
    expect(read.records.map(({ receiptNumber }) => Number(receiptNumber))).toEqual(numbers)
    const torn = `[${flush(1)}${flush(2).slice(0, -70)}\n${[3, 4, 5].map(flush).join('')}]`
    const found = reading(torn).records.map(({ receiptNumber }) => Number(receiptNumber))
    expect(found).toEqual([1, 3, 4, 5])
  })

  test('a sale that is torn inside of a larger one gives no part of it', () => {
    const refund = JSON.stringify({ type: 'refund', note: 'x', receipt: SALE }, null, 1)
    const read = reading(`${refund.replace('"x"', '"x\n"')}\n${JSON.stringify(sale(2))}`)
    expect(read.records.map(({ receiptNumber }) => receiptNumber)).toEqual(['2'])
    expect(read.problems.map(({ code }) => code)).toEqual(['malformed'])
  })

  test('what a sale and a tender are', () => {
    const kinds = (sale: object, payment: object = {}) =>
      reading(
        JSON.stringify({
          ...SALE,
          change: undefined,
          ...sale,
          payments: [{ method: 'gift_card', amount: 10, ...payment }],
        }),
      ).records.map(({ kind, tenders }) => [kind, tenders[0]?.kind])[0]
    expect(kinds({})).toEqual(['sale', 'payment'])
    expect(kinds({ status: 'voided' })).toEqual(['void', 'void'])
    expect(kinds({ status: 'parked' })).toEqual(['void', 'void'])
    expect(kinds({ training: true })).toEqual(['training', 'training'])
    expect(kinds({ reprint: true })).toEqual(['copy', 'copy'])
    expect(kinds({ type: 'refund' })).toEqual(['sale', 'refund'])
    expect(kinds({ total: '-10' })).toEqual(['sale', 'refund'])
    expect(kinds({}, { voided: true })).toEqual(['sale', 'void'])
    expect(kinds({}, { kind: 'sale', status: 'voided' })).toEqual(['sale', 'void'])
    expect(kinds({}, { kind: 'sale', status: 'failure' })).toEqual(['sale', 'void'])
    expect(kinds({}, { status: 'DECLINED' })).toEqual(['sale', 'void'])
    expect(kinds({}, { kind: 'sale', status: 'success' })).toEqual(['sale', 'payment'])
    expect(kinds({}, { refund: true })).toEqual(['sale', 'refund'])
    expect(kinds({ total: undefined }, { amount: -10 })).toEqual(['sale', 'refund'])
  })

  test('a format of its own: paths, minor units', () => {
    const format: JsonFormat = {
      ...(journalFormat('json') as JsonFormat),
      tenders: ['bill.media[]'],
      tender: {
        ...(journalFormat('json') as JsonFormat).tender,
        names: ['what.id'],
        amount: ['cents'],
      },
      minorUnits: true,
      gift: [{ field: 'what.id', values: ['40'] }],
    }
    const text = '{"bill":{"media":[{"what":{"id":40},"cents":1250}]},"currency":"EUR"}'
    expect(tendersOf(reading(text, { format }))).toEqual(['payment + 40 1250 EUR gift'])
  })

  test('Swedish digital receipts: gift card, change as a refund of cash', () => {
    const text = `{"business_unit":{"name":"BB"},"receipt_identifier":{"sequence_number":9},"time_of_purchase":"2018-11-09T11:07:00+01:00","currency":"SEK","totals":[{"type":"gross","amount":488.00}],"payments":[{"tender":{"type":"giftcard","card_number":"9970011234567890128"},"amount":400.00},{"tender":{"type":"cash"},"amount":100.00},{"tender":{"type":"cash"},"amount":12.00,"refund":true},]}`
    const read = reading(text)
    expect(read.records[0]?.format).toBe('kivra')
    expect(tendersOf(read)).toEqual([
      'payment + giftcard 40000 SEK gift',
      'payment + cash 10000 SEK',
      'change - cash 1200 SEK',
    ])
    expect(JSON.stringify(read)).not.toContain('9970011234567890128')
  })

  test('what is no sale, and what is no JSON', () => {
    expect(reading('{"hello":1}').problems.map(({ code }) => code)).toEqual(['not-a-journal'])
    expect(reading('{"tenders": [1,,2]}').problems.map(({ code }) => code)).toEqual(['malformed'])
    expect(reading('{"tenders": [').problems.map(({ code }) => code)).toEqual(['cut-short'])
    expect(reading(`${'['.repeat(200)}{}`).problems.length).toBeGreaterThan(0)
  })
})
