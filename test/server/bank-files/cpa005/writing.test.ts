import { describe, expect, test } from 'vitest'
import {
  cpa005Rail,
  readCpa005,
  renderReversals,
} from '../../../../server/bank-files/cpa005/index.ts'
import { yearDay } from '../../../../server/bank-files/cpa005/year-days.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import { fileOf, SETTINGS, textOf, transferOf } from './house.ts'

const blanks = (count: number) => ' '.repeat(count)

/** A credit of 10.00 by hand, field by field as the paper numbers them; 240 characters. */
const credit = (sequence: string) =>
  '460' + //                            25-27   transaction type
  '0000001000' + //                     28-37   amount
  '026327' + //                         38-43   23 November 2026 is day 327
  '000410202' + //                      44-52   0, institution 004, transit 10202
  '5551234567  ' + //                   53-64   account
  '0000000000000000000000' + //         65-86   item trace, of the bank
  '000' + //                            87-89   stored transaction type
  'COUNTERMARK    ' + //                90-104  short name
  'CAFE ANGSTROM                 ' + // 105-134 payee
  'COUNTERMARK CARDS INC.        ' + // 135-164 long name
  'CMARK00001' + //                     165-174 user id
  `P00100000000${sequence}      ` + //  175-193 our reference
  '000300012' + //                      194-202 institution for returns
  '1234567     ' + //                   203-214 account for returns
  blanks(15) + //                       215-229 sundry
  blanks(22) + //                       230-251 filler
  blanks(2) + //                        252-253 settlement code
  '00000000000' //                      254-264 invalid data elements

const SEVEN_CREDITS = [
  `A000000001CMARK0000100010263246121${0}${blanks(20)}CAD${blanks(1406)}`,
  `C000000002CMARK000010001${credit('1')}${credit('2')}${credit('3')}${credit('4')}${credit('5')}${credit('6')}`,
  `C000000003CMARK000010001${credit('7')}${blanks(1200)}`,
  `Z000000004CMARK0000100010000000000000000000000000000000070000000000700000000000000000000000000000000000000000000${blanks(1352)}`,
  '',
].join('\r\n')

