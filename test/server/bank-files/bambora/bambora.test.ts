import { describe, expect, test } from 'vitest'
import {
  bamboraRail,
  looksLikeBamboraReport,
  readBamboraReport,
} from '../../../../server/bank-files/bambora/index.ts'
import type { BankDetails, FrozenFile, Transfer } from '../../../../server/bank-files/rail.ts'
import type { BamboraSettings } from '../../../../src/contract/admin/rails.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import { openRandom } from '../../../helpers/random.ts'

const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 200_000 : 2_000

const CANADA: BamboraSettings = {
  rail: 'bambora',
  merchantId: '300200578',
  subMerchantId: null,
  accounts: 'ca',
  descriptor: '',
  fileMaxEntries: null,
}
const STATES: BamboraSettings = { ...CANADA, accounts: 'us' }

const CA: BankDetails = {
  country: 'ca',
  institution: '001',
  transit: '99001',
  account: '09400313371',
}
const US: BankDetails = {
  country: 'us',
  routing: '021200339',
  account: '381036789124',
  accountType: 'checking',
  holder: 'person',
}

function transferOf(changes: Partial<Transfer> = {}): Transfer {
  return {
    reference: 'P001000000007',
    sequence: 7,
    purpose: 'payout',
    amountMinor: minor(10_000),
    payeeName: 'Acme Corp',
    bank: CA,
    remittance: null,
    ...changes,
  }
}

function fileOf(transfers: readonly Transfer[], settings = CANADA): FrozenFile<BamboraSettings> {
  return {
    settings,
    number: 7,
    numberOfDay: 0,
    createdOn: '2026-11-20',
    createdAt: '09:41',
    valueOn: '2026-11-23',
    currency: currency(settings.accounts === 'ca' ? 'CAD' : 'USD'),
    transfers,
  }
}

const textOf = (file: FrozenFile<BamboraSettings>) =>
  Buffer.concat([...bamboraRail.render(file)]).toString('latin1')

describe('Bambora batch files', () => {
  test('Canadian rows, as the documented example is laid out', () => {
    const file = fileOf([
      transferOf(),
      transferOf({ purpose: 'collection', reference: 'P001000000008' }),
    ])
    const [one, two] = [transferOf(), transferOf({ reference: 'P001000000008' })].map((transfer) =>
      bamboraRail.traceOf(file, transfer),
    )
    expect(textOf(file)).toBe(
      `E,C,001,99001,09400313371,10000,${one},ACME CORP\r\n` +
        `E,D,001,99001,09400313371,10000,${two},ACME CORP\r\n`,
    )
  })

  test.each([
    ['checking', 'person', 'PC'],
    ['savings', 'person', 'PS'],
    ['checking', 'business', 'CC'],
    ['savings', 'business', 'CS'],
  ] as const)('US rows: a %s account of a %s is %s', (accountType, holder, code) => {
    const bank: BankDetails = { ...US, accountType, holder }
    const file = fileOf([transferOf({ bank, payeeName: 'Krusty Krab' })], STATES)
    const trace = bamboraRail.traceOf(file, transferOf())
    expect(textOf(file)).toBe(`A,C,021200339,381036789124,${code},10000,${trace},KRUSTY KRAB\r\n`)
  })

  test('a descriptor stands in column ten; commas and quotes leave names', () => {
    const settings = { ...CANADA, descriptor: 'Gift, cards' }
    const file = fileOf([transferOf({ payeeName: 'Doe, Jane "J", Café' })], settings)
    const trace = bamboraRail.traceOf(file, transferOf())
    expect(textOf(file)).toBe(
      `E,C,001,99001,09400313371,10000,${trace},DOE JANE J CAFE,,GIFT CARDS\r\n`,
    )
  })

  test('references become eighteen digits, each its own, the same for ever', () => {
    const traces = Array.from({ length: 5_000 }, (_, index) =>
      bamboraRail.traceOf(
        fileOf([]),
        transferOf({ reference: `P001${String(index).padStart(9, '0')}` }),
      ),
    )
    expect(new Set(traces).size).toBe(5_000)
    expect(traces.every((trace) => /^[1-9]\d{17}$/.test(trace))).toBe(true)
    expect(traces[7]).toBe('143975367533947509')
  })

  test('files are cut at what the profile or the processor takes', () => {
    const transfers = Array.from({ length: 10_001 }, () => transferOf())
    expect(bamboraRail.split(transfers, CANADA).map((file) => file.length)).toEqual([10_000, 1])
    const small = bamboraRail.split(transfers.slice(0, 5), { ...CANADA, fileMaxEntries: 2 })
    expect(small.map((file) => file.length)).toEqual([2, 2, 1])
    expect(bamboraRail.fileName(fileOf([]))).toBe('bambora-20261120-0007.csv')
  })

  const swapped = { ...CA, institution: '99001', transit: '001' } as BankDetails
  test.each([
    ['an account of the other country', { bank: US }, 'not in Canada'],
    ['numbers exchanged', { bank: swapped }, 'look exchanged'],
    ['an account too short', { bank: { ...CA, account: '1234' } as BankDetails }, '5 to 12'],
    ['no name', { payeeName: ' ' }, 'no name'],
    ['another script', { payeeName: '謝謝' }, 'Latin letters'],
    ['nothing', { amountMinor: minor(0) }, 'not above zero'],
    ['a prenote', { purpose: 'prenote', amountMinor: minor(0) }, 'one cent'],
    ['too much', { amountMinor: minor(1_000_000_000) }, 'pay it in parts'],
  ] as const)('%s fits in no file', (_what, changes, expected) => {
    const transfer = transferOf(changes)
    expect(bamboraRail.problemOf(transfer, CANADA)).toContain(expected)
    expect(() => textOf(fileOf([transfer]))).toThrow(expected)
  })

  test('a US routing number with a wrong check digit fits in no file', () => {
    const bank: BankDetails = { ...US, routing: '021200338' }
    expect(bamboraRail.problemOf(transferOf({ bank }), STATES)).toContain('check digit')
  })
})

