import { describe, expect, it } from 'vitest'
import { currency, minor } from '../../src/contract/money.ts'
import { decimalMark, formatAmount, formatMoney, formatMoneyShort } from '../../src/ui/money.ts'

const USD = currency('USD')
/** Blanks that do not break are of several kinds; here they are all one. */
const plain = (text: string) => text.replace(/\s/g, ' ')

describe('money on screen', () => {
  it.each([
    [2460, 'USD', 'en-US', '$24.60'],
    [2460, 'USD', 'fr-FR', '24,60 $US'],
    [2460, 'CAD', 'en-US', 'CA$24.60'],
    [2460, 'CAD', 'en-CA', '$24.60'],
    [2460, 'USD', 'en-CA', 'US$24.60'],
    [2460, 'USD', 'fr-CA', '24,60 $ US'],
    [-760, 'USD', 'en-US', '-$7.60'],
    [184_206_35, 'USD', 'fr-FR', '184 206,35 $US'],
    [1200, 'JPY', 'en-US', '¥1,200'],
    [1250, 'KWD', 'en-US', 'KWD 1.250'],
  ])('%d %s in %s: as its readers write it', (amountMinor, code, language, text) => {
    expect(plain(formatMoney(minor(amountMinor), currency(code), language))).toBe(text)
  })

  it('amount beyond what a float holds: every digit', () => {
    expect(formatMoney(minor(9_007_199_254_740_991), USD, 'en-US')).toBe('$90,071,992,547,409.91')
  })

  it('without the sign of the currency: the figures alone', () => {
    expect(formatAmount(minor(-123_456), USD, 'en-US')).toBe('-1,234.56')
    expect(plain(formatAmount(minor(123_456), USD, 'fr-FR'))).toBe('1 234,56')
  })

  it.each(['en', 'en-US', 'en-CA', 'fr', 'fr-CA', 'fr-FR'])(
    'two currencies side by side in %s: never the same sign',
    (language) => {
      const said = ['USD', 'CAD', 'AUD', 'EUR', 'GBP'].map((code) =>
        formatMoney(minor(2460), currency(code), language),
      )
      expect(new Set(said).size).toBe(said.length)
    },
  )

  it('at a till of one currency: short, and another one beside it by its code', () => {
    expect(formatMoney(minor(2460), currency('CAD'), 'en', 'narrow')).toBe('$24.60')
    expect(plain(formatMoney(minor(2460), USD, 'en', 'code'))).toBe('USD 24.60')
  })

  it('on an axis: short', () => {
    expect(formatMoneyShort(minor(0), USD, 'en-US')).toBe('$0')
    expect(formatMoneyShort(minor(20_000), USD, 'en-US')).toBe('$200')
    expect(formatMoneyShort(minor(250_000), USD, 'en-US')).toBe('$2.5K')
    expect(formatMoneyShort(minor(250_000), currency('CAD'), 'en-US')).toBe('CA$2.5K')
  })

  it('decimal mark: the language’s own', () => {
    expect([decimalMark('en-CA'), decimalMark('fr-CA')]).toEqual(['.', ','])
  })
})
