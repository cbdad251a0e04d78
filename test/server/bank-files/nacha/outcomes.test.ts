import { describe, expect, test } from 'vitest'
import { readNacha } from '../../../../server/bank-files/nacha/index.ts'
import type { FileReading } from '../../../../server/bank-files/rail.ts'
import { byHand } from './house.ts'

/** A file of our bank that brings one entry back, or a change to one. */
function answer(code: string, information = '', returnTrace = '231380100000007'): FileReading {
  const isChange = code.startsWith('C')
  const credits = isChange ? '000000000000' : '000000705000'
  const lines = [
    '101 076401251 2313801042611240930A094101COMMUNITY CARDS        EXAMPLE BANK',
    `5220COMMUNITY CARDS                     1123456789${isChange ? 'COR' : 'CCD'}SETTLEMENT2611202611233281231380100000001`,
    `62107640125112345678         ${credits.slice(2)}PAY42          MAIN STREET BAKERY      1${returnTrace}`,
    `7${isChange ? '98' : '99'}${code}076401250000042      23138010${information}`.padEnd(79) +
      returnTrace,
    `82200000020007640125000000000000${credits}1123456789                         231380100000001`,
    `9000001000001000000020007640125000000000000${credits}`,
  ]
  return readNacha(Buffer.from(byHand(lines, 0, '\n')))
}

const codes = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${letter}${String(from + at).padStart(2, '0')}`)

const RETURNS = [
  ...codes('R', 1, 47),
  ...codes('R', 50, 53),
  'R61',
  'R62',
  ...codes('R', 67, 77),
  ...codes('R', 80, 85),
]

describe('nacha outcomes: returns', () => {
  test.each(RETURNS)('%s is known, has words, and names our trace and reference', (code) => {
    const { problems, outcomes, returns, changes } = answer(code)
    expect(problems).toEqual([])
    expect([returns, changes]).toEqual([1, 0])
    expect(outcomes).toHaveLength(1)
    expect(outcomes[0]).toMatchObject({
      ...{ trace: '076401250000042', reference: 'PAY42', amountMinor: 705_000, currency: 'USD' },
      ...{ code, change: null, line: 4 },
    })
    expect(outcomes[0]?.text).toMatch(/^[A-Z].+\. .+\.$/)
    expect(outcomes[0]?.text).not.toMatch(/unknown code/i)
  })

  test('dishonoured and contested ones are told apart from returns', () => {
    const kinds = (list: readonly string[]) => list.map((code) => answer(code).outcomes[0]?.kind)
    expect(new Set(kinds(['R61', ...codes('R', 67, 70)]))).toEqual(new Set(['dishonoured']))
    expect(new Set(kinds(codes('R', 71, 77)))).toEqual(new Set(['contested']))
    expect(new Set(kinds(['R62', 'R06', 'R85']))).toEqual(new Set(['returned']))
  })

  test.each(['R48', 'R99', 'X12'])('%s, unknown, is told and not dropped', (code) => {
    const unknown = answer(code)
    expect(unknown.problems.map(({ rule, line }) => [rule, line])).toEqual([['return-code', 4]])
    expect(unknown.outcomes).toMatchObject([{ kind: 'returned', code, trace: '076401250000042' }])
    expect(unknown.outcomes[0]?.text).toMatch(/Unknown code .+ person/)
  })

  test('the same notice has the same key, in whatever file it comes; another has another', () => {
    const key = (...of: Parameters<typeof answer>) => answer(...of).outcomes[0]?.noticeKey
    expect(key('R03')).toBe(key('R03', 'WITH SOME WORDS'))
    expect(key('R03')).not.toBe(key('R02'))
    expect(key('R03')).not.toBe(key('R03', '', '231380100000008'))
  })
})

describe('nacha outcomes: notices of change', () => {
  test.each([
    ['C01', '1918171614', { account: '1918171614' }],
    ['C01', '0 19-18 ', { account: '019-18' }],
    ['C02', '121042882', { routing: '121042882' }],
    ['C03', '121042882   00998877', { routing: '121042882', account: '00998877' }],
    ['C04', 'RIVER BOOKS LLC', { payeeName: 'RIVER BOOKS LLC' }],
    ['C05', '32', { accountType: 'savings' }],
    ['C05', '27', { accountType: 'checking' }],
    ['C06', '12345678901234567   37', { account: '12345678901234567', accountType: 'savings' }],
    [
      'C07',
      '1210428821234567          22',
      { routing: '121042882', account: '1234567', accountType: 'checking' },
    ],
  ])('%s with %j', (code, corrected, change) => {
    const { problems, outcomes, changes, returns } = answer(code, corrected)
    expect(problems).toEqual([])
    expect([returns, changes]).toEqual([0, 1])
    expect(outcomes).toMatchObject([{ kind: 'changed', code, change, amountMinor: 0 }])
    expect(outcomes[0]?.text).toMatch(/Approve/)
  })

  test.each([
    ['C02', '121042883'],
    ['C03', '121042882'],
    ['C05', '52'],
    ['C06', '12345678901234567'],
    ['C07', '121042882'],
    ['C01', ''],
    ['C04', ''],
    ['C01', 'ÄÖÜ'],
  ])('%s with %j changes nothing and is told', (code, corrected) => {
    const { problems, outcomes } = answer(code, corrected)
    expect(problems.map(({ rule }) => rule)).toContain('corrected-data')
    expect(outcomes).toMatchObject([{ kind: 'changed', code, change: null }])
  })

  test.each([...codes('C', 8, 14), ...codes('C', 61, 69)])(
    '%s is known, and a person asked',
    (code) => {
      const { problems, outcomes } = answer(code, 'SOMETHING')
      expect(problems).toEqual([])
      expect(outcomes).toMatchObject([{ kind: 'changed', code, change: null }])
      expect(outcomes[0]?.text).toMatch(/person/)
    },
  )

  test('an unknown code is told and not dropped', () => {
    const { problems, outcomes } = answer('C15', 'SOMETHING')
    expect(problems).toMatchObject([{ rule: 'change-code', line: 4 }])
    expect(outcomes).toMatchObject([{ kind: 'changed', code: 'C15', change: null }])
  })
})
