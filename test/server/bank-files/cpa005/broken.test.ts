import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCpa005 } from '../../../../server/bank-files/cpa005/index.ts'

const fixture = (name: string) =>
  readFileSync(
    new URL(`../../../fixtures/bank-files/cpa005/${name}`, import.meta.url),
    'latin1',
  ).split('\n')

const CREDITS = fixture('good-cadeft-credits.txt')
const RETURNS = fixture('good-cadeft-credit-returns.txt')

/** Puts text at a position of a line, both from 1 as the paper counts. */
const put =
  (line: number, position: number, text: string) =>
  (lines: readonly string[]): readonly string[] =>
    lines.map((one, index) =>
      index + 1 === line
        ? one.slice(0, position - 1) + text + one.slice(position - 1 + text.length)
        : one,
    )

const problems = (lines: readonly string[]) =>
  readCpa005(Buffer.from(lines.join('\n'), 'latin1')).problems

type Break = (lines: readonly string[]) => readonly string[]
const without =
  (line: number): Break =>
  (lines) =>
    lines.filter((_, index) => index + 1 !== line)
const SEGMENT = (index: number) => 25 + 240 * index

/** One fault each, in a file of seven credits: records 2 and 3 hold them, record 4 is the trailer. */
const FAULTS: ReadonlyArray<readonly [rule: string, line: number, what: string, make: Break]> = [
  ['record-length', 2, 'a character too many', (lines) => put(2, 1464, '0 ')(lines)],
  [
    'record-length',
    3,
    'blanks lost in part',
    (lines) => lines.map((l, i) => (i === 2 ? l.slice(0, 1400) : l)),
  ],
  ['record-length', 4, 'an empty line in between', (l) => [...l.slice(0, 3), '', ...l.slice(3)]],
  ['record-count', 1, 'the header does not count 1', put(1, 2, '000000002')],
  ['record-count', 3, 'a gap', put(3, 2, '000000004')],
  ['record-count', 3, 'a repeat', put(3, 2, '000000002')],
  ['record-count', 3, 'no digits', put(3, 2, '00000000X')],
  ['record-type', 2, 'an unknown type', put(2, 1, 'T')],
  ['record-type', 2, 'a small letter', put(2, 1, 'c')],
  ['header-missing', 1, 'no header', without(1)],
  [
    'header-repeated',
    3,
    'a second header',
    (l) => [...l.slice(0, 2), CREDITS[0] ?? '', ...l.slice(2)],
  ],
  ['trailer-missing', 3, 'no trailer', without(4)],
  ['record-after-trailer', 5, 'a record after the trailer', (l) => [...l, l[3] ?? '']],
  ['no-entries', 2, 'nothing between header and trailer', (l) => [l[0] ?? '', l[3] ?? '']],
  ['originator', 1, 'no originator', put(1, 11, '          ')],
  ['originator', 1, 'an originator with a sign', put(1, 11, '000000000!')],
  ['originator', 3, 'another originator', put(3, 11, '0000000002')],
  ['originator', 4, 'another originator in the trailer', put(4, 11, '0000000002')],
  [
    'file-creation-number',
    1,
    'file number zero',
    (l) => l.map((one) => put(1, 21, '0000')([one])[0] ?? ''),
  ],
  [
    'file-creation-number',
    1,
    'file number not digits',
    (l) => l.map((one) => put(1, 21, '00A1')([one])[0] ?? ''),
  ],
  ['file-creation-number', 2, 'another file number', put(2, 21, '0002')],
  ['file-creation-number', 4, 'another file number in the trailer', put(4, 21, '0002')],
  ['creation-date', 1, 'day 366 of a year that is none', put(1, 25, '023366')],
  ['creation-date', 1, 'day 0', put(1, 25, '023000')],
  ['creation-date', 1, 'another way to write a day', put(1, 25, '231002')],
  ['data-centre', 1, 'a data centre with a letter', put(1, 31, '1234A')],
  ['currency', 1, 'another currency', put(1, 56, 'EUR')],
  ['filler', 1, 'something behind the currency', put(1, 100, 'X')],
  ['filler', 4, 'something behind the totals', put(4, 200, 'X')],
  ['characters', 2, 'a control character', put(2, 110, '\u0007')],
  ['transaction-type', 2, 'an unknown transaction type', put(2, 25, '499')],
  ['transaction-type', 2, 'a return reason in a credit', put(2, SEGMENT(1), '900')],
  ['transaction-type', 2, 'no digits', put(2, 25, '45X')],
  ['amount', 2, 'zero', put(2, SEGMENT(2) + 3, '0000000000')],
  ['amount', 2, 'a decimal point', put(2, SEGMENT(2) + 3, '00000010.0')],
  ['amount', 2, 'blanks before it', put(2, SEGMENT(2) + 3, '      1000')],
  ['date', 2, 'no day', put(2, SEGMENT(3) + 13, '023900')],
  ['date', 2, 'blank', put(2, SEGMENT(3) + 13, '      ')],
  ['institution', 2, 'no digits', put(2, SEGMENT(4) + 19, '0003-1234')],
  ['institution', 2, 'blank', put(2, SEGMENT(4) + 19, '         ')],
  ['account', 2, 'blank', put(2, SEGMENT(5) + 28, '            ')],
  ['account', 2, 'to the right', put(2, SEGMENT(5) + 28, '       12345')],
  ['trace', 2, 'not digits', put(2, SEGMENT(0) + 40, 'X')],
  ['stored-transaction-type', 2, 'not digits', put(2, SEGMENT(0) + 62, 'ABC')],
  ['name', 3, 'blank', put(3, SEGMENT(0) + 80, ' '.repeat(30))],
  ['long-name', 3, 'blank', put(3, SEGMENT(0) + 110, ' '.repeat(30))],
  ['return-institution', 3, 'blank', put(3, SEGMENT(0) + 169, ' '.repeat(9))],
  ['return-institution', 3, 'not digits', put(3, SEGMENT(0) + 169, '0003-1234')],
  ['return-account', 3, 'blank', put(3, SEGMENT(0) + 178, ' '.repeat(12))],
  ['filler', 3, 'a filler that is not blank', put(3, SEGMENT(0) + 205, 'X')],
  ['settlement-code', 3, 'a sign', put(3, SEGMENT(0) + 227, '*1')],
  ['invalid-fields', 3, 'letters', put(3, SEGMENT(0) + 229, 'AB')],
  ['segment-gap', 2, 'a blank place in the middle', put(2, SEGMENT(2), ' '.repeat(240))],
  ['segment-missing', 3, 'a record without transactions', put(3, SEGMENT(0), ' '.repeat(240))],
  ['total-credits', 4, 'a cent too much', put(4, 47, '00000000007001')],
  ['count-credits', 4, 'records counted, not transactions', put(4, 61, '00000002')],
  ['total-debits', 4, 'debits that are none', put(4, 25, '00000000000001')],
  ['count-debits', 4, 'a number of debits that are none', put(4, 39, '00000001')],
  ['total-debits', 4, 'blank', put(4, 25, ' '.repeat(14))],
  ['total-credits', 4, 'not digits', put(4, 47, '0000000007,000')],
  ['total-corrections-credit', 4, 'corrections that are none', put(4, 69, '00000000000001')],
  ['count-corrections-credit', 4, 'a number of them', put(4, 83, '00000001')],
  ['total-corrections-debit', 4, 'corrections that are none', put(4, 91, '00000000000001')],
  ['count-corrections-debit', 4, 'a number of them', put(4, 105, '00000001')],
  ['routing-line', 1, 'half a routing line', (l) => ['$$AAPACPA1464[PROD', ...l]],
  ['byte-order-mark', 1, 'a byte order mark', (l) => [`\u00ef\u00bb\u00bf${l[0]}`, ...l.slice(1)]],
]

