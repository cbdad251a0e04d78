import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import { createDialectFinder } from '../../../../src/main/station/pos/receipts/dialect-finder.ts'
import { UNCLEAR_BYTES_MAX } from '../../../../src/main/station/pos/receipts/limits.ts'
import type { PrintedPaper } from '../../../../src/main/station/pos/receipts/printed-paper.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createPaperReader } from '../../../../src/main/station/pos/receipts/read-papers.ts'
import { bytes, CUT, capture, ESC, GS } from '../escpos-bytes.ts'

const IDLE_MS = 1_000
const STAR_CUT = [ESC, 0x64, 2]
const STAR_JOB = bytes([ESC, 0x40, ESC, 0x1e, 0x61, 0, ESC, GS, 0x74, 4], 'SALE\n', STAR_CUT)
const ITHACA_JOB = bytes('SALE\r\n', [ESC, 0x78, 1, ESC, 0x50, 0])

function auto(finder = createDialectFinder()) {
  return { reader: createByteReader('auto', defaultProfile().printer, IDLE_MS, finder), finder }
}

describe('dialect finder: what a job tells', () => {
  test.each([
    ['escpos', capture('eckpos-serial-1.bin').bytes, 'escpos'],
    ['escpos by its cut alone', bytes('SALE\n', CUT), 'escpos'],
    ['star', STAR_JOB, 'star-line'],
    ['StarPRNT by its raster', bytes([ESC, GS, 0x53, 1, 1, 0, 1, 0, 0, 9], 'A\n'), 'star-prnt'],
    ['Ithaca by its cut', ITHACA_JOB, 'ithaca'],
    ['plain text, which proves nothing', bytes('SALE\n'), null],
    ['align alone, which proves nothing', bytes([ESC, 0x61, 1], 'SALE\n'), null],
  ])('%s', (_, job, found) => {
    const { reader, finder } = auto()
    const papers = [...reader.push(job, 0), ...reader.end()]
    expect(papers.length).toBeGreaterThan(0)
    expect(finder.found()).toBe(found)
  })

  test.each([
    ['ESC i', [ESC, 0x69]],
    ['ESC i and a figure', [ESC, 0x69, 0x31, 0x0a]],
    ['no cut', []],
  ])('ESC/POS that feeds by ESC d, which cuts Star printers, is one paper: %s', (_, end) => {
    const feed = (rows: number) => [ESC, 0x64, rows]
    const copy = ['*** DUPLICATE ***\n', feed(1), 'TOTAL 20.00\n', feed(2), 'GIFT CARD 20.00\n']
    const { reader } = auto()
    const job = bytes([ESC, 0x40], ...copy, feed(3), [ESC, 0x46], end)
    const [paper] = [...reader.push(job, 0), ...reader.end()]
    const rows = paper?.rows.filter((row) => row !== '')
    expect(rows).toEqual(['*** DUPLICATE ***', 'TOTAL 20.00', 'GIFT CARD 20.00'])
  })

  test('raster data that looks like another language is not looked at', () => {
    const data = Array.from({ length: 20 }, () => [...STAR_CUT, ESC, GS, 0x74, 4]).flat()
    const raster = [GS, 0x76, 0x30, 0, data.length / 4, 0, 4, 0, ...data]
    const { reader, finder } = auto()
    expect([...reader.push(bytes(raster, 'SALE\n', CUT), 0), ...reader.end()]).toHaveLength(1)
    expect(finder.found()).toBe('escpos')
  })
})