/** A record as the documentation shows one. */
const RECORD = {
  ...{ rowId: 1, merchantId: 300204337, batchId: 10000020, transId: 5, itemNumber: 2 },
  ...{ payeeName: 'Paul Randall', reference: '123456789012345678', operationType: 'C' },
  ...{ amount: 20000, stateId: 2, stateName: 'Scheduled', statusId: 1 },
  ...{ statusName: 'Validated/Approved', bankDescriptor: '', messageId: '', customerCode: '' },
  ...{ settlementDate: '2017-07-25', returnedDate: '', returnType: '', eftId: 0 },
}

const reportOf = (...records: readonly object[]) => ({
  response: {
    ...{ version: '1.0', code: 1, message: 'Report generated' },
    ...{ records: { total: records.length }, record: records },
  },
})

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const outcomeOf = (changes: object) =>
  readBamboraReport(bytesOf(reportOf({ ...RECORD, ...changes }))).outcomes[0]

describe('Bambora batch reports', () => {
  test('a scheduled row is on its way', () => {
    const reading = readBamboraReport(bytesOf(reportOf(RECORD)))
    expect(reading).toMatchObject({ format: 'bambora-report', problems: [], entries: 1 })
    expect(reading).toMatchObject({ creditsMinor: 20000, debitsMinor: 0, returns: 0, changes: 0 })
    expect(reading.outcomes).toEqual([
      {
        ...{ kind: 'accepted', trace: '123456789012345678', reference: null },
        ...{ amountMinor: 20000, currency: null, code: 'state-2', text: 'Scheduled', change: null },
        ...{ noticeKey: 'bambora:300204337:10000020:5:accepted:', line: 1 },
      },
    ])
  })

  test.each([
    ['complete', { stateId: 4, stateName: 'Complete' }, 'paid', 'state-4', 'Complete'],
    ['in process', { stateId: 3, stateName: 'In process' }, 'accepted', 'state-3', 'In process'],
    [
      'declined',
      { statusId: 2, statusName: 'Rejected/Declined', messageId: '3' },
      ...(['refused', '3', 'Rejected/Declined: account number invalid'] as const),
    ],
    [
      'rejected by the bank',
      {
        stateId: 4,
        stateName: 'Complete',
        returnType: 'REJ',
        returnedDate: '2017-07-27',
        messageId: '16',
      },
      ...(['refused', '16', 'Complete: account closed'] as const),
    ],
    [
      'returned, for two reasons',
      {
        stateId: 4,
        stateName: 'Complete',
        returnType: 'RET',
        returnedDate: '2017-07-28',
        messageId: '16,22',
      },
      ...(['returned', '16,22', 'Complete: account closed; account frozen'] as const),
    ],
    [
      'returned with a message that nobody knows',
      { stateId: 4, stateName: 'Complete', returnedDate: '2017-07-28', messageId: '99' },
      ...(['returned', '99', 'Complete: message 99, not in the list: ask the processor'] as const),
    ],
  ] as const)('%s', (_what, changes, kind, code, text) => {
    expect(outcomeOf(changes)).toMatchObject({ kind, code, text })
  })

  test('without a message no code looks like the number of one', () => {
    expect(outcomeOf({ statusId: 2, statusName: 'Rejected/Declined' })?.code).toBe('status-2')
    expect(outcomeOf({ returnType: 'RET', returnedDate: '2017-07-28' })?.code).toBe('RET')
  })

  test('a notice of change stands beside what became of the money', () => {
    const record = {
      ...{ ...RECORD, stateId: 4, stateName: 'Complete', messageId: '52', secCode: 'CCD' },
      ...{ nocDate: '2017-07-28', nocAccountType: 'Personal Savings (PS)' },
      ...{ nocRoutingNumber: '021200339', nocAccountNumber: '777888' },
    }
    const { outcomes, changes } = readBamboraReport(bytesOf(reportOf(record)))
    expect(changes).toBe(1)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['paid', 'changed'])
    expect(outcomes[1]?.change).toEqual({
      ...{ routing: '021200339', account: '777888', accountType: 'savings' },
    })
    expect(outcomes[1]?.text).not.toContain('777888')
    expect(outcomes[0]?.noticeKey).not.toBe(outcomes[1]?.noticeKey)
  })

  test('no reference is no trace', () => {
    expect(outcomeOf({ reference: '0' })?.trace).toBeNull()
    expect(outcomeOf({ reference: '' })?.trace).toBeNull()
  })

  test('a return has another key than what went before it', () => {
    const paid = outcomeOf({ stateId: 4, stateName: 'Complete' })
    const returned = outcomeOf({ stateId: 4, stateName: 'Complete', returnedDate: '2017-07-28' })
    expect(returned?.noticeKey).not.toBe(paid?.noticeKey)
  })

  test.each([',', '\t'])('as a table with "%s": the same outcomes', (comma) => {
    const records = [RECORD, { ...RECORD, transId: 6, operationType: 'D', messageId: '' }]
    const names = Object.keys(RECORD).map((name) =>
      name.replace(/[A-Z]/g, (l) => `_${l.toLowerCase()}`),
    )
    const rows = records.map((record) => Object.values(record).map((value) => `"${value}"`))
    const table = [names, ...rows].map((row) => row.join(comma)).join('\r\n')
    const bytes = new TextEncoder().encode(`\ufeff${table}\r\n`)
    expect(looksLikeBamboraReport(bytes)).toBe(true)
    const reading = readBamboraReport(bytes)
    const expected = readBamboraReport(bytesOf(reportOf(...records)))
    expect(reading.problems).toEqual([])
    expect(reading.debitsMinor).toBe(20000)
    expect(reading.outcomes.map(({ line, ...rest }) => [line - 1, rest])).toEqual(
      expected.outcomes.map(({ line, ...rest }) => [line, rest]),
    )
  })

  test.each([
    ['report-format', '{"response":'],
    ['report-format', '{"other":1}'],
    ['report-refused', '{"response":{"code":7,"message":"Authentication failed"}}'],
    ['report-format', '{"response":{"code":1,"record":{"a":1}}}'],
    ['report-format', 'trans,batch\n1,2\n'],
    ['report-format', 'trans_id,batch_id\n1,"2\n'],
    [
      'report-field',
      '{"response":{"code":1,"record":[{"batchId":1,"transId":2,"operationType":"C"}]}}',
    ],
    ['operation-type', '{"response":{"code":1,"record":[{"batchId":1,"transId":2,"amount":3}]}}'],
    ['report-field', '{"response":{"code":1,"record":[7]}}'],
  ])('%s: %s', (rule, text) => {
    const { problems } = readBamboraReport(new TextEncoder().encode(text))
    expect(problems.map((problem) => problem.rule)).toContain(rule)
  })

  test('a report without records is a good one', () => {
    const { problems, entries } = readBamboraReport(
      new TextEncoder().encode('{"response":{"code":1,"message":"","records":{"total":0}}}'),
    )
    expect([problems, entries]).toEqual([[], 0])
  })

  test('too many bytes or records are refused before they take room', () => {
    const large = new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20)
    expect(readBamboraReport(large).problems[0]?.rule).toBe('report-size')
    const many = new TextEncoder().encode(
      `{"response":{"code":1,"record":[${'0,'.repeat(60_000)}0]}}`,
    )
    expect(readBamboraReport(many).problems[0]?.rule).toBe('report-size')
    const rows = new TextEncoder().encode(`trans_id,batch_id\n${'1,2\n'.repeat(60_000)}`)
    expect(readBamboraReport(rows).problems[0]?.rule).toBe('report-size')
  })

  test(`${RUNS} garbled reports are read without a throw`, () => {
    const random = openRandom(3)
    const json = Buffer.from(bytesOf(reportOf(RECORD, { ...RECORD, nocDate: '2017-07-28' })))
    const table = Buffer.from(`${Object.keys(RECORD)}\n${Object.values(RECORD)}\n`)
    let refused = 0
    for (let run = 0; run < RUNS; run++) {
      const bytes = Buffer.from(random.oneIn(2) ? json : table)
      const faults = 1 + random.below(6)
      for (let fault = 0; fault < faults; fault++) {
        bytes[random.below(bytes.length)] = random.below(256)
      }
      const length = random.oneIn(3) ? random.below(bytes.length) : bytes.length
      if (readBamboraReport(bytes.subarray(0, length)).problems.length > 0) refused += 1
    }
    expect(refused).toBeGreaterThan(RUNS / 10)
  })
})
