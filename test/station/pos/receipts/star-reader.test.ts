import { describe, expect, test } from 'vitest'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import type { PrinterSettings } from '../../../../src/main/station/pos/receipts/printer-state.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { bytes, ESC, GS } from '../escpos-bytes.ts'

const CUT = [ESC, 0x64, 0x02]
const RASTER_IN = [ESC, 0x2a, 0x72, 0x41]
const RASTER_OUT = [ESC, 0x2a, 0x72, 0x42]

function read(job: Uint8Array, settings: Partial<PrinterSettings> = {}) {
  const reader = createByteReader('star-line', { ...defaultProfile().printer, ...settings }, 1_000)
  return [...reader.push(job, 0), ...reader.end()]
}

function rows(job: Uint8Array, settings: Partial<PrinterSettings> = {}) {
  return read(job, settings).map((paper) => paper.rows)
}

describe('star reader: commands that mean something else than in ESC/POS', () => {
  test('the buzzer says nothing on the paper', () => {
    expect(read(bytes([ESC, GS, 0x07, 1, 0x32, 0x32], 'A\n'))).toMatchObject([{ rows: ['A'] }])
  })

  test('ESC d cuts, ESC a feeds, ESC i is a size', () => {
    const job = bytes([ESC, 0x69, 1, 1], 'A', [ESC, 0x61, 3], 'B\n', CUT, 'C\n', CUT)
    expect(read(job)).toMatchObject([
      { rows: ['A', 'B'], endedBy: 'cut', unknownCommands: 0 },
      { rows: ['C'], endedBy: 'cut', unknownCommands: 0 },
    ])
  })

  test('bold on has no value: the first letter stays', () => {
    expect(rows(bytes([ESC, 0x45], '10.00', [ESC, 0x46], ' GIFT\n'))).toEqual([['10.00 GIFT']])
  })

  test('drawer kicks and wide print are no text', () => {
    const job = bytes([0x07, 0x1c, 0x1a, ESC, 0x07, 11, 55], 'A', [0x0e], 'B', [0x14], 'C\n')
    expect(read(job)).toMatchObject([{ rows: ['ABC'], unknownCommands: 0 }])
  })

  test.each(['\n', '\r\n', '\n\r', '\r'])('%j ends one row', (end) => {
    expect(rows(bytes(`A${end}B${end}`, CUT))).toEqual([['A', 'B']])
  })

  test('CAN and ESC @ forget the row that was not printed yet', () => {
    expect(rows(bytes('A\n', 'lost', 0x18, 'B\n', 'lost', [ESC, 0x40], 'C\n'))).toEqual([
      ['A', 'B'],
      ['C'],
    ])
  })

  test('an absolute position puts in the spaces that the eye sees', () => {
    const job = bytes('GIFT CARD', [ESC, GS, 0x41, 0x68, 1], '25.00\n')
    expect(rows(job)).toEqual([[`${'GIFT CARD'.padEnd(30)}25.00`]])
  })
})

describe('star reader: characters', () => {
  test.each([
    [0, [0x83, 0xb2], 'standard'],
    [4, [0xd5], 'CP858'],
    [32, [0x80], 'Windows 1252'],
  ])('code page %i', (page, codes, name) => {
    const text = rows(bytes([ESC, GS, 0x74, page], codes, '\n'))[0]?.[0]
    expect(text).toBe({ standard: '▒ē', CP858: '€', 'Windows 1252': '€' }[name])
  })

  test('a code page switched in mid-word', () => {
    const job = bytes('Caf', [ESC, GS, 0x74, 4, 0x82], ' cr', [ESC, GS, 0x74, 32, 0xe8], 'me\n')
    expect(rows(job)).toEqual([['Café crème']])
  })

  test.each([
    ['Shift-JIS', [ESC, 0x24, 1, 0x8d, 0x87, 0x8c, 0x76, ESC, 0x24, 0], {}, '合計'],
    ['JIS', [ESC, 0x70, 0x39, 0x67, 0x37, 0x57, ESC, 0x71], {}, '合計'],
    ['Chinese', [0xb2, 0xcd, 0xb9, 0xdd], { startsInKanji: true, kanji: 'gb18030' }, '餐馆'],
    ['Korean', [ESC, 0x52, 0x44, 0xb9, 0xde], { startsInKanji: true }, '받'],
    ['UTF-8', [ESC, GS, 0x29, 0x55, 2, 0, 48, 1, 0xe2, 0x82, 0xac], {}, '€'],
  ])('two-byte text: %s', (_, codes, settings, text) => {
    expect(rows(bytes(codes, ' 5\n'), settings)).toEqual([[`${text} 5`]])
  })
})

describe('star reader: pictures and codes', () => {
  test('raster rows that hold cuts and line feeds, between text', () => {
    const row = [0x62, 6, 0, ...CUT, 0x0a, 0x41, 0x42]
    const job = bytes('A\n', RASTER_IN, row, [0x6b, 2, 0, 0x0a, 0x0c], RASTER_OUT, 'B\n', CUT)
    expect(read(job)).toMatchObject([{ rows: ['A', 'B'], pictureBytes: 14, unknownCommands: 0 }])
  })

  test('a raster in one command, as StarPRNT has it', () => {
    const data = [...CUT, 0x0a, 0x41, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    const job = bytes('A\n', [ESC, GS, 0x53, 1, 2, 0, 8, 0, 0], data.slice(0, 16), 'B\n', CUT)
    expect(read(job)).toMatchObject([{ rows: ['A', 'B'], pictureBytes: 25 }])
  })

  test('a page of pictures alone is said to be one', () => {
    const job = bytes(RASTER_IN, [0x62, 4, 0, 1, 2, 3, 4], [ESC, 0x0c, 0], RASTER_OUT)
    expect(read(job)).toMatchObject([{ rows: [], endedBy: 'form-feed' }])
  })

  test('barcodes, PDF417 and QR codes are kept, not printed', () => {
    const barcode = [ESC, 0x62, 54, 50, 49, 0x1e, ...Buffer.from('000482'), 0x1e]
    const pdf = [ESC, GS, 0x78, 0x44, 3, 0, ...Buffer.from('PDF')]
    const qr = [ESC, GS, 0x79, 0x44, 0x31, 0, 5, 0, ...Buffer.from('HELLO')]
    expect(read(bytes('A\n', barcode, pdf, qr, [ESC, GS, 0x79, 0x50], 'B\n'))).toMatchObject([
      { rows: ['A', 'B'], codes: ['000482', 'PDF', 'HELLO'], unknownCommands: 0 },
    ])
  })

  test("the customer's display on the same wire", () => {
    const job = bytes('A\n', [ESC, 0x3d, 2], 'TOTAL 25.00\n', [ESC, 0x3d, 1], 'B\n')
    expect(rows(job)).toEqual([['A', 'B']])
  })
})
