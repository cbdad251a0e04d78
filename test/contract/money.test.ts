import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AMOUNT_MINOR_MAX,
  addMinor,
  balanceMinorSchema,
  currency,
  currencyExponent,
  currencySchema,
  decimalText,
  isCurrency,
  minor,
  minorSchema,
  parseAmount,
} from '../../src/contract/money.ts'

const EUR = currency('EUR')
const JPY = currency('JPY')
const KWD = currency('KWD')

describe('money', () => {
  test('exponents: as ISO 4217 has them', () => {
    expect([EUR, JPY, KWD].map(currencyExponent)).toEqual([2, 0, 3])
    expect(isCurrency('XTS')).toBe(false)
    expect(isCurrency('eur')).toBe(false)
    expect(() => currency('BTC')).toThrow(RangeError)
  })

  test.each([
    ['25', EUR, 2500],
    ['25.5', EUR, 2550],
    ['25.50', EUR, 2550],
    ['0.05', EUR, 5],
    ['-7.60', EUR, -760],
    ['500', JPY, 500],
    ['1.234', KWD, 1234],
    ['10000000.00', EUR, AMOUNT_MINOR_MAX],
  ] as const)('parseAmount: %s %s is %i', (text, code, expected) => {
    expect(parseAmount(text, code)).toBe(expected)
  })

  test.each([
    ['', EUR],
    ['25,50', EUR],
    ['25.505', EUR],
    ['1.5', JPY],
    ['1e3', EUR],
    ['+5', EUR],
    ['.5', EUR],
    ['10000000.01', EUR],
    ['99999999999', EUR],
    ['NaN', EUR],
  ] as const)('parseAmount: %j in %s is refused', (text, code) => {
    expect(parseAmount(text, code)).toBeUndefined()
  })

  test('decimalText: gives back every amount that parseAmount takes, without a float between', () => {
    const amounts = fc.integer({ min: -AMOUNT_MINOR_MAX, max: AMOUNT_MINOR_MAX })
    fc.assert(
      fc.property(amounts, fc.constantFrom(EUR, JPY, KWD), (amount, code) => {
        expect(parseAmount(decimalText(minor(amount), code), code)).toBe(amount)
      }),
    )
  })

  test('minor: only whole safe numbers, and never a negative zero', () => {
    for (const value of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => minor(value)).toThrow(RangeError)
      expect(minorSchema.safeParse(value).success).toBe(false)
    }
    expect(Object.is(minor(-0), 0)).toBe(true)
  })

  test.each([minorSchema, balanceMinorSchema])('read from JSON: no negative zero', (schema) => {
    expect(schema.parse(JSON.parse('-0'))).toBe(0)
  })

  test('addMinor: refuses a sum that is no longer exact', () => {
    expect(addMinor(minor(1), minor(2))).toBe(3)
    expect(() => addMinor(minor(Number.MAX_SAFE_INTEGER), minor(1))).toThrow(RangeError)
  })

  test('currencySchema: takes codes, refuses everything else', () => {
    expect(currencySchema.parse('CAD')).toBe('CAD')
    for (const bad of ['CA', 'cad', 'ZZZ', 5, null])
      expect(currencySchema.safeParse(bad).success).toBe(false)
  })
})
