import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cardNumberSchema,
  DEFAULT_CARD_PREFIX,
  hasLuhnDigit,
  isBankCard,
  isBankPrefix,
  luhnDigit,
  maskNumber,
  pinSchema,
} from '../../src/contract/card-number.ts'

const digits = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${length}}$`), { size: 'max' })

describe('card numbers', () => {
  test('luhn: the published example of ISO/IEC 7812-1 and its neighbours', () => {
    expect(luhnDigit('7992739871')).toBe('3')
    expect(hasLuhnDigit('79927398713')).toBe(true)
    for (const last of '012456789') expect(hasLuhnDigit(`7992739871${last}`)).toBe(false)
  })

  test('luhn: finds every single wrong digit', () => {
    fc.assert(
      fc.property(digits(18), fc.nat(18), fc.integer({ min: 1, max: 9 }), (body, at, change) => {
        const whole = body + luhnDigit(body)
        const wrong = String((Number(whole.charAt(at)) + change) % 10)
        expect(hasLuhnDigit(whole.slice(0, at) + wrong + whole.slice(at + 1))).toBe(false)
      }),
    )
  })

  test.each([
    ['4', 16],
    ['51', 16],
    ['2221', 16],
    ['2720', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['65', 16],
    ['36', 14],
    ['3528', 16],
    ['62', 19],
    ['5018', 13],
    ['9792', 16],
  ] as const)('bank cards: %s… with %i digits is one', (prefix, length) => {
    fc.assert(
      fc.property(digits(length - prefix.length - 1), (middle) => {
        const body = prefix + middle
        expect(isBankCard(body + luhnDigit(body))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('bank cards: our own numbers and the ranges of other gift cards are none', () => {
    expect(isBankPrefix(DEFAULT_CARD_PREFIX)).toBe(false)
    for (const prefix of [DEFAULT_CARD_PREFIX, '600649', '603953', '601056']) {
      fc.assert(
        fc.property(digits(12), (random) => {
          const body = prefix + random
          expect(isBankCard(body + luhnDigit(body))).toBe(false)
        }),
        { numRuns: 50 },
      )
    }
  })

  test('bank cards: a wrong check digit is no bank card', () => {
    expect(isBankCard('4111111111111111')).toBe(true)
    expect(isBankCard('4111111111111112')).toBe(false)
  })

  test('masking: four digits and no more', () => {
    expect(maskNumber('9970011234567894417')).toBe('•••• 4417')
  })

  test('schemas: only the right form passes', () => {
    for (const good of ['9970011234567894417', 'GC12ABCD9934', '12345678'])
      expect(cardNumberSchema.safeParse(good).success).toBe(true)
    for (const bad of [
      '1234567',
      '997001123456789441701',
      '99700112345678944a7',
      'ABCDEFGH',
      'GC12-ABCD-9934',
      '',
      null,
      9970011234567894,
    ]) {
      expect(cardNumberSchema.safeParse(bad).success).toBe(false)
    }
    expect(pinSchema.safeParse('12345678').success).toBe(true)
    for (const bad of ['123', '123456789', '12a4', 1234])
      expect(pinSchema.safeParse(bad).success).toBe(false)
  })
})
