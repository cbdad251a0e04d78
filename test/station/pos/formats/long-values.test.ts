import { describe, expect, test } from 'vitest'
import { poslog, tender } from './poslogs.ts'
import { reading } from './reading.ts'

/** Values that a careless pattern would look at for hours. */
const LONG: readonly string[] = [
  '1 '.repeat(200_000),
  '9'.repeat(400_000),
  `1${' '.repeat(400_000)}x`,
  '4111 1111 1111 1111 '.repeat(20_000),
  'A'.repeat(400_000),
  'QUJD'.repeat(100_000),
  '&amp;'.repeat(80_000),
  ', '.repeat(200_000),
]

describe.each(LONG.map((value) => [value.slice(0, 12), value] as const))('%j…', (_, value) => {
  test('in every field of a POSLog', () => {
    const head = `<RetailStoreID>${value}</RetailStoreID><WorkstationID>${value}</WorkstationID><SequenceNumber>${value}</SequenceNumber><OperatorID>${value}</OperatorID><ReceiptNumber>${value}</ReceiptNumber><BusinessDayDate>${value}</BusinessDayDate>`
    const more = `<Description>${value}</Description><TenderID>${value}</TenderID>`
    const text = poslog({
      head,
      lines: [tender('GiftCard', value), tender('GiftCard', '5.00', more)],
      total: value,
    })
    const [record, ...others] = reading(text).records
    expect(others).toEqual([])
    expect(record?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([500])
    expect(record?.key.length).toBeLessThan(400)
    expect(Math.max(...(record?.rows.map((row) => row.length) ?? []))).toBeLessThanOrEqual(200)
  })

  test('as a printed receipt, in JSON, and in a row', () => {
    const printed = `<ReceiptImage><ReceiptLine>${value}</ReceiptLine></ReceiptImage>`
    expect(
      reading(poslog({ head: printed, lines: [tender('GiftCard', '5.00')] })).records,
    ).toHaveLength(1)
    const text = JSON.stringify(value)
    const json = `{"id":${text},"clerk":${text},"total":${text},"payments":[{"name":"gift card","amount":${text}},{"name":${text},"amount":"5.00"},]}`
    expect(reading(json, { currency: 'EUR' }).records.length).toBeLessThanOrEqual(1)
    const row = `tender;amount;clerk\n${value.slice(0, 30_000)};5,00;${value.slice(0, 30_000)}\ngift card;5,00;x\n`
    expect(reading(row, { currency: 'EUR' }).records.length).toBeGreaterThan(0)
  })
})

test('a transaction of twenty thousand tenders', () => {
  const lines = Array.from({ length: 20_000 }, () => tender('GiftCard', '1.00'))
  const [record] = reading(poslog({ lines })).records
  expect(record?.tenders).toHaveLength(200)
})
