import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { READING_LENGTH_MAX } from '../../../src/contract/limits.ts'
import { makerSymbology } from '../../../src/main/station/cards/symbologies.ts'
import { hidBarcodes } from '../../../src/main/station/scanners/hid-barcode.ts'
import { hidKind, hidName } from '../../../src/main/station/scanners/hid-kinds.ts'
import { readSwipe } from '../../../src/main/station/scanners/magtek.ts'
import { barcodeReports, swipeReport } from './hid-reports.ts'

const NUMBER = '9970011234567890128'

/** A report written down byte by byte: Code 128 with this number, from a Honeywell scanner. */
const RECORDED = Uint8Array.from(
  `02135d433039393730303131323334353637383930313238${'00'.repeat(37)}6a0000`
    .match(/../g)
    ?.map((pair) => Number.parseInt(pair, 16)) ?? [],
)

describe('HID POS barcodes', () => {
  test('one report, recorded', () => {
    expect(RECORDED).toHaveLength(64)
    expect(hidBarcodes().push(RECORDED, 0)).toEqual({
      aim: ']C0',
      data: NUMBER,
      makerCode: 0x6a,
      reports: 1,
    })
    expect(makerSymbology(0x6a)).toBe('code-128')
  })

  test('two reports: whole with the second, and never before', () => {
    const link = `https://cards.example/c/${'Ab9_'.repeat(12)}`
    const [first, second, ...none] = barcodeReports(']Q1', link, { makerCode: 0x73 })
    expect(none).toEqual([])
    const barcodes = hidBarcodes()
    expect(barcodes.push(first ?? RECORDED, 0)).toBeUndefined()
    expect(barcodes.push(second ?? RECORDED, 5)).toEqual({
      aim: ']Q1',
      data: link,
      makerCode: 0x73,
      reports: 2,
    })
  })

  test('the identifier one byte later, and none at all', () => {
    const [shifted] = barcodeReports(']E0', '0012345678905', { shifted: true })
    expect(hidBarcodes().push(shifted ?? RECORDED, 0)).toMatchObject({
      aim: ']E0',
      data: '0012345678905',
    })
    const bare = new Uint8Array(64)
    bare.set([2, NUMBER.length, 0, 0, 0, ...Buffer.from(NUMBER)])
    expect(hidBarcodes().push(bare, 0)).toMatchObject({ aim: '', data: NUMBER })
  })

  test('a first half whose rest never came is not put before the next code', () => {
    const [half] = barcodeReports(']Q1', 'x'.repeat(100))
    const barcodes = hidBarcodes()
    barcodes.push(half ?? RECORDED, 0)
    expect(barcodes.push(RECORDED, 2_000)).toMatchObject({ data: NUMBER, reports: 1 })
  })

  test('an endless code is dropped, and the next one is whole', () => {
    const barcodes = hidBarcodes()
    const endless = barcodeReports(']Q1', 'x'.repeat(READING_LENGTH_MAX + 200))
    for (const report of endless) expect(barcodes.push(report, 0)).toBeUndefined()
    expect(barcodes.push(RECORDED, 1)).toMatchObject({ data: NUMBER })
  })

  test('whatever is reported: printable, bounded, no crash', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 20 }), (reports) => {
        const barcodes = hidBarcodes()
        for (const report of reports) {
          const code = barcodes.push(Uint8Array.of(2, ...report), 0)
          if (code === undefined) continue
          expect(code.data.replaceAll('\u001d', '')).toMatch(/^[\x20-\x7e]*$/)
          expect(code.data.length).toBeLessThanOrEqual(READING_LENGTH_MAX)
          expect(code.aim).toMatch(/^(\][A-Za-z][0-9A-Za-z])?$/)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('MagTek swipes', () => {
  const track1 = `%B${NUMBER}^GIFT/CARD^4912000000000000?`
  const track2 = `;${NUMBER}=49120000000000000000?`

  test('all tracks as a keyboard swipe types them; what lies past a track means nothing', () => {
    expect(readSwipe(swipeReport([track1, track2, '']))).toEqual({
      text: track1 + track2,
      isUnreadable: false,
    })
  })

  test('a track with an error, and a swipe of which nothing was read', () => {
    expect(readSwipe(swipeReport([null, track2, '']))).toEqual({
      text: `%E?${track2}`,
      isUnreadable: false,
    })
    expect(readSwipe(swipeReport([null, null, null]))).toEqual({
      text: '%E?;E?+E?',
      isUnreadable: true,
    })
    expect(readSwipe(swipeReport(['', '', '']))).toEqual({ text: '%E?', isUnreadable: true })
  })

  test('another report is no swipe, and lengths above the field are cut to it', () => {
    expect(readSwipe(RECORDED)).toBeUndefined()
    const report = swipeReport([track1, '', ''])
    report[3] = 255
    expect(readSwipe(report)?.text).toHaveLength(110)
  })
})

describe('HID interfaces', () => {
  const device = { vendorId: 0x0c2e, productId: 0x0b61, path: 'x' }

  test('the one with the page of scanners, Honeywell with its start, and MagTek in HID mode', () => {
    expect(hidKind({ ...device, usagePage: 0x8c, usage: 2 })).toMatchObject({
      reads: 'barcode',
      featureReport: [0xfe, 1],
    })
    expect(hidKind({ ...device, vendorId: 0x05e0, usagePage: 0x8c })).toMatchObject({
      reads: 'barcode',
      featureReport: null,
    })
    expect(hidKind({ ...device, vendorId: 0x0801, productId: 2, usagePage: 0xff00 })).toMatchObject(
      {
        reads: 'swipe',
      },
    )
  })

  test.each([
    ['a keyboard', { vendorId: 0x0c2e, productId: 1, usagePage: 1, usage: 6 }],
    ['a MagTek in keyboard mode', { vendorId: 0x0801, productId: 1, usagePage: 1 }],
    ['another maker’s own page', { vendorId: 0x1234, productId: 2, usagePage: 0xff00 }],
    ['a scale', { vendorId: 0x0c2e, productId: 1, usagePage: 0x8d }],
  ])('%s is left alone', (_name, other) => {
    expect(hidKind(other)).toBeUndefined()
  })

  test('names: product and maker, else the numbers', () => {
    expect(hidName({ ...device, product: 'Voyager', manufacturer: 'Honeywell ' })).toBe(
      'Honeywell Voyager',
    )
    expect(hidName(device)).toBe('0c2e:0b61')
  })
})
