import { describe, expect, test } from 'vitest'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import {
  PAPER_ROWS_MAX,
  STALLED_COMMAND_MS,
} from '../../../../src/main/station/pos/receipts/limits.ts'
import type { PrinterSettings } from '../../../../src/main/station/pos/receipts/printer-state.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { bytes, CUT, DLE, ESC, FS, GS } from '../escpos-bytes.ts'

const IDLE_MS = 1_000

function read(job: Uint8Array, settings: Partial<PrinterSettings> = {}) {
  const reader = createByteReader('escpos', { ...defaultProfile().printer, ...settings }, IDLE_MS)
  return [...reader.push(job, 0), ...reader.end()]
}

function rows(job: Uint8Array, settings: Partial<PrinterSettings> = {}) {
  return read(job, settings).map((paper) => paper.rows)
}

describe('escpos reader: characters', () => {
  test('a code page switched in mid-word', () => {
    const job = bytes('Salm', [ESC, 0x74, 2, 0xc6], 'o', [ESC, 0x74, 16, 0x80], '5\n')
    expect(rows(job)).toEqual([['Salmão€5']])
  })

  test('the same number is another page on a printer of another maker', () => {
    const job = bytes([ESC, 0x74, 2, 0xd5], '7\n')
    expect(rows(job)).toEqual([['ı7']])
    expect(rows(job, { codePages: 'citizen' })).toEqual([['€7']])
  })

  test('a country set turns # into a pound sign, and ESC @ turns it back', () => {
    const job = bytes([ESC, 0x52, 3], '#5\n', [ESC, 0x40], '#5\n')
    expect(rows(job, { initEndsPaper: false })).toEqual([['£5', '#5']])
  })

  test('half-width katakana and yen', () => {
    const job = bytes([ESC, 0x74, 1, ESC, 0x52, 8, 0xb1, 0xb2], '\\500\n')
    expect(rows(job)).toEqual([['ｱｲ¥500']])
  })

  test.each([
    ['Chinese', [FS, 0x26, 0xb2, 0xcd, 0xb9, 0xdd, FS, 0x2e], '餐馆'],
    ['Korean', [ESC, 0x52, 13, FS, 0x26, 0xb9, 0xde, FS, 0x2e], '받'],
    ['Shift-JIS', [FS, 0x43, 0x31, FS, 0x26, 0x8d, 0x87, 0x8c, 0x76, FS, 0x2e], '合計'],
    ['JIS', [FS, 0x43, 0, FS, 0x26, 0x39, 0x67, 0x37, 0x57, FS, 0x2e], '合計'],
    ['UTF-8', [FS, 0x28, 0x43, 2, 0, 48, 2, 0xe2, 0x82, 0xac], '€'],
  ])('two-byte text: %s', (_, codes, text) => {
    expect(rows(bytes(codes, ' 5\n'))).toEqual([[`${text} 5`]])
  })
})

describe('escpos reader: places on the row', () => {
  test('an absolute position puts in the spaces that the eye sees', () => {
    const column30 = 30 * 12
    const job = bytes('GIFT CARD', [ESC, 0x24, column30 & 255, column30 >> 8], '25.00\n')
    expect(rows(job)).toEqual([[`${'GIFT CARD'.padEnd(30)}25.00`]])
  })

  test('a relative move, a tab and a move back never glue two words', () => {
    expect(rows(bytes('A', [ESC, 0x5c, 24, 0], 'B', 0x09, 'C\n'))).toEqual([['A  B    C']])
    expect(rows(bytes('TOTAL', [ESC, 0x24, 0, 0], '25.00\n'))).toEqual([['TOTAL 25.00']])
  })

  test('tab stops that were set, ended by a value that does not ascend', () => {
    const job = bytes([ESC, 0x44, 10, 20, 0], 'A', 0x09, 'B', 0x09, 'C\n', [ESC, 0x44, 9, 9], 'X\n')
    expect(rows(job)[0]?.[0]).toBe('A         B         C')
  })

  test('a printer that breaks rows by itself', () => {
    const job = bytes('X'.repeat(42), 'Y'.repeat(10), '\n')
    expect(rows(job, { columns: 42 })).toEqual([['X'.repeat(42), 'Y'.repeat(10)]])
  })
})

