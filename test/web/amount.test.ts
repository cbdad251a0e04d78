import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAmount, readTotal } from '../../server/web/admin/forms/amount.ts'
import { type Currency, currency, decimalText, minor } from '../../src/contract/money.ts'

const USD = currency('USD')
const JPY = currency('JPY')
const KWD = currency('KWD')

describe('typed amount', () => {
  it.each([
    ['25', 'en-US', USD, 2500],
    ['25.5', 'en-US', USD, 2550],
    [' 25.50 ', 'en-US', USD, 2550],
    ['25,50', 'fr-FR', USD, 2550],
    ['25.50', 'fr-FR', USD, 2550],
    ['0,01', 'fr-CA', USD, 1],
    ['1200', 'en-US', JPY, 1200],
    ['1.250', 'en-US', KWD, 1250],
  ])('%s in %s: read', (text, language, code, amountMinor) => {
    expect(readAmount(text, code, language)).toBe(amountMinor)
  })

  it('a total: may come to nothing, and is not guessed either', () => {
    expect(readTotal('0', USD, 'en-US')).toBe(0)
    expect(readTotal('1250,50', USD, 'fr-FR')).toBe(125_050)
    for (const text of ['', '1,000', '-5']) expect(readTotal(text, USD, 'en-US')).toBeUndefined()
  })

  it.each([
    ['', 'en-US', USD],
    ['0', 'en-US', USD],
    ['0.00', 'en-US', USD],
    ['-5', 'en-US', USD],
    ['25,50', 'en-US', USD],
    ['1,000', 'en-US', USD],
    ['1,000.00', 'en-US', USD],
    ['1 000', 'fr-FR', USD],
    ['1.000,00', 'fr-FR', USD],
    ['25,50,00', 'fr-FR', USD],
    ['25.505', 'en-US', USD],
    ['25.5', 'en-US', JPY],
    ['1e3', 'en-US', USD],
    ['$25', 'en-US', USD],
    ['10000000.01', 'en-US', USD],
  ])('%s in %s: refused rather than guessed', (text, language, code) => {
    expect(readAmount(text, code, language)).toBeUndefined()
  })

  it('whatever amount: written with the language’s mark it is read back exactly', () => {
    const codes: Currency[] = [USD, JPY, KWD]
    const amounts = fc.integer({ min: 1, max: 1_000_000_000 })
    fc.assert(
      fc.property(amounts, fc.constantFrom(...codes), (value, code) => {
        const text = decimalText(minor(value), code)
        expect(readAmount(text, code, 'en-US')).toBe(value)
        expect(readAmount(text.replace('.', ','), code, 'fr-FR')).toBe(value)
      }),
    )
  })
})