describe('CPA-005 writing', () => {
  test('seven credits of 10.00: the bytes that were written by hand', () => {
    const transfers = [1, 2, 3, 4, 5, 6, 7].map((sequence) => transferOf(sequence))
    const text = textOf(cpa005Rail.render(fileOf(transfers)))
    expect(text.split('\r\n').map((line) => line.length)).toEqual([1464, 1464, 1464, 1464, 0])
    expect(text).toBe(SEVEN_CREDITS)
  })

  test('the same file gives the same bytes, and has no problem when it is read', () => {
    const file = fileOf([transferOf(1), transferOf(2, { purpose: 'collection' })])
    expect(textOf(cpa005Rail.render(file))).toBe(textOf(cpa005Rail.render(file)))
    const reading = readCpa005(Buffer.concat([...cpa005Rail.render(file)]))
    expect(reading).toMatchObject({
      problems: [],
      entries: 2,
      creditsMinor: 1000,
      debitsMinor: 1000,
    })
  })

  test('collections are debits of their own code, after the credits', () => {
    const transfers = [transferOf(1, { purpose: 'collection' }), transferOf(2)]
    const lines = textOf(cpa005Rail.render(fileOf(transfers))).split('\r\n')
    expect(lines[1]?.slice(0, 27)).toBe('C000000002CMARK000010001460')
    expect(lines[2]?.slice(0, 27)).toBe('D000000003CMARK000010001730')
    expect(lines[3]?.slice(24, 112)).toBe(`${'0000000000100000000001'.repeat(2)}${'0'.repeat(44)}`)
  })

  test('a test of an account is a credit of one cent', () => {
    const transfer = transferOf(1, { purpose: 'test', amountMinor: minor(1) })
    const lines = textOf(cpa005Rail.render(fileOf([transfer]))).split('\r\n')
    expect(lines[1]?.slice(0, 37)).toBe('C000000002CMARK0000100014600000000001')
  })

  test('the routing line stands first and is not counted', () => {
    const settings = { ...SETTINGS, routingLine: '$$AAPACPA1464[PROD[NL$$' }
    const text = textOf(cpa005Rail.render(fileOf([transferOf(1)], { settings })))
    expect(text.slice(0, 35)).toBe('$$AAPACPA1464[PROD[NL$$\r\nA000000001')
  })

  test('a structured trace: centre, centre, file, item', () => {
    const settings = { ...SETTINGS, trace: 'structured' as const, originCentre: '00610' }
    const file = fileOf([transferOf(6)], { settings })
    const trace = '6121006100001000000006'
    expect(textOf(cpa005Rail.render(file)).split('\r\n')[1]?.slice(64, 86)).toBe(trace)
    expect(cpa005Rail.traceOf(file, transferOf(6))).toBe(trace)
    expect(cpa005Rail.traceOf(fileOf([]), transferOf(6))).toBe('P001000000006')
  })

  test.each([
    [1, '0001'],
    [9_998, '9998'],
    [9_999, '9999'],
    [10_000, '0001'],
    [19_999, '0001'],
  ])('file %i of a profile has the creation number %s', (number, expected) => {
    const file = fileOf([transferOf(1)], { number })
    expect(textOf(cpa005Rail.render(file)).slice(20, 24)).toBe(expected)
    expect(cpa005Rail.fileName(file)).toBe(`aft-20261120-${expected}.txt`)
  })

  test('days of the year, across leap years', () => {
    const days = [
      '2026-01-01',
      '2026-03-01',
      '2027-12-31',
      '2028-02-29',
      '2028-03-01',
      '2028-12-31',
    ]
    expect(days.map(yearDay)).toEqual(['026001', '026060', '027365', '028060', '028061', '028366'])
  })

  test('what is too long for a field is cut, what is short is filled', () => {
    const payeeName = 'Œuvre® Straße N° 5 – "Chez l’Été" and many more words'
    const transfer = transferOf(1, { payeeName, remittance: 'Settlement of week 47' })
    const [, line = ''] = textOf(cpa005Rail.render(fileOf([transfer]))).split('\r\n')
    expect(line.slice(104, 134)).toBe('OEUVRE STRASSE NO 5 - "CHEZ L\'')
    expect(line.slice(214, 229)).toBe('SETTLEMENT OF W')
    expect(line).toHaveLength(1464)
  })

  test('reversals are E and F with the original code and trace', () => {
    const originalTrace = '6121006100001000000006'
    const collection = transferOf(2, { purpose: 'collection' })
    const text = textOf(
      renderReversals(fileOf([], { number: 2 }), [
        { transfer: transferOf(1), originalTrace, reason: '900' },
        { transfer: collection, originalTrace, reason: '903' },
      ]),
    )
    const lines = text.split('\r\n')
    expect(lines[1]?.slice(0, 43)).toBe('E000000002CMARK0000100029000000001000026327')
    expect(lines[1]?.slice(86, 89)).toBe('460')
    expect(lines[1]?.slice(229, 251)).toBe(originalTrace)
    expect(lines[2]?.slice(0, 27)).toBe('F000000003CMARK000010002903')
    expect(lines[3]?.slice(24, 112)).toBe(`${'0'.repeat(44)}${'0000000000100000000001'.repeat(2)}`)
    expect(readCpa005(Buffer.from(text, 'latin1')).problems).toEqual([])
    const without = [{ transfer: transferOf(1), originalTrace: '0'.repeat(22), reason: '900' }]
    expect(() => textOf(renderReversals(fileOf([]), without))).toThrow('names the item trace')
  })
})

const ca = (institution: string, transit: string, account = '5551234') => ({
  bank: { country: 'ca', institution, transit, account } as const,
})

