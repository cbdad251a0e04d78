import { describe, expect, test } from 'vitest'
import { createAmountFinder, toMinor } from '../../../../src/main/station/pos/receipts/amounts.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'

const find = createAmountFinder(defaultProfile().currencyMarks)

describe('amounts: on a row', () => {
  test.each([
    ['GIFT CARD                25.00', 'GIFT CARD', '25.00', 'plus', null],
    ['BAR                    7,80 EUR', 'BAR', '7,80', 'plus', 'EUR'],
    ['Gift card:  $25.00', 'Gift card', '25.00', 'plus', null],
    ['Mastercard           £   130.47', 'Mastercard', '130.47', 'plus', 'GBP'],
    ['CHANGE.................. RM   10.00', 'CHANGE', '10.00', 'plus', 'MYR'],
    ['CASH RM   .40', 'CASH', '0.40', 'plus', 'MYR'],
    ['CASH RM.40', 'CASH', '0.40', 'plus', 'MYR'],
    ['CARTE CADEAU    1 234,56 €', 'CARTE CADEAU', '1 234,56', 'plus', 'EUR'],
    ["GUTSCHEIN   CHF 1'234.50", 'GUTSCHEIN', "1'234.50", 'plus', 'CHF'],
    ['TARJETA REGALO   318,000', 'TARJETA REGALO', '318,000', 'plus', null],
    ['CARTE CADEAU 1\u202f234,56', 'CARTE CADEAU', '1 234,56', 'plus', null],
    ['GIFT CARD ****1234 567.00', 'GIFT CARD ****1234', '567.00', 'plus', null],
    ['GIFT CARD ****123 456.00', 'GIFT CARD ****123', '456.00', 'plus', null],
    ['GIFT CARD   CAD$25.00', 'GIFT CARD', '25.00', 'plus', 'CAD'],
    ['GIFT CARD   $25.00 CAD', 'GIFT CARD', '25.00', 'plus', 'CAD'],
    ['GIFT CARD   CAD $25.00', 'GIFT CARD', '25.00', 'plus', 'CAD'],
    ['CASH RM: 50.00', 'CASH', '50.00', 'plus', 'MYR'],
    ['CASH RM 50 . 00', 'CASH', '50.00', 'plus', 'MYR'],
    ['CADEAUBON   € 25,-', 'CADEAUBON', '25,00', 'plus', 'EUR'],
    ["GUTSCHEIN   1'234.- CHF", 'GUTSCHEIN', "1'234.00", 'plus', 'CHF'],
    ['GIFT CARD   Rp 318.000,-', 'GIFT CARD', '318.000,00', 'plus', 'IDR'],
    ['CARTE CADEAU   25€00', 'CARTE CADEAU', '25,00', 'plus', 'EUR'],
    ['GIFT CARD   25.00 DR', 'GIFT CARD', '25.00', 'plus', null],
    ['GIFT CARD   +25.00', 'GIFT CARD', '25.00', 'plus', null],
    ['GUTSCHEIN   7,80 Ç', 'GUTSCHEIN', '7,80', 'plus', null],
    ['GIFT CARD   ú25.00', 'GIFT CARD', '25.00', 'plus', null],
    ['GIFT CARD   25.00 ?', 'GIFT CARD', '25.00', 'plus', null],
    ['GIFT CARD NO 321 250.00', 'GIFT CARD NO 321', '250.00', 'plus', null],
    ['GIFT CARD   1, 234.56', 'GIFT CARD', '1,234.56', 'plus', null],
    ['GIFT CARD   1,23,456.50', 'GIFT CARD', '1,23,456.50', 'plus', null],
    ['25.00', '', '25.00', 'plus', null],
  ])('%j', (row, label, digits, sign, currency) => {
    expect(find(row)).toMatchObject({ label, digits, sign, currency })
  })

  test.each([
    ['GIFT CARD  -25.00', 'minus'],
    ['GIFT CARD  25.00-', 'minus'],
    ['GIFT CARD  (25.00)', 'minus'],
    ['GIFT CARD  ($25.00)', 'minus'],
    ['GIFT CARD  -$25.00', 'minus'],
    ['GIFT CARD  $-25.00', 'minus'],
    ['GIFT CARD  RM -25.00', 'minus'],
    ['GIFT CARD  RM-25.00', 'minus'],
    ['GIFT CARD  25.00 CR', 'minus'],
    ['GIFT CARD  25,00- EUR', 'minus'],
    ['GIFT CARD  (EUR 25.00)', 'minus'],
    ['GIFT CARD  25.00 EUR CR', 'minus'],
    ['GIFT CARD  \u221225.00', 'minus'],
    ['GIFT CARD        - 25.00', 'minus'],
    ['GIFT CARD - 25.00', 'unclear'],
    ['GIFT CARD-25.00', 'unclear'],
    ['GIFT CARD  -25.00-', 'unclear'],
    ['GIFT CARD  (25.00', 'unclear'],
  ])('the sign of %j is %s', (row, sign) => {
    expect(find(row)?.sign).toBe(sign)
  })

  test.each(['GIFT CARD', '', '*** ---', 'PAID - CARD', 'CHANGE:', 'GIFT CARD ****4417'])(
    '%j has none',
    (row) => {
      expect(find(row)).toBeNull()
    },
  )
})

describe('amounts: in minor units', () => {
  test.each([
    ['25.00', 2, 2500],
    ['7,80', 2, 780],
    ['1.234,56', 2, 123456],
    ['1,234.56', 2, 123456],
    ['1 234,56', 2, 123456],
    ["1'234.56", 2, 123456],
    ['1.234.567', 2, 123456700],
    ['318,000', 2, 31800000],
    ['318,000', 0, 318000],
    ['9.700', 0, 9700],
    ['5000.00', 0, 5000],
    ['1,234', 3, 1234],
    ['1.234', 3, 1234],
    ['1,234.567', 3, 1234567],
    ['25.5', 2, 2550],
    ['1,23,456.50', 2, 12345650],
    ['12,34,567', 2, 123456700],
    ['0.40', 2, 40],
    ['25', 2, 2500],
  ] as const)('%s with %i decimals is %i', (digits, exponent, expected) => {
    expect(toMinor(digits, exponent, null)).toBe(expected)
  })

  test('a fixed decimal mark decides what the currency leaves open', () => {
    expect(toMinor('318,000', 2, ',')).toBe(31800)
    expect(toMinor('1.234', 2, ',')).toBe(123400)
  })

  test.each([
    ['12.5', 0, null],
    ['1.2345', 2, null],
    ['12,34,56', 2, null],
    ['1.23.45', 2, null],
    ['99999999999.00', 2, null],
    ['7.805', 2, '.'],
  ] as const)('%s with %i decimals is not read', (digits, exponent, mark) => {
    expect(toMinor(digits, exponent, mark)).toBeNull()
  })
})
