import { expect, test } from 'vitest'
import {
  decimalToMinor,
  readDecimal,
} from '../../../../src/main/station/pos/formats/decimal-amount.ts'

test.each([
  ['12.50', 1250],
  ['12.5', 1250],
  ['-12.50', -1250],
  ['12.50-', -1250],
  ['(12.50)', -1250],
  ['+3', 300],
  ['.5', 50],
  ['5.', 500],
  ['1.290', 129],
  ['25.00000', 2500],
  ['12,50', 1250],
  ['1,234.50', 123_450],
  ['1.234,50', 123_450],
  ['1 234,50', 123_450],
  ["1'234.50", 123_450],
  ['1,234,567', 123_456_700],
  ['0.10', 10],
  ['€ 12,50', 1250],
  ['-$12.50', -1250],
  ['12.50 EUR', 1250],
  ['  7.00\n', 700],
  ['0.29', 29],
  ['1.005', null],
  ['1,234', null],
  ['12.50.3', null],
  ['12,3,4', null],
  ['-12.50-', null],
  ['1e3', null],
  ['twelve', null],
  ['', null],
  ['-', null],
  ['.', null],
  ['99999999999.00', null],
  ['123456789012345678901234567890', null],
])('amount %j in cents is %j', (text, expected) => {
  const amount = readDecimal(text, null)
  expect(amount && decimalToMinor(amount, 2)).toBe(expected)
})

test('amount: the mark decides where it is known, the currency how many decimals there are', () => {
  const minor = (text: string, mark: '.' | ',' | null, exponent: 0 | 2 | 3) => {
    const amount = readDecimal(text, mark)
    return amount && decimalToMinor(amount, exponent)
  }
  expect(minor('1,234', '.', 2)).toBe(123_400)
  expect(minor('1,234', ',', 3)).toBe(1_234)
  expect(minor('1.234', ',', 2)).toBe(123_400)
  expect(minor('2000', null, 0)).toBe(2_000)
  expect(minor('2000.00', null, 0)).toBe(2_000)
  expect(minor('2000.50', null, 0)).toBeNull()
  expect(minor('1.234', null, 3)).toBe(1_234)
})