describe('CPA-005 transfers that fit in no file', () => {
  test.each([
    ['exchanged by hand', ca('10202', '004'), 'look exchanged'],
    ['eight digits of a cheque in one field', ca('', '10202004'), 'look exchanged'],
    ['institution too short', ca('04', '10202'), 'institution number takes three'],
    ['transit too short', ca('004', '1020'), 'transit number takes five'],
    ['account too short', ca('004', '10202', '123456'), '7 to 12 digits'],
    ['account with letters', ca('004', '10202', '1234567A'), '7 to 12 digits'],
    [
      'another country',
      { bank: { country: 'sepa', iban: 'DE89370400440532013000', bic: null } as const },
      'not in Canada',
    ],
    ['no name', { payeeName: '  ' }, 'no name'],
    ['a name of signs', { payeeName: '- . -' }, 'no name'],
    ['another script', { payeeName: 'Ресторан' }, 'Latin letters'],
    ['a line end in the name', { payeeName: 'A\r\nZ000000009' }, 'Latin letters'],
    ['another script in the note', { remittance: '謝謝' }, 'Latin letters'],
    ['nothing', { amountMinor: minor(0) }, 'not above zero'],
    ['a prenote', { purpose: 'prenote', amountMinor: minor(0) }, 'one cent'],
    ['too much', { amountMinor: minor(10_000_000_000) }, 'holds in one entry'],
    ['a reference in small letters', { reference: 'p1' }, 'capital letters'],
  ] as const)('%s', (_what, changes, expected) => {
    const transfer = transferOf(1, changes)
    expect(cpa005Rail.problemOf(transfer, SETTINGS)).toContain(expected)
    expect(() => textOf(cpa005Rail.render(fileOf([transfer])))).toThrow(expected)
  })

  test('a branch number that could be an institution is no reason to refuse it', () => {
    expect(cpa005Rail.problemOf(transferOf(1, ca('703', '00001')), SETTINGS)).toBeUndefined()
    expect(cpa005Rail.problemOf(transferOf(1, ca('815', '20003')), SETTINGS)).toBeUndefined()
  })

  test('no problem shows an account number', () => {
    const problem = cpa005Rail.problemOf(transferOf(1, ca('004', '10202', '99887766X')), SETTINGS)
    expect(problem).not.toContain('99887766')
  })

  test('limits and codes of the bank profile', () => {
    const problem = (changes: Partial<typeof SETTINGS>) =>
      cpa005Rail.problemOf(transferOf(1), { ...SETTINGS, ...changes })
    expect(problem({ entryMaxMinor: 999 })).toContain('the bank takes in one entry')
    expect(problem({ fileMaxMinor: 999 })).toContain('the bank takes in one file')
    expect(problem({ transactionCode: '999' })).toContain('Standard 007')
    expect(problem({ shortName: '謝謝' })).toContain('names')
    expect(problem({ trace: 'structured' })).toContain('data centre')
    expect(problem({ entryMaxMinor: 1_000, fileMaxMinor: 1_000 })).toBeUndefined()
  })

  test('another currency than that of the profile', () => {
    const file = fileOf([transferOf(1)], { currency: currency('USD') })
    expect(() => textOf(cpa005Rail.render(file))).toThrow('takes CAD')
  })
})

describe('CPA-005 splitting', () => {
  const transfers = Array.from({ length: 10 }, (_, index) => transferOf(index + 1))
  const lengths = (changes: Partial<typeof SETTINGS>) =>
    cpa005Rail.split(transfers, { ...SETTINGS, ...changes }).map((file) => file.length)

  test('by number and by sum, in the order given', () => {
    expect(lengths({})).toEqual([10])
    expect(lengths({ fileMaxEntries: 4 })).toEqual([4, 4, 2])
    expect(lengths({ fileMaxMinor: 2_999 })).toEqual([2, 2, 2, 2, 2])
    expect(lengths({ fileMaxMinor: 1_000, fileMaxEntries: 3 })).toEqual(Array(10).fill(1))
    expect(cpa005Rail.split([], SETTINGS)).toEqual([])
    const files = cpa005Rail.split(transfers, { ...SETTINGS, fileMaxEntries: 3 })
    expect(files.flat()).toEqual(transfers)
  })
})
