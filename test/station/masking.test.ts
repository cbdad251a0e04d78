import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { luhnDigit } from '../../src/contract/card-number.ts'
import { maskNumbers, maskReference } from '../../src/main/station/masking.ts'

const GIFT = '9970011234567890128'

describe('masking', () => {
  test.each([
    ['VISA 4111 1111 1111 1111 12/27', 'VISA •••• 1111 12/27'],
    ['VISA 4111 1111 1111 1111 25.00', 'VISA •••• 1111 25.00'],
    ['VISA 4111-1111-1111-1111-25.00', 'VISA •••• 1111-25.00'],
    ['4111  1111  1111  1111', '•••• 1111'],
    ['4111.1111.1111.1111 1.99', '•••• 1111 1.99'],
    ['VISA 4111\u00a01111\u00a01111\u00a01111', 'VISA •••• 1111'],
    ['01 4111111111111111', '01 •••• 1111'],
    ['01 02 2024 4111 1111 1111 1111', '01 02 2024 •••• 1111'],
    ['41111111 11111111 12 27', '•••• 1111 12 27'],
    ['PAN:4111111111111111;EXP 1227', 'PAN:•••• 1111;EXP 1227'],
    ['AMEX 3782 822463 10005', 'AMEX •••• 0005'],
    ['4111 1111 1111 1111 5500 0000 0000 0004', '•••• 1111 •••• 0004'],
    ['a digit misprinted: 4111 1111 1111 1112 3.00', 'a digit misprinted: •••• 1112 3.00'],
    ['a digit misprinted: 4111111111111112', 'a digit misprinted: •••• 1112'],
    [`Gutschein ${GIFT} 7,80`, 'Gutschein •••• 0128 7,80'],
    ['GIFT 9970 0112 3456 7890 128', 'GIFT •••• 0128'],
    ['GIFT 9970 0112 3456 7890 129', 'GIFT •••• 0129'],
  ])('%s', (row, masked) => {
    expect(maskNumbers(row)).toBe(masked)
  })

  test.each([
    '12.03.2024 14:22 1234',
    '2 x 4006381333931 1.99',
    'TEL 555-0199',
    'Tel 0039 02 1234 5678 9012',
    'GIFT CARD  24.60',
    'XXXXXXXXXXXX1111',
    '1.234.567,89 EUR',
  ])('%s: no card, as it was', (row) => {
    expect(maskNumbers(row)).toBe(row)
  })

  test('a row that names a gift card: digits of a card are masked whatever their check digit', () => {
    expect(maskNumbers('GIFT CARD 7000 1234 5678 9012 3', true)).toBe('GIFT CARD •••• 0123')
    expect(maskNumbers('GIFT CARD 7000 1234 5678 9012 3')).toContain('1234')
  })

  test('a receipt number: masked only when it is a bank card', () => {
    expect(maskReference('4111-1111-1111-1111')).toBe('•••• 1111')
    for (const number of ['000482', '2024000000000000017', 'A-4111']) {
      expect(maskReference(number)).toBe(number)
    }
  })

  test('a row of nothing but digits, ever so long: looked at once, not once for each of them', () => {
    const many = 40_000
    // Of noughts any length has a right check digit.
    const masked = maskNumbers('0 '.repeat(many))
    expect(masked.length).toBeLessThan(many)
    expect(maskNumbers(`${'1 '.repeat(many)}4111 1111 1111 1111`)).toContain('•••• 1111')
  })

  test('any number with a right check digit, in any groups and company, is never left whole', () => {
    const separator = fc.constantFrom(' ', '-', '  ', '\u00a0', ' - ')
    const groups = fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 6, maxLength: 10 })
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 18 })
    let seen = 0
    fc.assert(
      fc.property(digits, groups, separator, fc.nat(99), (body, sizes, between, other) => {
        const number = `${body.join('')}${luhnDigit(body.join(''))}`
        const row = `${other} CARD ${inGroups(number, sizes, between.slice(0, 2))} ${other}.00`
        seen += 1
        expect(maskNumbers(row).replace(/\D/g, '')).not.toContain(number)
      }),
      { numRuns: 2_000 },
    )
    expect(seen).toBe(2_000)
  })
})

function inGroups(number: string, sizes: readonly number[], between: string): string {
  const groups: string[] = []
  let at = 0
  for (const size of sizes) {
    groups.push(number.slice(at, at + size))
    at += size
  }
  return [...groups, number.slice(at)].filter((group) => group !== '').join(between)
}
