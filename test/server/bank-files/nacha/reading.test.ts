import { describe, expect, test } from 'vitest'
import {
  parseNachaFile,
  readNacha,
  writeNachaFile,
} from '../../../../server/bank-files/nacha/index.ts'
import { samples } from './house.ts'

const GOOD = samples('good')
const good = (name: string) => {
  const bytes = GOOD.get(name)
  if (bytes === undefined) throw new Error(`there is no sample ${name}`)
  return bytes.toString('latin1')
}
const problemsOf = (text: string) => readNacha(Buffer.from(text, 'latin1')).problems
const rewritten = (bytes: Uint8Array) => Buffer.concat([...writeNachaFile(parseNachaFile(bytes))])

test.each([...GOOD])('nacha reader: %s is right, and is written back byte by byte', (_, bytes) => {
  expect(readNacha(bytes).problems).toEqual([])
  expect(rewritten(bytes).equals(bytes)).toBe(true)
})

/** What each of the broken samples breaks, and where. */
const BROKEN: Readonly<Record<string, readonly [rule: string, line: number]>> = {
  '1e5RecordBefore1or8.txt': ['record-order', 1],
  '1k8RecordFollowing9Record.txt': ['record-order', 11],
  '1qFormatCodeIncorrect.txt': ['format-code', 1],
  '2lCompanyNameAllZeros.txt': ['company-name', 2],
  '2mCompanyEntryDescAllZeros.txt': ['description', 2],
  '3fTELIndvNameAllZeros.txt': ['receiver-name', 8],
  'FISERV-ZEROFILE.ach': ['batch-missing', 2],
  'adv-invalidBatchEntries.ach': ['record-order', 3],
  'adv-invalidFileControl.ach': ['file-control-missing', 10],
  'extended-ascii.ach': ['characters', 15],
  'iat-invalidAddendaRecordIndicator.ach': ['addenda-indicator', 3],
  'invalid-two-micro-deposits.ach': ['trace', 15],
  'issue1620.ach': ['batch-count', 5],
  'pos-invalidReturnFile.ach': ['return-code', 4],
  'ppd-debit-customTraceNumber.ach': ['trace-odfi', 3],
  'ppd-debit-fixedLengthInvalid.ach': ['record-length', 6],
  'return-PPD-custom-reason-code.ach': ['return-code', 4],
  'return-no-batch-controls.ach': ['batch-control-missing', 4],
  'return-no-file-header-control.ach': ['file-header-missing', 1],
  'skip-validation.ach': ['odfi', 2],
  'web-invalidNOCFile.ach': ['change-code', 4],
}

test.each([...samples('bad')])('nacha reader: %s is refused, with rule and line', (name, bytes) => {
  const found = readNacha(bytes).problems.map(({ rule, line }) => [rule, line])
  expect(found).toContainEqual(BROKEN[name])
  expect(rewritten(bytes).equals(bytes)).toBe(true)
})

describe('nacha reader: line ends', () => {
  const lines = good('ccd-debit.ach').split('\n')
  const base = readNacha(Buffer.from(lines.join('\n')))
  test.each([
    ['LF', lines.join('\n')],
    ['LF, and one at the end', `${lines.join('\n')}\n`],
    ['CRLF', `${lines.join('\r\n')}\r\n`],
    ['CR', `${lines.join('\r')}\r`],
    ['none', lines.join('')],
    ['none, but one at the end', `${lines.join('')}\r\n`],
    ['blank lines at the end', `${lines.join('\n')}\n\n   \n\n`],
    ['no filler', `${lines.slice(0, 6).join('\n')}\n`],
    ['no filler, the last blanks cut off', lines.slice(0, 6).join('').trimEnd()],
    ['blanks behind every line', lines.map((line) => `${line}   `).join('\n')],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([])
    const bytes = Buffer.from(text, 'latin1')
    expect({ ...readNacha(bytes), outcomes: [] }).toEqual({ ...base, outcomes: [] })
    expect(rewritten(bytes).equals(bytes)).toBe(true)
  })
})