/** The same in a file of eight returned credits. */
const RETURN_FAULTS: typeof FAULTS = [
  ['transaction-type', 2, 'a reason that is no number', put(2, 25, '9X0')],
  ['original-trace', 2, 'not digits', put(2, SEGMENT(0) + 205, 'X')],
  ['original-institution', 2, 'not digits', put(2, SEGMENT(0) + 169, 'X')],
]

describe('CPA-005 files with one fault', () => {
  test('without a fault there is no problem', () => {
    expect(problems(CREDITS)).toEqual([])
    expect(problems(RETURNS)).toEqual([])
  })

  test.each(FAULTS)('%s on line %i: %s', (rule, line, _what, make) => {
    const broken = make(CREDITS)
    expect(broken).not.toEqual(CREDITS)
    expect(problems(broken)).toContainEqual(expect.objectContaining({ rule, line }))
  })

  test.each(RETURN_FAULTS)('%s on line %i of returns: %s', (rule, line, _what, make) => {
    expect(problems(make(RETURNS))).toContainEqual(expect.objectContaining({ rule, line }))
  })

  test('every single digit that matters: put to another, the file is refused', () => {
    let refused = 0
    const places = [
      ...[2, 10, 20, 24, 30].map((position) => [1, position] as const),
      ...[2, 10, 20, 24, 28, 37].map((position) => [2, position] as const),
      ...[2, 10, 20, 24, 25, 38, 39, 46, 47, 60, 61, 68, 69, 112].map((at) => [4, at] as const),
    ]
    for (const [line, position] of places) {
      const found = CREDITS[line - 1]?.[position - 1] ?? ''
      const other = String((Number(found) + 1) % 10)
      const isCreationDay = line === 1 && position === 30
      const broken = put(line, position, isCreationDay ? 'A' : other)(CREDITS)
      if (problems(broken).length > 0) refused += 1
    }
    expect(refused).toBe(places.length)
  })

  test('cut off at any byte, the file is refused', () => {
    const text = CREDITS.join('\n').trimEnd()
    for (let length = 0; length < text.length; length += 7) {
      const { problems } = readCpa005(Buffer.from(text.slice(0, length), 'latin1'))
      expect(problems.length, `${length}`).toBeGreaterThan(0)
    }
  })

  test('a file of the test kind of RBC, and one that fills with zeros, are good', () => {
    const tests = CREDITS.map((line) => put(1, 21, 'TEST')([line])[0] ?? '')
    expect(problems(tests)).toEqual([])
    const zeros = put(4, 113, '0'.repeat(1352))(CREDITS)
    expect(problems(zeros)).toEqual([])
    const noReturns = put(3, SEGMENT(0) + 169, `${'0'.repeat(9)}${' '.repeat(12)}`)(CREDITS)
    expect(problems(noReturns)).toEqual([])
  })

  test('no message shows an account number', () => {
    for (const [, , , make] of FAULTS) {
      for (const { message } of problems(make(CREDITS))) expect(message).not.toContain('12345 ')
    }
  })
})