describe('dialect finder: a stream that is not clear yet', () => {
  test('nothing is lost or read twice when the language shows late', () => {
    const { reader, finder } = auto()
    expect(reader.push(bytes('A\n', [ESC, 0x64, 3], 'B\n'), 0)).toEqual([])
    expect(reader.isOpen()).toBe(true)
    const papers = reader.push(bytes([ESC, GS, 0x74, 4, ESC, 0x1e, 0x46, 0], ' '.repeat(40)), 10)
    expect(papers.map(({ rows }) => rows)).toEqual([['A']])
    expect(finder.found()).toBe('star-line')
    expect(reader.end().map(({ rows }) => rows)).toEqual([['B']])
  })

  test('silence ends it: it is read as what is most likely', () => {
    const { reader, finder } = auto()
    expect(reader.push(bytes('A\n', [ESC, 0x61, 1], 'B\n'), 0)).toEqual([])
    expect(reader.tick(IDLE_MS - 1)).toEqual([])
    expect(reader.tick(IDLE_MS)).toMatchObject([{ rows: ['A', 'B'], endedBy: 'idle' }])
    expect(reader.isOpen()).toBe(false)
    expect(finder.found()).toBeNull()
  })

  test.each([
    ['DLE EOT 1', [[0x10, 0x04, 1]]],
    ['DLE EOT 1, in two pieces', [[0x10], [0x04, 1]]],
    ['GS r 1', [[GS, 0x72, 1]]],
    ['ESC ACK SOH', [[ESC, 0x06, 1]]],
  ])(
    'a POS that goes on asking for the state, with %s: what was printed ends all the same',
    (_, poll) => {
      const doubted = createDialectFinder('escpos')
      doubted.doubt()
      for (const finder of [createDialectFinder(), doubted]) {
        const { reader } = auto(finder)
        const papers = [...reader.push(bytes('A\n'), 0)]
        for (let atMs = 400; atMs <= 4_000; atMs += 400) {
          for (const piece of poll) papers.push(...reader.push(bytes(piece), atMs))
          papers.push(...reader.tick(atMs))
        }
        expect(papers.map(({ rows }) => rows)).toEqual([['A']])
      }
    },
  )

  test('a next job after silence does not wait for a tick', () => {
    const { reader } = auto()
    reader.push(bytes('A\n'), 0)
    expect(reader.push(bytes('B\n'), 5_000)).toMatchObject([{ rows: ['A'] }])
    expect(reader.end()).toMatchObject([{ rows: ['B'] }])
  })

  test('what waits is bounded, and read when the bound is reached', () => {
    const { reader } = auto()
    const row = bytes('a row of a report that says nothing of its language\n')
    let papers: unknown[] = []
    for (let sent = 0; sent <= UNCLEAR_BYTES_MAX; sent += row.length) reader.push(row, 0)
    papers = [...papers, ...reader.push(bytes(0x0c), 0)]
    expect(papers).toHaveLength(1)
    expect(reader.isOpen()).toBe(false)
  })

  test('a code page that was set once holds for later jobs too', () => {
    const { reader } = auto()
    reader.push(bytes([ESC, 0x74, 16], 'A\n'), 0)
    reader.tick(IDLE_MS)
    reader.push(bytes([ESC, 0x61, 0, 0x80], '5\n'), 5_000)
    expect(reader.end()).toMatchObject([{ rows: ['€5'] }])
  })
})

describe('dialect finder: what a source keeps', () => {
  test('the next connection reads at once in the language that was found', () => {
    const { reader, finder } = auto()
    reader.push(STAR_JOB, 0)
    reader.end()
    const next = auto(finder).reader
    expect(next.push(bytes('SALE\n', STAR_CUT), 0)).toMatchObject([{ rows: ['SALE'] }])
  })

  test('what was kept over a restart is used at once', () => {
    const { reader } = auto(createDialectFinder('ithaca'))
    expect(reader.push(ITHACA_JOB, 0)).toMatchObject([{ rows: ['SALE'], endedBy: 'cut' }])
  })

  test('another printer on the same line is found out', () => {
    const { reader, finder } = auto(createDialectFinder('escpos'))
    const strange = bytes([ESC, 0x34], 'SALE', [ESC, 0x35, ESC, 0x1d, 0x74, 4], '\n', STAR_CUT)
    reader.push(strange, 0)
    reader.tick(IDLE_MS)
    expect(finder.found()).toBe('escpos')
    reader.push(STAR_JOB, 10_000)
    expect(reader.tick(10_000 + IDLE_MS)).toMatchObject([{ rows: ['SALE'], endedBy: 'cut' }])
    expect(finder.found()).toBe('star-line')
  })

  test('a Star printer in the place of ESC/POS: no payment of a copy, and it is found by the next job', () => {
    const { reader, finder } = auto(createDialectFinder('escpos'))
    const read = createPaperReader(defaultProfile())
    const job = (head: string) =>
      bytes(
        [ESC, 0x40, ESC, GS, 0x61, 1],
        `SHOP\n${head}\n`,
        [ESC, GS, 0x61, 0],
        'Receipt 55\n',
        [ESC, 0x69, 1, 1],
        'TOTAL 20.00\n',
        [ESC, 0x69, 0, 0],
        'GIFT CARD 20.00\nTHANK YOU\n',
        STAR_CUT,
      )
    const kindsOf = (papers: readonly PrintedPaper[]) =>
      papers.flatMap((paper) => read(paper, currency('USD')).tenders.map(({ kind }) => kind))
    const first = [...reader.push(job('*** DUPLICATE ***'), 0), ...reader.tick(IDLE_MS)]
    expect(kindsOf(first)).toEqual([])
    const second = [...reader.push(job('*** DUPLICATE ***'), 10_000), ...reader.tick(20_000)]
    expect(kindsOf(second)).toEqual(['copy'])
    expect(finder.found()).toBe('star-line')
    expect(kindsOf([...reader.push(job('SALE'), 30_000), ...reader.end()])).toEqual(['payment'])
  })
})
