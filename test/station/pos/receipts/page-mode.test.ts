import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import { PAGE_PIECES_MAX } from '../../../../src/main/station/pos/receipts/limits.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../../../src/main/station/pos/receipts/read-papers.ts'
import { bytes, CUT, ESC, GS } from '../escpos-bytes.ts'

const PAGE = [ESC, 0x4c]
const FF = [0x0c]
const PRINT_AND_STAY = [ESC, 0x0c]
const CAN = [0x18]
const STANDARD = [ESC, 0x53]
const to = (dots: number) => [ESC, 0x24, dots & 255, dots >> 8]
const down = (dots: number) => [GS, 0x24, dots & 255, dots >> 8]
const area = (x: number, y = 0, width = 320, height = 512) => [
  ESC,
  0x57,
  ...[x, y, width, height].flatMap((dots) => [dots & 255, dots >> 8]),
]

const LABELS = ['TOTAL', 'CASH', 'GIFT CARD']
const AMOUNTS = ['50.00', '30.00', '20.00']
const drawn = (texts: readonly string[], x: number) =>
  texts.flatMap((text, row) => [...down(40 * (row + 1)), ...to(x), ...Buffer.from(text)])

const fed = (texts: readonly string[]) =>
  texts.flatMap((text) => [...Buffer.from(text), ESC, 0x4a, 40])

type Part = string | number | readonly number[]

function rows(...parts: readonly Part[]) {
  const reader = createByteReader('escpos', defaultProfile().printer, 1_000)
  const papers = [...reader.push(bytes(...parts, CUT), 0), ...reader.end()]
  return papers.flatMap((paper) => paper.rows.map((row) => row.replaceAll(/ +/g, ' ')))
}

function tenders(...parts: readonly Part[]) {
  const papers = readPapers(bytes(...parts, CUT), defaultProfile(), currency('USD'), 'escpos')
  return papers.flatMap((paper) => paper.tenders.map(({ amountMinor }) => amountMinor))
}

describe('page mode: where its pieces stand', () => {
  test.each([
    ['drawn in columns', [drawn(LABELS, 0), drawn(AMOUNTS, 320)]],
    ['drawn from below', [drawn(AMOUNTS, 320), drawn(LABELS, 0)]],
    [
      'two areas side by side',
      [area(0), 'TOTAL\nCASH\nGIFT CARD\n', area(320), '50.00\n30.00\n20.00\n'],
    ],
    ['CR and LF', [area(0), 'TOTAL\r\nCASH\r\nGIFT CARD', area(320), '50.00\r\n30.00\r\n20.00']],
    ['CR alone', [area(0), 'TOTAL\rCASH\rGIFT CARD', area(320), '50.00\r30.00\r20.00']],
    ['feeds in dots', [area(0), fed(LABELS), area(320), fed(AMOUNTS)]],
  ])('%s', (_, parts) => {
    expect(rows(PAGE, ...parts, FF)).toEqual(['TOTAL 50.00', 'CASH 30.00', 'GIFT CARD 20.00'])
    expect(tenders(PAGE, ...parts, FF)).toEqual([20_00])
  })

  test('a row that is longer than its area goes on below', () => {
    expect(rows(PAGE, area(0, 0, 120), 'TEN LETTERS\n', area(120), '5.00', FF)).toEqual([
      'TEN LETTER 5.00',
      'S',
    ])
  })

  test('bold by printing twice is one text', () => {
    expect(rows(PAGE, 'GIFT CARD', to(1), 'GIFT CARD', to(320), '20.00', FF)).toEqual([
      'GIFT CARD 20.00',
    ])
  })

  test.each([
    [
      'rows of unknown height beside places in dots',
      [area(0), 'TOTAL\nCASH\nGIFT CARD\n', area(320), drawn(AMOUNTS, 0)],
    ],
    ['text in two directions', [drawn(LABELS, 0), [ESC, 0x54, 1], drawn(AMOUNTS, 320)]],
    ['two turned areas', [[ESC, 0x54, 2], area(0), drawn(LABELS, 0), area(320), drawn(AMOUNTS, 0)]],
    [
      'more than a page holds',
      [
        drawn(LABELS, 0),
        drawn(AMOUNTS, 320),
        ...Array.from({ length: PAGE_PIECES_MAX }, () => [...to(9), 0x41]),
      ],
    ],
  ])('no tender from a page that cannot be told: %s', (_, parts) => {
    expect(tenders('TOTAL 20.00\n', PAGE, ...parts, FF, 'GIFT CARD 20.00\n')).toEqual([])
  })

  test('a page that is turned as a whole is read as it is turned', () => {
    expect(tenders(PAGE, [ESC, 0x54, 1], drawn(LABELS, 0), drawn(AMOUNTS, 320), FF)).toEqual([
      20_00,
    ])
  })
})

describe('page mode: what comes out', () => {
  const gift = 'GIFT CARD 20.00\n'
  test.each([
    ['CAN', [CAN, 'CASH 20.00', FF]],
    ['CAN from an area over it', [area(0, 0, 500, 500), CAN, 'CASH 20.00', FF]],
    ['ESC S', [STANDARD, 'CASH 20.00\n']],
    ['ESC @', [[ESC, 0x40], 'CASH 20.00\n']],
  ])('%s: what was drawn is not printed', (_, end) => {
    expect(rows('TOTAL 20.00\n', PAGE, gift, ...end)).toEqual(['TOTAL 20.00', 'CASH 20.00'])
    expect(tenders('TOTAL 20.00\n', PAGE, gift, ...end)).toEqual([])
  })

  test('CAN leaves what stands in another area', () => {
    const two = [area(0), 'GIFT CARD\n', area(320), '90.00\n', CAN, area(320), '20.00\n']
    expect(rows(PAGE, ...two, FF)).toEqual(['GIFT CARD 20.00'])
  })

  test('ESC L inside a page does nothing', () => {
    expect(rows(PAGE, 'A\n', PAGE, 'B\n', FF)).toEqual(['A', 'B'])
  })

  test('a page that is never printed is not on the paper', () => {
    expect(rows('A\n', PAGE, 'B\n')).toEqual(['A'])
  })

  test('FF goes back to rows, ESC FF does not; what came out already is not told again', () => {
    expect(rows(PAGE, 'A\n', FF, 'B\n')).toEqual(['A', 'B'])
    const twice = ['R 1\nTOTAL 20.00\n', PAGE, gift, PRINT_AND_STAY, 'BYE\n', FF]
    expect(rows(...twice)).toEqual(['R 1', 'TOTAL 20.00', 'GIFT CARD 20.00', 'BYE'])
    expect(tenders(...twice)).toEqual([20_00])
  })

  test('a form whose amount is drawn anew', () => {
    const form = [PAGE, area(0), 'GIFT CARD', area(320), '20.00', PRINT_AND_STAY, CAN, area(320)]
    expect(rows(...form, '30.00', FF)).toEqual(['GIFT CARD 20.00', 'GIFT CARD 30.00'])
  })
})
