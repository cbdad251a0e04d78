import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../../../src/contract/screen/sources.ts'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import { TEAR_ROWS } from '../../../../src/main/station/pos/receipts/limits.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { bytes, CUT, ESC, GS } from '../escpos-bytes.ts'

function read(dialect: Dialect, job: Uint8Array) {
  const reader = createByteReader(dialect, defaultProfile().printer, 1_000)
  return [...reader.push(job, 0), ...reader.end()]
}

describe('ithaca reader', () => {
  test('ESC P NUL and ESC v cut; ESC x opens the drawer', () => {
    const job = bytes('A\r\n', [ESC, 0x78, 1], 'B\r\n', [ESC, 0x50, 0], 'C\r\n', [ESC, 0x76])
    expect(read('ithaca', job)).toMatchObject([
      { rows: ['A', 'B'], endedBy: 'cut', unknownCommands: 0 },
      { rows: ['C'], endedBy: 'cut', unknownCommands: 0 },
    ])
  })

  test('ESC/POS commands are understood beside its own', () => {
    const job = bytes([ESC, 0x45, 1, GS, 0x21, 0x11], 'A', [ESC, 0x45, 0], '\r\n', CUT, 'B\r\n')
    expect(read('ithaca', job).map(({ rows }) => rows)).toEqual([['A'], ['B']])
  })

  test('ESC K graphics hold any bytes; ESC W is wide print, not a page area', () => {
    const graphics = [ESC, 0x4b, 4, 0, ESC, 0x50, 0, 0x0a]
    const job = bytes('A\n', graphics, [ESC, 0x57, 1], 'B', [ESC, 0x57, 0], '\n')
    expect(read('ithaca', job)).toMatchObject([{ rows: ['A', 'B'], pictureBytes: 8 }])
  })
})

describe('plain text reader', () => {
  test('a form feed or the rows to the tear bar end a paper', () => {
    const job = bytes('A\n\n\nB\n', '\n'.repeat(TEAR_ROWS), 'C\n', 0x0c, 'D\n')
    expect(read('text', job).map(({ rows, endedBy }) => [rows, endedBy])).toEqual([
      [['A', '', '', 'B'], 'blank-rows'],
      [['C'], 'form-feed'],
      [['D'], 'close'],
    ])
  })

  test('bold by printing a row twice is one row', () => {
    expect(read('text', bytes('TOTAL 25.00\rTOTAL 25.00\nTHANKS\r\n'))[0]?.rows).toEqual([
      'TOTAL 25.00',
      'THANKS',
    ])
  })

  test('an amount that is printed beside a label after a CR stands on its row', () => {
    expect(read('text', bytes('GIFT CARD\r             25.00\n'))[0]?.rows).toEqual([
      'GIFT CARD    25.00',
    ])
  })

  test('two rows that both end with a CR stay two, equal ones too', () => {
    expect(read('text', bytes('TEA 2.00\rTEA 2.00\rTOTAL 4.00\r'))[0]?.rows).toEqual([
      'TEA 2.00',
      'TEA 2.00',
      'TOTAL 4.00',
    ])
  })

  test('commands that strayed in are skipped and counted', () => {
    expect(read('text', bytes([ESC, 0x40], 'A\n', [GS, 0x56], '\n'))).toMatchObject([
      { rows: ['A'], unknownCommands: 2 },
    ])
  })
})

describe('escpos reader: what makers added or left out', () => {
  test('bold without a value: a digit that follows is text once ESC F tells', () => {
    const job = bytes('TOTAL ', [ESC, 0x45], '12.50\n', [ESC, 0x46], [ESC, 0x45], '10.00\n', CUT)
    expect(read('escpos', job)[0]?.rows).toEqual(['TOTAL 12.50', '10.00'])
  })

  test('bold with a digit as its value: the digit is not printed', () => {
    const job = bytes([ESC, 0x45], '12.50\n', [ESC, 0x45], '0X\n', CUT)
    expect(read('escpos', job)[0]?.rows).toEqual(['2.50', 'X'])
  })

  test('a printer that is switched from the one way to the other', () => {
    const none = bytes([ESC, 0x45], '10.00', [ESC, 0x46], '\n')
    const digits = bytes([ESC, 0x45], '1TOTAL', [ESC, 0x45], '0\n', [ESC, 0x61, 0], 'X\n')
    const job = bytes([...none], [...digits], [...none], [...digits], CUT)
    expect(read('escpos', job)[0]?.rows).toEqual(['10.00', 'TOTAL', 'X', '10.00', 'TOTAL', 'X'])
  })

  test('a row that waits to know is not lost when the job stops there', () => {
    const reader = createByteReader('escpos', defaultProfile().printer, 1_000)
    expect(reader.push(bytes([ESC, 0x45], '12.50\n'), 0)).toEqual([])
    expect(reader.isOpen()).toBe(true)
    expect(reader.tick(999)).toEqual([])
    expect(reader.tick(1_000)).toMatchObject([{ rows: ['2.50'], endedBy: 'idle' }])
    expect(reader.isOpen()).toBe(false)
  })

  test('a drawer kick without numbers, and one in the place of character definitions', () => {
    const job = bytes([ESC, 0x70], 'A\n', [ESC, 0x26, 0x30, 0x3c, 0x41], 'B\n')
    expect(read('escpos', job)[0]?.rows).toEqual(['A', 'B'])
  })

  test('a barcode of a type that no table has ends with NUL', () => {
    expect(read('escpos', bytes('A\n', [GS, 0x6b, 11], 'MA,R1', 0, 'B\n'))).toMatchObject([
      { rows: ['A', 'B'], codes: ['MA,R1'] },
    ])
  })

  test('papers are told apart from pictures only', () => {
    const raster = [GS, 0x76, 0x30, 0, 1, 0, 4, 0, 1, 2, 3, 4]
    expect(read('auto', bytes(raster, CUT))).toMatchObject([{ rows: [], pictureBytes: 12 }])
  })
})
