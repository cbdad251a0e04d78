import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCpa005 } from '../../../../server/bank-files/cpa005/index.ts'

const returns = readFileSync(
  new URL('../../../fixtures/bank-files/cpa005/good-cadeft-credit-returns.txt', import.meta.url),
  'latin1',
)

/** The first returned credit with other fields, each put at its offset in the transaction. */
function changed(fields: ReadonlyArray<readonly [offset: number, text: string]>): string {
  return fields.reduce((text, [offset, put]) => {
    const at = 1465 + 24 + offset - 1
    return text.slice(0, at) + put + text.slice(at + put.length)
  }, returns)
}

const outcomesOf = (text: string) => readCpa005(Buffer.from(text, 'latin1')).outcomes

/** Standard 007's reasons. */
const REASONS =
  '900 901 902 903 905 907 908 909 910 911 912 914 915 916 917 918 919 920 921 922 990'.split(' ')

describe('CPA-005 answers', () => {
  test('a returned credit is named by the original trace and our reference', () => {
    const [outcome] = outcomesOf(
      changed([
        [1, '905'],
        [151, 'P00100000000A'],
        [206, '6121006100001000000006'],
      ]),
    )
    expect(outcome).toMatchObject({
      kind: 'returned',
      trace: '6121006100001000000006',
      reference: 'P00100000000A',
      amountMinor: 1000,
      currency: 'CAD',
      code: '905',
      text: 'credit returned: account closed',
      change: null,
      line: 2,
    })
  })

  test.each(REASONS)('reason %s has words', (code) => {
    const [outcome] = outcomesOf(changed([[1, code]]))
    expect(outcome?.code).toBe(code)
    expect(outcome?.text).not.toContain('not in the list')
  })

  test.each(['904', '906', '913', '950', '999', '450'])(
    'reason %s is unknown and is kept',
    (code) => {
      const text = changed([[1, code]])
      const [outcome] = outcomesOf(text)
      expect(readCpa005(Buffer.from(text, 'latin1')).problems).toEqual([])
      expect(outcome).toMatchObject({ kind: 'returned', code })
      expect(outcome?.text).toContain('not in the list')
    },
  )

  test('fields that the bank names as wrong are told', () => {
    const [outcome] = outcomesOf(changed([[230, '07080000000']]))
    expect(outcome?.text).toContain('(fields named wrong: 07, 08)')
  })

  test('without a trace and a reference there is none', () => {
    const [outcome] = outcomesOf(changed([[206, '0'.repeat(22)]]))
    expect(outcome).toMatchObject({ trace: null, reference: null })
  })

  test('a broken file still says all that it says', () => {
    const reading = readCpa005(Buffer.from(changed([[4, '00000X1000']]), 'latin1'))
    expect(reading.problems.length).toBeGreaterThan(0)
    expect(reading.outcomes).toHaveLength(8)
    expect(reading.outcomes[0]?.amountMinor).toBeNull()
  })

  test.each([
    ['E', 'credit reversed'],
    ['F', 'debit reversed'],
    ['J', 'debit returned'],
  ])('records %s: %s', (type, words) => {
    const [outcome] = outcomesOf(returns.replaceAll('\nI', `\n${type}`))
    expect(outcome?.kind).toBe('returned')
    expect(outcome?.text.startsWith(words)).toBe(true)
  })

  test('a notice has one key, however often the file comes, and another has another', () => {
    const different = changed([[41, '1111111111111111111111']])
    const keys = (text: string) => outcomesOf(text).map(({ noticeKey }) => noticeKey)
    expect(keys(returns)).toEqual(keys(returns))
    expect(keys(returns.replaceAll('\n', '\r\n'))).toEqual(keys(returns))
    expect(keys(different)[0]).not.toBe(keys(returns)[0])
    expect(keys(different)[0]).not.toContain('1234567')
  })

  test('without item traces of the bank, the place in its file makes the key', () => {
    const zeros = returns.replaceAll('2'.repeat(22), '0'.repeat(22))
    const keys = outcomesOf(zeros).map(({ noticeKey }) => noticeKey)
    expect(new Set(keys).size).toBe(8)
  })

  test('notices of change are kept and flagged: their layout is not known', () => {
    const line = (text: string) => text.padEnd(1464)
    const text = [
      line('U0000000010000000001000102327512345'),
      line('S00000000200000000010001000312345 7654321'),
      line('S00000000300000000010001000312345 1234567'),
      line('V0000000040000000001000100000002'),
    ].join('\r\n')
    const reading = readCpa005(Buffer.from(text, 'latin1'))
    expect(reading).toMatchObject({ problems: [], entries: 2, changes: 2, returns: 0 })
    expect(reading.outcomes.map(({ kind, change, line: at }) => [kind, change, at])).toEqual([
      ['changed', null, 2],
      ['changed', null, 3],
    ])
    expect(reading.outcomes[0]?.text).not.toContain('7654321')
    expect(reading.outcomes[0]?.noticeKey).not.toBe(reading.outcomes[1]?.noticeKey)
  })
})
