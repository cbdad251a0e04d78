import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  looksLikeCpa005,
  parseCpa005,
  readCpa005,
  serializeCpa005,
} from '../../../../server/bank-files/cpa005/index.ts'

const FOLDER = new URL('../../../fixtures/bank-files/cpa005/', import.meta.url)
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))

/** Every good file: entries, credits, debits, returns. */
const GOOD: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'good-cadeft-credits.txt': [7, 7000, 0, 0],
  'good-cadeft-debits.txt': [7, 0, 7000, 0],
  'good-cadeft-credit-returns.txt': [8, 8000, 0, 8],
  'good-cadeft-debit-returns.txt': [7, 0, 7000, 7],
  'good-cadeft-credit-reversals.txt': [7, 0, 0, 0],
  'good-cadeft-debit-reversals.txt': [7, 0, 0, 0],
  'good-cadeft-read-credits.txt': [7, 7000, 0, 0],
  'good-cadeft-read-debits.txt': [7, 0, 7000, 0],
  'good-cronus-01.txt': [2, 688480, 0, 0],
}

/** Every bad file: its first problem. */
const BAD: Readonly<Record<string, readonly [rule: string, line: number]>> = {
  'bad-cadeft-doubled-totals.txt': ['total-debits', 6],
  'bad-cadeft-co14821.txt': ['total-credits', 4],
  'bad-cadeft-stream.txt': ['record-count', 2],
  'bad-cadeft-stream-amount.txt': ['characters', 2],
  'bad-cronus-02.txt': ['record-length', 1],
  'bad-cronus-03.txt': ['total-credits', 3],
  'bad-cronus-04.txt': ['record-count', 2],
}

const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, FOLDER)))

describe('CPA-005 files of other people', () => {
  test('every file that is kept is judged here', () => {
    expect([...Object.keys(GOOD), ...Object.keys(BAD)].sort()).toEqual(NAMES.sort())
    expect(NAMES.every((name) => looksLikeCpa005(bytesOf(name)))).toBe(true)
  })

  test.each(Object.entries(GOOD))('%s is good, and written back the same', (name, expected) => {
    const bytes = bytesOf(name)
    const { problems, entries, creditsMinor, debitsMinor, returns } = readCpa005(bytes)
    expect(problems).toEqual([])
    expect([entries, creditsMinor, debitsMinor, returns]).toEqual(expected)
    expect(Buffer.concat([...serializeCpa005(parseCpa005(bytes))]).equals(bytes)).toBe(true)
  })

  test.each(Object.entries(BAD))('%s is refused', (name, [rule, line]) => {
    const [first] = readCpa005(bytesOf(name)).problems
    expect(first).toMatchObject({ rule, line })
  })

  const layouts: ReadonlyArray<readonly [string, (text: string) => string]> = [
    ['with CRLF', (text) => `${text.replaceAll('\n', '\r\n')}\r\n`],
    ['with LF at its end', (text) => `${text}\n`],
    ['with CR', (text) => text.replaceAll('\n', '\r')],
    ['without line ends', (text) => text.replaceAll('\n', '')],
    ['without line ends but the last', (text) => `${text.replaceAll('\n', '')}\r\n`],
    ['without the blanks at the ends', (text) => text.replaceAll(/ +$/gm, '')],
    [
      'cut behind the last transaction of a record',
      (text) => text.replaceAll(/^([CDEFIJ].{23}(?:.{240})*?) *$/gm, '$1'),
    ],
    ['with empty lines at the end', (text) => `${text}\n\n\n`],
    ['with a routing line', (text) => `$$AAPACPA1464[TEST[NL$$\r\n${text}`],
    [
      'with a routing line before records without line ends',
      (text) => {
        return `$$AAPACPA1464[PROD[NL$$\r\n${text.replaceAll('\n', '')}`
      },
    ],
  ]

  test.each(layouts)(
    '%s: every good file is as good, and written back the same',
    (_what, change) => {
      for (const [name, [entries, creditsMinor]] of Object.entries(GOOD)) {
        if (name.includes('-read-') && _what.startsWith('without line ends')) continue
        if (name.includes('-read-') && _what.includes('before records')) continue
        const bytes = new Uint8Array(
          Buffer.from(change(Buffer.from(bytesOf(name)).toString('latin1')), 'latin1'),
        )
        const reading = readCpa005(bytes)
        expect(reading.problems, name).toEqual([])
        expect([reading.entries, reading.creditsMinor]).toEqual([entries, creditsMinor])
        expect(looksLikeCpa005(bytes)).toBe(true)
        expect(Buffer.concat([...serializeCpa005(parseCpa005(bytes))]).equals(bytes)).toBe(true)
      }
    },
  )

  test('accents pass, in Latin-1 and in UTF-8', () => {
    const text = Buffer.from(bytesOf('good-cadeft-credits.txt')).toString('latin1')
    const changed = text.replace('payee name', 'Émile Côté')
    for (const encoding of ['latin1', 'utf8'] as const) {
      const bytes = new Uint8Array(Buffer.from(changed, encoding))
      expect(readCpa005(bytes).problems, encoding).toEqual([])
      expect(Buffer.concat([...serializeCpa005(parseCpa005(bytes))]).equals(bytes)).toBe(true)
    }
  })
})

describe('which file it is', () => {
  const text = Buffer.from(bytesOf('good-cadeft-credits.txt')).toString('latin1')
  test.each([
    ['without its header', text.slice(1465), true],
    ['with a damaged header', `X${text.slice(1)}`, true],
    ['with a header in small letters', `a${text.slice(1)}`, true],
    ['only a routing line', '$$AAPACPA1464[PROD[NL$$\r\n', true],
    ['a NACHA file', '101 031300012 2313801041908161055A094101Federal Reserve Bank', false],
    ['a letter', 'Dear customer,\nattached the file of today.\n', false],
    ['a report', '{"response":{"code":1}}', false],
    ['nothing', '', false],
  ])('%s', (_what, content, expected) => {
    expect(looksLikeCpa005(new Uint8Array(Buffer.from(content, 'latin1')))).toBe(expected)
  })
})