describe('escpos reader: row ends', () => {
  test.each(['\n', '\r\n', '\n\r', '\r'])('%j ends one row', (end) => {
    expect(rows(bytes(`A${end}B${end}`))).toEqual([['A', 'B']])
  })

  test('a blank row between rows stays one', () => {
    expect(rows(bytes('A\r\n\r\nB\r\n'))).toEqual([['A', '', 'B']])
  })

  test('feeding by rows or dots ends a row', () => {
    expect(rows(bytes('A', [ESC, 0x64, 2], 'B', [ESC, 0x4a, 30]))).toEqual([['A', 'B']])
  })

  test('page mode: its text is read, line by line', () => {
    const area = [ESC, 0x57, 0, 0, 0, 0, 0, 2, 0, 2]
    const job = bytes([ESC, 0x4c], area, 'A', [GS, 0x24, 40, 0], 'B', 0x0c, 'C\n', CUT)
    expect(rows(job)).toEqual([['A', ' B', 'C']])
  })
})

describe('escpos reader: what is not receipt text', () => {
  test("the customer's display on the same wire", () => {
    const display = bytes([ESC, 0x3d, 2], [0x0c], 'TOTAL 25.00', [ESC, 0x51, 0x41], 'HELLO', 0x0d)
    const job = bytes([ESC, 0x3d, 1], 'A\n', [...display], [ESC, 0x3d, 1], 'B\n')
    expect(rows(job)).toEqual([['A', 'B']])
  })

  test('raster data that holds a cut, a line feed and a status question', () => {
    const data = [...CUT, 0x0a, 0x41, DLE, 0x04, 1, 0x1b, 0x40, 0, 0, 0, 0, 0, 0]
    const job = bytes('A\n', [GS, 0x76, 0x30, 0, 2, 0, 8, 0], data.slice(0, 16), 'B\n')
    expect(read(job)).toMatchObject([{ rows: ['A', 'B'], pictureBytes: 24 }])
  })

  test('a graphics length that no printer means is not waited for', () => {
    const job = bytes('A\n', [GS, 0x38, 0x4c, 0, 0, 0, 0x80], 'B\n', CUT)
    expect(read(job)).toMatchObject([{ rows: ['A', 'B'], unknownCommands: 1 }])
  })

  test('characters and logos that are defined on the way', () => {
    const characters = [ESC, 0x26, 1, 0x41, 0x42, 2, 0x31, 0x32, 1, 0x33]
    const logos = [FS, 0x71, 1, 1, 0, 1, 0, ...Array.from({ length: 8 }, () => 0x44)]
    expect(read(bytes('A\n', characters, logos, 'B\n'))).toMatchObject([
      { rows: ['A', 'B'], unknownCommands: 0 },
    ])
  })

  test('a flood of NUL bytes and status questions between and inside rows', () => {
    const flood = [...Array.from({ length: 8_192 }, () => 0), DLE, 4, 2]
    expect(rows(bytes('GIFT', flood, ' CARD\n', flood, flood, 'B\n'))).toEqual([['GIFT CARD', 'B']])
  })

  test('barcodes and QR codes are kept, not printed', () => {
    const ean = [GS, 0x6b, 2, ...Buffer.from('9638507'), 0]
    const code128 = [GS, 0x6b, 73, 6, ...Buffer.from('000482')]
    const qr = [GS, 0x28, 0x6b, 8, 0, 0x31, 0x50, 0x30, ...Buffer.from('HELLO')]
    expect(read(bytes('A\n', ean, code128, qr, 'B\n'))).toMatchObject([
      { rows: ['A', 'B'], codes: ['9638507', '000482', 'HELLO'] },
    ])
  })

  test('QR codes as Chinese printers have them, and a picture as a whole file', () => {
    const data = [...Buffer.from('https://x/?a=100'), ...CUT]
    const qr = [ESC, 0x5a, 0, 0x4d, 6, data.length, 0, ...data]
    const other = [GS, 0x6b, 97, 0, 2, data.length, 0, ...data]
    const file = [...Buffer.from('BM'), 14, 0, 0, 0, ...CUT, 0x41, 0x0a, 0x42, 0x43, 0x44]
    const bmp = [GS, 0x44, 0x30, 0x43, 0x30, 0x20, 0x20, 0x30, 0x31, ...file]
    expect(read(bytes('A', qr, other, bmp, 'GIFT CARD 20.00\n'))).toMatchObject([
      { rows: ['A', 'GIFT CARD 20.00'], unknownCommands: 0 },
    ])
  })

  test('a barcode with a character that ends it early gives the rest back', () => {
    expect(rows(bytes('A\n', [GS, 0x6b, 4], 'CODE\n', 'B\n'))).toEqual([['A', '', 'B']])
  })

  test('unknown commands are skipped and counted', () => {
    expect(read(bytes('A\n', [ESC, 0x7e, GS, 0xee, FS, 0x01], 'B\n'))).toMatchObject([
      { rows: ['A', 'B'], unknownCommands: 3 },
    ])
  })
})

