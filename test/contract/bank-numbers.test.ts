import { describe, expect, test } from 'vitest'
import { isIban, isRouting, readBranch } from '../../src/contract/bank-numbers.ts'

describe('routing numbers', () => {
  test('those of banks: right', () => {
    for (const routing of ['021000021', '011401533', '091000019', '231380104', '076401251'])
      expect(isRouting(routing), routing).toBe(true)
  })

  test('one digit other, or two neighbours swapped that differ: wrong', () => {
    const routing = '021000021'
    for (let at = 0; at < 9; at += 1) {
      const other = `${routing.slice(0, at)}${(Number(routing[at]) + 1) % 10}${routing.slice(at + 1)}`
      expect(isRouting(other), other).toBe(false)
    }
    expect(isRouting('201000021')).toBe(false)
  })

  test('no nine digits: wrong', () => {
    for (const text of ['', '000000000', '02100002', '0210000210', 'O21000021', '02100002 '])
      expect(isRouting(text), text).toBe(false)
  })
})

describe('IBANs', () => {
  test('those of the registry’s examples: right, and with one letter other: wrong', () => {
    for (const iban of [
      ...['DE89370400440532013000', 'FR1420041010050500013M02606', 'NL91ABNA0417164300'],
      ...['GB29NWBK60161331926819', 'MT84MALT011000012345MTLCAST001S', 'NO9386011117947'],
    ]) {
      expect(isIban(iban), iban).toBe(true)
      expect(isIban(iban.replace(/.$/, (last) => (last === '1' ? '2' : '1'))), iban).toBe(false)
      expect(isIban(iban.toLowerCase())).toBe(false)
    }
  })
})

describe('Canadian branches', () => {
  const branch = { institution: '003', transit: '12345' }

  test('in their fields: right, blanks and dashes aside', () => {
    expect(readBranch('003', '12345')).toEqual({ is: 'right', branch })
    expect(readBranch(' 003 ', '12-345')).toEqual({ is: 'right', branch })
  })

  test('as a cheque or electronic notation has them: offered the right way round', () => {
    expect(readBranch('12345', '003')).toEqual({ is: 'swapped', branch })
    expect(readBranch('12345-003', '')).toEqual({ is: 'swapped', branch })
    expect(readBranch('', '000312345')).toEqual({ is: 'swapped', branch })
  })

  test('anything else: wrong', () => {
    for (const [institution, transit] of [
      ...[['', ''] as const, ['03', '12345'] as const, ['003', '1234'] as const],
      ...[['0003', '12345'] as const, ['abc', '12345'] as const, ['100312345', ''] as const],
    ])
      expect(readBranch(institution, transit)).toEqual({ is: 'wrong' })
  })
})