describe('nacha reader: every rule is told with its line', () => {
  /** A sample in which, in that line, the characters from a position on (from 1) are others. */
  const planted = (name: string, line: number, at: number, put: string) => {
    const lines = good(name).split('\n')
    const old = lines[line - 1] ?? ''
    lines[line - 1] = old.slice(0, at - 1) + put + old.slice(at - 1 + put.length)
    return lines.join('\n')
  }
  test.each([
    ['priority-code', 'ccd-debit.ach', 1, 2, '02'],
    ['destination', 'ccd-debit.ach', 1, 13, '9'],
    ['origin', 'ccd-debit.ach', 1, 14, '          '],
    ['creation-date', 'ccd-debit.ach', 1, 24, '190229'],
    ['creation-date', 'ccd-debit.ach', 1, 24, '      '],
    ['creation-time', 'ccd-debit.ach', 1, 30, '2460'],
    ['modifier', 'ccd-debit.ach', 1, 34, 'a'],
    ['record-size', 'ccd-debit.ach', 1, 35, '093'],
    ['blocking-factor', 'ccd-debit.ach', 1, 38, '11'],
    ['format-code', 'ccd-debit.ach', 1, 40, '2'],
    ['service-class', 'ccd-debit.ach', 2, 2, '210'],
    ['service-class', 'ccd-debit.ach', 2, 2, '280'],
    ['service-class-mismatch', 'ccd-debit.ach', 5, 2, '200'],
    ['company-name', 'ccd-debit.ach', 2, 5, ' '.repeat(16)],
    ['company-name', 'ccd-debit.ach', 2, 5, '0'.repeat(16)],
    ['company-id', 'ccd-debit.ach', 2, 41, ' '.repeat(10)],
    ['company-id-mismatch', 'ccd-debit.ach', 5, 45, 'X'],
    ['sec', 'ccd-debit.ach', 2, 51, 'ccd'],
    ['sec', 'ccd-debit.ach', 2, 51, 'CBR'],
    ['description', 'ccd-debit.ach', 2, 54, '0'.repeat(10)],
    ['description', 'rck-debit.ach', 2, 54, 'CHECK     '],
    ['description', 'enr-read.ach', 2, 54, 'ENROLL    '],
    ['effective-date', 'ccd-debit.ach', 2, 70, '190431'],
    ['effective-date', 'ccd-debit.ach', 2, 70, '19 816'],
    ['settlement-date', 'ccd-debit.ach', 2, 76, '367'],
    ['originator-status', 'ccd-debit.ach', 2, 79, '3'],
    ['originator-status', 'dne-read.ach', 2, 79, '1'],
    ['odfi', 'ccd-debit.ach', 2, 80, '00000000'],
    ['odfi-mismatch', 'ccd-debit.ach', 5, 80, '03130002'],
    ['batch-number', 'ccd-debit.ach', 2, 88, '       '],
    ['batch-number-order', 'ccd-debit.ach', 2, 88, '0000000'],
    ['batch-number-order', 'return-WEB.ach', 6, 88, '0000001'],
    ['batch-number-mismatch', 'ccd-debit.ach', 5, 88, '0000002'],
    ['transaction-code', 'ccd-debit.ach', 3, 2, '25'],
    ['transaction-code', 'ccd-debit.ach', 3, 2, '57'],
    ['transaction-code-sec', 'ccd-debit.ach', 3, 2, '82'],
    ['transaction-code-sec', 'adv.ach', 3, 2, '22'],
    ['transaction-code-sec', 'web-credit.ach', 3, 2, '24'],
    ['transaction-code-sec', 'cor-read.ach', 3, 2, '22'],
    ['transaction-code-sec', 'ppd-mixedDebitCredit.ach', 3, 2, '55'],
    ['transaction-code-sec', 'ack-read.ach', 3, 2, '22'],
    ['transaction-code-service-class', 'ccd-debit.ach', 3, 2, '22'],
    ['routing', 'ccd-debit.ach', 3, 4, '0000000 '],
    ['check-digit', 'ccd-debit.ach', 3, 12, '5'],
    ['account-number', 'ccd-debit.ach', 3, 13, ' '.repeat(17)],
    ['amount', 'ccd-debit.ach', 3, 30, '0000000000'],
    ['amount', 'ccd-debit.ach', 3, 30, '    500000'],
    ['amount', 'rck-debit.ach', 3, 30, '0000250001'],
    ['amount', 'arc-debit.ach', 3, 30, '0002500001'],
    ['amount', 'ack-read.ach', 3, 30, '0000000001'],
    ['amount', 'cor-read.ach', 3, 30, '0000000001'],
    ['prenote-amount', 'ccd-debit.ach', 3, 2, '28'],
    ['receiver-name', 'ccd-debit.ach', 3, 55, ' '.repeat(22)],
    ['receiver-name', 'tel-debit.ach', 3, 55, '0'.repeat(22)],
    ['check-serial', 'xck-debit.ach', 3, 40, ' '.repeat(15)],
    ['card-use', 'pos-debit.ach', 3, 77, '  '],
    ['addenda-indicator', 'ccd-debit.ach', 3, 79, ' '],
    ['addenda-indicator', 'ctx-debit.ach', 3, 79, '0'],
    ['addenda-missing', 'ccd-debit.ach', 3, 79, '1'],
    ['trace-odfi', 'ccd-debit.ach', 3, 80, '03130002'],
    ['trace-order', 'ccd-debit.ach', 4, 94, '1'],
    ['trace-order', 'adv.ach', 4, 91, '0001'],
    ['addenda-count', 'ctx-debit.ach', 3, 55, '0003'],
    ['addenda-count', 'iat-debit.ach', 3, 13, '0008'],
    ['addenda-type', 'ctx-debit.ach', 4, 2, '06'],
    ['addenda-sequence', 'ctx-debit.ach', 5, 84, '0001'],
    ['addenda-link', 'ctx-debit.ach', 5, 94, '2'],
    ['addenda-link', 'pos-debit.ach', 4, 94, '2'],
    ['addenda-link', 'iat-debit.ach', 8, 94, '2'],
    ['addenda-content', 'pos-debit.ach', 4, 26, '0230'],
    ['addenda-content', 'pos-debit.ach', 4, 78, '  '],
    ['addenda-content', 'pos-debit.ach', 4, 78, 'QQ'],
    ['addenda-content', 'iat-debit.ach', 4, 4, 'XYZ'],
    ['addenda-content', 'iat-debit.ach', 7, 39, '04'],
    ['addenda-content', 'iat-debit.ach', 9, 19, ' '.repeat(35)],
    ['addenda-missing', 'iat-debit.ach', 6, 2, '11'],
    ['country', 'iat-debit.ach', 2, 39, 'QQ'],
    ['country', 'iat-debit.ach', 7, 75, 'QQ '],
    ['currency', 'iat-debit.ach', 2, 64, 'QQQ'],
    ['exchange', 'iat-debit.ach', 2, 21, 'XX'],
    ['exchange', 'iat-debit.ach', 2, 23, '4'],
    ['return-code', 'issue1620_return.ach', 4, 4, 'R99'],
    ['original-trace', 'issue1620_return.ach', 4, 7, ' '.repeat(15)],
    ['date-of-death', 'issue1620_return.ach', 4, 22, '261301'],
    ['change-code', 'cor-read.ach', 4, 4, 'C15'],
    ['corrected-data', 'cor-read.ach', 4, 36, ' '.repeat(29)],
    ['corrected-data', 'cor-read.ach', 4, 4, 'C02'],
    ['entry-count', 'ccd-debit.ach', 5, 5, '000003'],
    ['entry-hash', 'ccd-debit.ach', 5, 20, '1'],
    ['total-debits', 'ccd-debit.ach', 5, 32, '4'],
    ['total-credits', 'ccd-debit.ach', 5, 44, '1'],
    ['batch-count', 'ccd-debit.ach', 6, 2, '000002'],
    ['block-count', 'ccd-debit.ach', 6, 8, '000002'],
    ['entry-count', 'ccd-debit.ach', 6, 14, '00000003'],
    ['entry-hash', 'ccd-debit.ach', 6, 31, '1'],
    ['total-debits', 'ccd-debit.ach', 6, 43, '4'],
    ['total-credits', 'ccd-debit.ach', 6, 55, '1'],
    ['record-type', 'ccd-debit.ach', 3, 1, '4'],
    ['record-order', 'ccd-debit.ach', 3, 1, '1'],
    ['record-order', 'ccd-debit.ach', 7, 1, '8'],
    ['characters', 'ccd-debit.ach', 3, 56, '\t'],
    ['characters', 'ccd-debit.ach', 3, 56, 'é'],
    ['characters', 'ccd-debit.ach', 8, 56, '\0'],
  ])('%s: %s, line %i from %i', (rule, name, line, at, put) => {
    const found = problemsOf(planted(name, line, at, put)).map((told) => [told.rule, told.line])
    expect(found).toContainEqual([rule, line])
  })

  const without = (name: string, line: number) =>
    good(name)
      .split('\n')
      .toSpliced(line - 1, 1)
  test.each([
    ['record-order', 1, without('ccd-debit.ach', 1)],
    ['record-order', 2, without('ccd-debit.ach', 2)],
    ['batch-control-missing', 5, without('ccd-debit.ach', 5)],
    ['file-control-missing', 9, without('ccd-debit.ach', 6)],
    ['batch-empty', 3, without('arc-debit.ach', 3)],
    ['addenda-missing', 3, without('mte-read.ach', 4)],
    ['addenda-missing', 3, without('cor-read.ach', 4)],
    ['addenda-missing', 10, without('iat-debit.ach', 10)],
    ['blank-line', 3, good('ccd-debit.ach').split('\n').toSpliced(2, 0, '')],
    ['record-length', 3, good('ccd-debit.ach').split('\n').with(2, '6271'.padEnd(93))],
    ['record-length', 3, good('ccd-debit.ach').replace('S 00313', 'S  00313').split('\n')],
    [
      'addenda-count',
      3,
      good('web-credit.ach')
        .split('\n')
        .toSpliced(4, 0, good('web-credit.ach').split('\n')[3] ?? ''),
    ],
  ])('%s, line %i, of lines taken out or put in', (rule, line, lines) => {
    const found = problemsOf(lines.join('\n')).map((told) => [told.rule, told.line])
    expect(found).toContainEqual([rule, line])
  })

  test('a mark of the byte order before it', () => {
    const problems = problemsOf(`\xef\xbb\xbf${good('ccd-debit.ach')}`)
    expect(problems.map(({ rule, line }) => [rule, line])).toEqual([['characters', 1]])
  })

  test('forward and returned entries in one batch', () => {
    const lines = good('web-debit.ach').split('\n')
    const back = `${'799R01091400600000001      09100001'.padEnd(79)}081000030000001`
    lines[3] = `${lines[3]?.slice(0, 78)}1${lines[3]?.slice(79)}`
    const text = lines.toSpliced(4, 0, back).join('\n')
    const found = problemsOf(text).map((told) => [told.rule, told.line])
    expect(found).toContainEqual(['forward-and-return', 4])
  })

  test('of many problems the first ones are named and the others counted', () => {
    const text = `${good('ccd-debit.ach').split('\n').slice(0, 2).join('\n')}\n${'4\n'.repeat(2_000)}`
    const problems = problemsOf(text)
    expect(problems).toHaveLength(501)
    expect(problems.at(-1)?.message).toMatch(/^3\d{3} more problems/)
  })

  test.each([['\n'], ['6\n']])('a file of nothing but %j is given up', (line) => {
    const text = `${good('ccd-debit.ach').split('\n')[0]}\n${line.repeat(600_000)}`
    const problems = problemsOf(`${text}5`)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.map(({ line: at }) => at)).not.toContain(600_002)
  })
})
