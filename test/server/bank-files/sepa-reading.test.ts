import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeXml, readSepaFile } from '../../../server/bank-files/sepa/index.ts'

const FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const TIMEOUT_MS = 3_600_000

function paper(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/sepa/${name}.xml`, import.meta.url))
}

/** What counts of an outcome, in one line. */
function outcomesOf(name: string): string[] {
  return readSepaFile(paper(name)).outcomes.map(
    ({ kind, trace, code, amountMinor, currency, text }) =>
      [kind, trace, code, amountMinor, currency, text].join(' | '),
  )
}

describe('pain.002: what the bank says of a file', () => {
  test('single transfers rejected, the rest on its way', () => {
    const read = readSepaFile(paper('pain.002-nordic'))
    expect(read).toMatchObject({ format: 'pain.002', problems: [], entries: 3, returns: 2 })
    expect(outcomesOf('pain.002-nordic')).toEqual([
      'refused | PO0000000000001 | NARR |  |  | the bank writes: CAP Invalid code in ServiceLevel',
      'refused | PO0000000000002 | AC04 | 8810 | EUR | the account was closed',
      'accepted | PO0000000000003 | ACSP |  |  | ACSP',
    ])
    expect(read.outcomes.map(({ line }) => line)).toEqual([23, 32, 39])
  })

  test('the whole message rejected: named by our message id, for no single transfer', () => {
    expect(outcomesOf('pain.002-group')).toEqual([
      'refused | CM20261130-PO0000000000001 | DU01 |  |  | the message was sent before: ISO Duplicate Message ID',
    ])
    expect(readSepaFile(paper('pain.002-group')).outcomes[0]?.reference).toBeNull()
  })

  test('a status that is said of the batch only, miswritten namespaces, four decimals', () => {
    expect(outcomesOf('pain.002-us')).toEqual([
      'refused | PO0000000000001 | NARR | 504 | USD | the bank writes: Instruction ID <0> already exist',
    ])
    expect(readSepaFile(paper('pain.002-us')).problems).toEqual([])
  })

  test('arrived or only debited; a status that nobody knows moves nothing and is not dropped', () => {
    expect(outcomesOf('pain.002-v10')).toEqual([
      'accepted | PO0000000000001 | ACSC |  |  | ACSC',
      'paid | PO0000000000002 | ACCC |  |  | ACCC',
      'refused | PO0000000000003 | X-17 |  |  | Konto gesperrt',
      'accepted | PO0000000000004 | QQQQ |  |  | QQQQ',
    ])
    expect(readSepaFile(paper('pain.002-v10')).problems).toMatchObject([
      { rule: 'status', line: 9 },
    ])
  })

  test('the same notice has the same key in whatever file it comes again; another has another', () => {
    const keys = readSepaFile(paper('pain.002-nordic')).outcomes.map(({ noticeKey }) => noticeKey)
    expect(new Set(keys).size).toBe(3)
    const again = paper('pain.002-nordic').toString().replace('XMLSTS20261130101500123', 'LATER')
    const repeated = readSepaFile(Buffer.from(again)).outcomes.map(({ noticeKey }) => noticeKey)
    expect(repeated).toEqual(keys)
    expect(JSON.stringify(keys)).not.toContain('PO00')
  })
})

describe('camt.053: what was booked', () => {
  test('returns and payouts by end-to-end id, the rest as incoming transfers', () => {
    const read = readSepaFile(paper('camt.053-nl'))
    expect(read).toMatchObject({
      ...{ format: 'camt.053', problems: [], entries: 6, returns: 1 },
      ...{ creditsMinor: 61_345, debitsMinor: 20_005 },
    })
    expect(outcomesOf('camt.053-nl')).toEqual([
      'returned | PO0000000000001 | AC04 | 25000 | EUR | the account was closed',
      'accepted | PO0000000000002 | BOOK | 20000 | EUR | booked on our account',
    ])
    const incoming = read.incoming.map(({ noticeKey, line, ...rest }) => rest)
    const day = { currency: 'EUR', bookedOn: '2026-12-02', isTakenBack: false }
    expect(incoming).toEqual([
      {
        ...{ ...day, reference: '11.11.111.111 Bakkerij Dorpsstraat 7', amountMinor: 100 },
        ...{ remittance: '11.11.111.111 Bakkerij Dorpsstraat 7', valueOn: '2026-12-02' },
        ...{ payerName: null, payerAccount: null },
      },
      {
        ...{ ...day, reference: '1234567812345678', remittance: '', amountMinor: 35_000 },
        ...{ valueOn: '2026-12-03', payerName: 'Gemeente & Zonen', payerAccount: 'NL•• •••• 4567' },
      },
      {
        ...{ ...day, reference: 'ORDER-9001', remittance: 'Order 9001', amountMinor: 1_000 },
        ...{ valueOn: '2026-12-02', payerName: null, payerAccount: null },
      },
      {
        ...{ ...day, reference: 'ORDER-9002', remittance: '', amountMinor: 245 },
        ...{ valueOn: '2026-12-02', payerName: null, payerAccount: null },
      },
    ])
  })

  test('version 8: one level deeper, five decimals, an own code, a reversal, what is only pending', () => {
    const read = readSepaFile(paper('camt.053-v8'))
    expect(read).toMatchObject({
      problems: [],
      entries: 2,
      creditsMinor: 7_550,
      debitsMinor: 5_000,
    })
    expect(outcomesOf('camt.053-v8')).toEqual([
      'returned | PO0000000000003 | 914 | 2550 | EUR | Rekening onbekend',
    ])
    expect(read.incoming).toMatchObject([
      {
        ...{ reference: 'GIFT-77', remittance: 'Gift cards December', amountMinor: 5_000 },
        ...{ payerName: 'Ó Súilleabháin', payerAccount: '••••', isTakenBack: false },
        bookedOn: '2026-12-03',
      },
      { reference: 'Reversal GIFT-77', amountMinor: 5_000, isTakenBack: true, valueOn: null },
    ])
  })

  test('no account of a payer is in what was read', () => {
    const read = JSON.stringify(readSepaFile(paper('camt.053-nl')))
    expect(read).not.toMatch(/INGB0001234567|INGB0005047249|ABNA0417164300/)
  })

  test('money that is named in two statements has one key', () => {
    const text = paper('camt.053-nl').toString()
    const later = text.replaceAll('0417164300.2026-12-02', '0417164300.2026-12-03')
    const [first, second] = [text, later].map((one) => readSepaFile(Buffer.from(one)))
    const keys = (read: typeof first) => [
      ...(read?.incoming ?? []).map(({ noticeKey }) => noticeKey),
      ...(read?.outcomes ?? []).map(({ noticeKey }) => noticeKey),
    ]
    expect(keys(second)).toEqual(keys(first))
    expect(new Set(keys(first)).size).toBe(6)
  })

  test.each([
    ['a cent more in an entry', ['>350.00<', '>350.01<'], 'entry-sum', 17],
    ['an entry left out', [/<Ntry>\s*<Amt Ccy='EUR'>0\.05[\s\S]*?<\/Ntry>/, ''], 'entry-count', 17],
    ['a letter in an amount', ['>350.00<', '>35O.00<'], 'amount', 30],
    ['a third of a cent', ['>10.00<', '>10.003<'], 'amount', 51],
    ['a currency that is none', ["'EUR'>350.00", "'EUX'>350.00"], 'amount', 30],
    ['no sign', ['<CdtDbtInd>CRDT</CdtDbtInd><Sts>', '<Sts>'], 'amount', 22],
  ] as const)('%s is named with its line', (_, [from, to], rule, line) => {
    const text = paper('camt.053-nl').toString()
    const spoiled = text.replace(from, to)
    expect(spoiled).not.toBe(text)
    const { problems } = readSepaFile(Buffer.from(spoiled))
    expect(problems.map((one) => `${one.rule} ${one.line}`)).toContain(`${rule} ${line}`)
  })
})

describe('papers of banks: what is refused', () => {
  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><Document/>', 'xml', /Document types/],
    ['an entity', '<Document>&bank;</Document>', 'xml', /entities/],
    ['half a document', '<Document>\n<CstmrPmtStsRpt>', 'xml', /whole/],
    ['another message', '<Document><CstmrCdtTrfInitn/></Document>', 'format-unknown', /neither/],
    [
      'an encoding of nobody',
      '<?xml version="1.0" encoding="EBCDIC-1"?><Document/>',
      'encoding',
      /UTF-8/,
    ],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x41, 0xff, 0x3e]), 'encoding', /bytes/],
    ['nothing', '', 'xml', /whole/],
    ['a report of nothing', '<Document><CstmrPmtStsRpt/></Document>', 'empty', /nothing/],
    ['a statement of nothing', '<Document><BkToCstmrStmt/></Document>', 'empty', /no statement/],
  ])('%s', (_, content, rule, message) => {
    const { problems, outcomes } = readSepaFile(Buffer.from(content))
    const found = problems.find((one) => one.rule === rule)
    expect(found?.message).toMatch(message)
    expect(outcomes).toEqual([])
  })

  test('too deep, and more than can be held: refused before a tree is made', () => {
    const deep = '<a>'.repeat(40) + '</a>'.repeat(40)
    expect(readSepaFile(Buffer.from(deep)).problems).toMatchObject([{ rule: 'xml', line: 1 }])
    const large = Buffer.alloc(33_554_433, '<a>')
    expect(readSepaFile(large).problems).toMatchObject([{ rule: 'size' }])
  })

  test('a comment as long as the file is read without harm', () => {
    const text = `<Document><!--${'-a'.repeat(8_000_000)}--><CstmrPmtStsRpt/></Document>`
    expect(readSepaFile(Buffer.from(text)).problems).toMatchObject([
      { rule: 'original-message' },
      { rule: 'empty' },
    ])
  })

  test('Latin letters and UTF-16 are read as declared', () => {
    const text = paper('camt.053-v8').toString()
    const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')
    const wide = Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le')
    for (const bytes of [latin, wide]) {
      expect(looksLikeXml(bytes)).toBe(true)
      expect(readSepaFile(bytes).incoming[0]?.payerName).toBe('Ó Súilleabháin')
    }
    expect(looksLikeXml(Buffer.from('101 076401251'))).toBe(false)
  })

  test(
    'garbled papers never throw, and their lines are lines of the file',
    () => {
      const papers = ['pain.002-nordic', 'pain.002-v10', 'camt.053-nl', 'camt.053-v8'].map(paper)
      const change = fc.record({
        at: fc.nat(),
        with: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(...TOKENS)),
        drop: fc.integer({ min: 0, max: 40 }),
      })
      const garbled = fc.tuple(
        fc.constantFrom(...papers),
        fc.array(change, { minLength: 1, maxLength: 6 }),
      )
      fc.assert(
        fc.property(garbled, ([bytes, changes]) => {
          let text = bytes
          for (const one of changes) {
            const place = one.at % (text.length + 1)
            text = Buffer.concat([
              ...[text.subarray(0, place), Buffer.from(one.with as string)],
              text.subarray(place + one.drop),
            ])
          }
          const read = readSepaFile(text)
          const lines = text.toString('latin1').split('\n').length
          for (const { line, message } of read.problems) {
            expect(line >= 0 && line <= lines).toBe(true)
            expect(message).not.toMatch(/INGB|ABNA0/)
          }
          for (const { amountMinor } of [...read.outcomes, ...read.incoming])
            expect(amountMinor === null || Number.isSafeInteger(amountMinor)).toBe(true)
        }),
        { numRuns: FULL ? 1_000_000 : 1_500 },
      )
    },
    TIMEOUT_MS,
  )
})

const TOKENS = [
  '<',
  '>',
  '</',
  '<Ntry>',
  '</Ntry>',
  '<![CDATA[',
  '-->',
  '&amp;',
  '99999999999999',
  '-1',
]