describe('escpos reader: where a paper ends', () => {
  test('two papers in one job, and nothing after the last cut', () => {
    const job = bytes([ESC, 0x40], 'A\n', CUT, [ESC, 0x40], 'B\n', [GS, 0x56, 66, 3], '\n\n')
    expect(read(job).map(({ rows, endedBy }) => [rows, endedBy])).toEqual([
      [['A'], 'cut'],
      [['B'], 'cut'],
    ])
  })

  test('no start and no cut: the next ESC @, a form feed or the end of the stream', () => {
    const job = bytes('A\n', [ESC, 0x40], 'B\n', 0x0c, 'C\n', 'never printed')
    expect(read(job).map(({ rows, endedBy }) => [rows, endedBy])).toEqual([
      [['A'], 'init'],
      [['B'], 'form-feed'],
      [['C'], 'close'],
    ])
  })

  test('silence ends a paper; status questions are silence', () => {
    const reader = createByteReader('escpos', defaultProfile().printer, IDLE_MS)
    expect(reader.push(bytes('A\n'), 0)).toEqual([])
    expect(reader.push(bytes([DLE, 4, 1]), 900)).toEqual([])
    expect(reader.tick(999)).toEqual([])
    expect(reader.tick(1_000)).toMatchObject([{ rows: ['A'], endedBy: 'idle' }])
    expect(reader.isOpen()).toBe(false)
    expect(reader.push(bytes('B\n'), 5_000)).toEqual([])
    expect(reader.push(bytes('C\n'), 9_000)).toMatchObject([{ rows: ['B'] }])
  })

  test('a command that never becomes whole is given up, and reading goes on', () => {
    const reader = createByteReader('escpos', defaultProfile().printer, IDLE_MS)
    reader.push(bytes('A\n', [GS, 0x76, 0x30, 0, 90, 0, 90, 0], 'torn'), 0)
    expect(reader.tick(IDLE_MS)).toEqual([])
    expect(reader.tick(STALLED_COMMAND_MS)).toMatchObject([{ rows: ['A'], unknownCommands: 1 }])
    reader.push(bytes('B\n'), STALLED_COMMAND_MS + 1)
    expect(reader.end()).toMatchObject([{ rows: ['B'] }])
  })

  test('a paper without end is cut off and says so', () => {
    const [paper] = read(bytes('row\n'.repeat(PAPER_ROWS_MAX + 1)))
    expect(paper?.rows).toHaveLength(PAPER_ROWS_MAX)
    expect(paper?.isTooLong).toBe(true)
  })
})
